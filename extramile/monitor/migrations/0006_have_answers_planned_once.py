"""Whether enough of a team answer, planned once a connection: an employee's page asks it each time, and planning
took longer than looking. One colleague after the other (LIMIT 1 in a LATERAL), as far as the number asked for.
"""

from django.db import migrations

FORWARDS = """
CREATE OR REPLACE FUNCTION monitor_have_answers(employees bigint[], since date, until date, wanted integer)
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
                      SELECT 1 FROM responses_response r
                       WHERE r.id = c.response_id AND r.responded_at = c.responded_at
                         AND r.responded_at >= first AND r.responded_at < last
                         AND r.score IS NOT NULL AND r.day BETWEEN since AND until OFFSET 0) AS counted
                WHERE c.employee_id = employee AND c.responded_at >= first AND c.responded_at < last
                LIMIT 1) AS one
         LIMIT wanted) AS answering;
    RETURN found_now >= wanted;
END $function$;
"""

BACKWARDS = """
CREATE OR REPLACE FUNCTION monitor_have_answers(employees bigint[], since date, until date, wanted integer)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $function$
DECLARE
    found integer;
BEGIN
    EXECUTE format($query$
        SELECT count(*) FROM (
            SELECT 1 FROM unnest(%1$L::bigint[]) AS employee
             WHERE EXISTS (
                   SELECT 1 FROM responses_credit c
                     JOIN responses_response r ON r.id = c.response_id AND r.responded_at = c.responded_at
                    WHERE c.employee_id = employee AND r.score IS NOT NULL
                      AND r.day BETWEEN %2$L AND %3$L
                      AND c.responded_at >= %4$L AND c.responded_at < %5$L
                      AND r.responded_at >= %4$L AND r.responded_at < %5$L)
             LIMIT %6$s) AS answering
        $query$, employees, since, until,
        since::timestamp AT TIME ZONE 'UTC' - interval '36 hours',
        until::timestamp AT TIME ZONE 'UTC' + interval '60 hours', wanted) INTO found;
    RETURN found >= wanted;
END $function$;
"""


class Migration(migrations.Migration):
    dependencies = [("monitor", "0005_fence"), ("responses", "0002_partitions")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
