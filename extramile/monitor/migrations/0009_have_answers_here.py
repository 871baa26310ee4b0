"""Whether enough of a team have answers *that the team's counts hold*: whoever came from elsewhere, or helped with
another team's work, has answers that are not among them, and would hide nobody.
"""

from typing import Final

from django.db import migrations

BODY: Final = """
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan AS $function$
DECLARE
    first timestamptz := since::timestamp AT TIME ZONE 'UTC' - interval '36 hours';
    last timestamptz := until::timestamp AT TIME ZONE 'UTC' + interval '60 hours';
    found_now integer;
BEGIN
    SELECT count(*) INTO found_now FROM (
        SELECT 1 FROM unnest(employees) AS employee
         CROSS JOIN LATERAL (
               SELECT 1 FROM responses_credit c
                CROSS JOIN LATERAL (
                      SELECT 1 FROM responses_response r<unit>
                       WHERE r.id = c.response_id AND r.responded_at = c.responded_at
                         AND r.responded_at >= first AND r.responded_at < last
                         AND r.score IS NOT NULL AND r.day BETWEEN since AND until OFFSET 0) AS counted
                WHERE c.employee_id = employee AND c.responded_at >= first AND c.responded_at < last
                LIMIT 1) AS one
         LIMIT wanted) AS answering;
    RETURN found_now >= wanted;
END $function$;
"""
HERE: Final = "(unit_path text, employees bigint[], since date, until date, wanted integer)"
ANYWHERE: Final = "(employees bigint[], since date, until date, wanted integer)"
IN_UNIT: Final = """
                        JOIN people_unit u ON u.id = r.unit_id AND starts_with(u.path, unit_path)"""
FORWARDS: Final = f"""
DROP FUNCTION monitor_have_answers(bigint[], date, date, integer);
CREATE FUNCTION monitor_have_answers{HERE}{BODY.replace("<unit>", IN_UNIT)}
REVOKE EXECUTE ON FUNCTION monitor_have_answers(text, bigint[], date, date, integer) FROM PUBLIC;"""
BACKWARDS: Final = f"""
DROP FUNCTION monitor_have_answers(text, bigint[], date, date, integer);
CREATE FUNCTION monitor_have_answers{ANYWHERE}{BODY.replace("<unit>", "")}
REVOKE EXECUTE ON FUNCTION monitor_have_answers(bigint[], date, date, integer) FROM PUBLIC;"""


class Migration(migrations.Migration):
    dependencies = [("monitor", "0008_fill_and_fence"), ("people", "0003_fence")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
