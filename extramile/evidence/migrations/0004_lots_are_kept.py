"""Lots that are drawn are never drawn again, changed or deleted: they can be called off, once. Whoever may read
findings sees these tables at all."""

from django.db import migrations

KEEP = """
CREATE FUNCTION evidence_lots_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.drawn_at IS NULL AND (TG_OP = 'DELETE' OR OLD.called_off_at IS NULL) THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.called_off_at IS NULL
       AND to_jsonb(NEW) - 'called_off_at' - 'why_called_off'
         = to_jsonb(OLD) - 'called_off_at' - 'why_called_off' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'lots that are drawn are never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER lots_are_kept BEFORE UPDATE OR DELETE ON evidence_rollout
FOR EACH ROW EXECUTE FUNCTION evidence_lots_are_kept();

CREATE FUNCTION evidence_starts_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'days that were noted are never changed: take the change back'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER starts_are_kept BEFORE UPDATE OR DELETE ON evidence_datedstart
FOR EACH ROW EXECUTE FUNCTION evidence_starts_are_kept();
"""
LET_GO = """
DROP TRIGGER starts_are_kept ON evidence_datedstart;
DROP FUNCTION evidence_starts_are_kept();
DROP TRIGGER lots_are_kept ON evidence_rollout;
DROP FUNCTION evidence_lots_are_kept();
"""
TABLES = ("datedchange", "datedstart", "rollout")
OPEN = "(SELECT 'evidence' = ANY (string_to_array(current_setting('extramile.doors', true), ',')))"
FENCE = "\n".join(
    f"ALTER TABLE evidence_{table} ENABLE ROW LEVEL SECURITY;\n"
    f"CREATE POLICY readers ON evidence_{table} USING ({OPEN});"
    for table in TABLES
)
TEAR_DOWN = "\n".join(
    f"DROP POLICY readers ON evidence_{table};\nALTER TABLE evidence_{table} DISABLE ROW LEVEL SECURITY;"
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_changes")]
    operations = [migrations.RunSQL(KEEP, LET_GO), migrations.RunSQL(FENCE, TEAR_DOWN)]
