"""A final report is never changed: by nobody, not by us. Two things may still happen to it: it may be withdrawn,
and a customer's words in it may be erased. A draft is written, and anything of it read, where reports are looked
after (the door "reports", people/fence.py); final ones where reports are read (the door "board"), and by whoever
one was delivered to.
"""

from django.db import migrations

PARTS = ("frozen", "quote", "remark")
DOOR = "(SELECT '<door>' = ANY (string_to_array(current_setting('extramile.doors', true), ',')))"
WORDS = {
    "<keepers>": DOOR.replace("<door>", "reports"),
    "<readers>": DOOR.replace("<door>", "board"),
    "<viewer>": "(SELECT nullif(current_setting('extramile.viewer', true), '')::bigint)",
    "<erasers>": "(SELECT 'all' = current_setting('extramile.writes', true))",
}


def _for_parts(statement: str) -> str:
    return "\n".join(statement.replace("<part>", part) for part in PARTS)


def _worded(statement: str) -> str:
    for mark, words in WORDS.items():
        statement = statement.replace(mark, words)
    return statement


FREEZE = """
CREATE FUNCTION board_report_for_ever() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    may_change text[] := ARRAY['state', 'withdrawn_at', 'withdrawn_by_id', 'withdrawn_why'];
BEGIN
    IF OLD.state NOT IN ('final', 'withdrawn') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'final' AND NEW.state = 'withdrawn'
       AND to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a final report is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER for_ever BEFORE UPDATE OR DELETE ON board_report
FOR EACH ROW EXECUTE FUNCTION board_report_for_ever();

-- It looks at the report itself, past what the visitor sees of it.
CREATE FUNCTION board_part_for_ever() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    reports bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN reports := reports || OLD.report_id; END IF;
    IF TG_OP <> 'DELETE' THEN reports := reports || NEW.report_id; END IF;
    -- Whoever makes it final waits for this, and this for whoever makes it final.
    PERFORM FROM board_report WHERE id = ANY (reports) FOR KEY SHARE;
    IF NOT EXISTS (SELECT FROM board_report
                    WHERE id = ANY (reports) AND state IN ('final', 'withdrawn')) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_TABLE_NAME = 'board_quote' AND TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'words' = to_jsonb(OLD) - 'words' AND to_jsonb(NEW) ->> 'words' = '' THEN
            RETURN NEW;  -- its customer had it erased
        END IF;
    END IF;
    RAISE EXCEPTION 'a final report is never changed' USING ERRCODE = 'restrict_violation';
END $$;
REVOKE EXECUTE ON FUNCTION board_part_for_ever() FROM PUBLIC;

CREATE FUNCTION board_delivery_for_ever() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.opened_at IS NULL
       AND to_jsonb(NEW) - 'opened_at' = to_jsonb(OLD) - 'opened_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'who received a report is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER for_ever BEFORE UPDATE OR DELETE ON board_delivery
FOR EACH ROW EXECUTE FUNCTION board_delivery_for_ever();
"""
FREEZE_PARTS = _for_parts("""
CREATE TRIGGER for_ever BEFORE INSERT OR UPDATE OR DELETE ON board_<part>
FOR EACH ROW EXECUTE FUNCTION board_part_for_ever();
""")
THAW_PARTS = _for_parts("DROP TRIGGER for_ever ON board_<part>;")
THAW = """
DROP TRIGGER for_ever ON board_report;
DROP TRIGGER for_ever ON board_delivery;
DROP FUNCTION board_delivery_for_ever();
DROP FUNCTION board_part_for_ever();
DROP FUNCTION board_report_for_ever();
"""

FENCE = _worded("""
ALTER TABLE board_report ENABLE ROW LEVEL SECURITY;
CREATE POLICY keeping ON board_report USING (<keepers>);
CREATE POLICY reading ON board_report FOR SELECT USING (
    state IN ('final', 'withdrawn')
    AND (<readers> OR EXISTS (SELECT FROM board_delivery one
                               WHERE one.report_id = board_report.id AND one.user_id = <viewer>)));

ALTER TABLE board_delivery ENABLE ROW LEVEL SECURITY;
CREATE POLICY keeping ON board_delivery USING (<keepers>);
CREATE POLICY mine ON board_delivery FOR SELECT USING (user_id = <viewer>);
CREATE POLICY opening ON board_delivery FOR UPDATE USING (user_id = <viewer>);

CREATE POLICY finding ON board_quote FOR SELECT USING (<erasers>);
CREATE POLICY erasing ON board_quote FOR UPDATE USING (<erasers>);
""")
FENCE_PARTS = _worded(
    _for_parts("""
ALTER TABLE board_<part> ENABLE ROW LEVEL SECURITY;
CREATE POLICY keeping ON board_<part> USING (<keepers>);
CREATE POLICY reading ON board_<part> FOR SELECT USING (
    EXISTS (SELECT FROM board_report report WHERE report.id = report_id));
""")
)
OPEN_PARTS = _for_parts("""
DROP POLICY keeping ON board_<part>;
DROP POLICY reading ON board_<part>;
ALTER TABLE board_<part> DISABLE ROW LEVEL SECURITY;
""")
OPEN = """
DROP POLICY finding ON board_quote;
DROP POLICY erasing ON board_quote;
DROP POLICY mine ON board_delivery;
DROP POLICY opening ON board_delivery;
DROP POLICY keeping ON board_delivery;
DROP POLICY reading ON board_report;
DROP POLICY keeping ON board_report;
ALTER TABLE board_report DISABLE ROW LEVEL SECURITY;
ALTER TABLE board_delivery DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("board", "0001_initial"), ("people", "0003_fence")]
    operations = [
        migrations.RunSQL(FREEZE, THAW),
        migrations.RunSQL(FREEZE_PARTS, THAW_PARTS),
        migrations.RunSQL(FENCE, OPEN),
        migrations.RunSQL(FENCE_PARTS, OPEN_PARTS),
    ]
