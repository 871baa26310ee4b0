"""A frozen study's statement is never changed nor deleted; a done run and its findings neither. Whoever may
read findings sees these tables at all; the web role writes no finding and finishes no run."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION evidence_study_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE'
       AND (OLD.retired_at IS NULL OR NEW.retired_at IS NOT DISTINCT FROM OLD.retired_at)
       AND to_jsonb(NEW) - 'retired_at' = to_jsonb(OLD) - 'retired_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a frozen study is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER study_is_kept BEFORE UPDATE OR DELETE ON evidence_study
FOR EACH ROW EXECUTE FUNCTION evidence_study_is_kept();

CREATE FUNCTION evidence_run_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'done' THEN
        RAISE EXCEPTION 'a run that is done is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER run_is_kept BEFORE UPDATE OR DELETE ON evidence_run
FOR EACH ROW EXECUTE FUNCTION evidence_run_is_kept();

CREATE FUNCTION evidence_finding_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT FROM evidence_run WHERE id = NEW.run_id AND state = 'done'
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'findings are written with their run and never changed'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER finding_is_kept BEFORE INSERT OR UPDATE OR DELETE ON evidence_finding
FOR EACH ROW EXECUTE FUNCTION evidence_finding_is_kept();
"""
THAW = """
DROP TRIGGER finding_is_kept ON evidence_finding;
DROP FUNCTION evidence_finding_is_kept();
DROP TRIGGER run_is_kept ON evidence_run;
DROP FUNCTION evidence_run_is_kept();
DROP TRIGGER study_is_kept ON evidence_study;
DROP FUNCTION evidence_study_is_kept();
"""
TABLES = ("study", "run", "finding")
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
RIGHTS = """
COMMENT ON TABLE evidence_run IS 'web role: SELECT, INSERT';
COMMENT ON TABLE evidence_finding IS 'web role: SELECT';
"""
NO_RIGHTS = "COMMENT ON TABLE evidence_run IS NULL; COMMENT ON TABLE evidence_finding IS NULL;"


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial"), ("people", "0003_fence")]
    operations = [
        migrations.RunSQL(FREEZE, THAW),
        migrations.RunSQL(FENCE, TEAR_DOWN),
        migrations.RunSQL(RIGHTS, NO_RIGHTS),
    ]
