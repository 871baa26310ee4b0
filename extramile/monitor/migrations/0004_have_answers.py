"""Whether enough of a team answer for its line to be shown beside one's own: yes or no, and no more than that.

Row-level security does not show an employee whose colleagues have answers; this says of how many, as far as the
number asked for. Put together with the days written out, so that PostgreSQL sees which partitions it needs.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION monitor_have_answers(employees bigint[], since date, until date, wanted integer)
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
    dependencies = [("monitor", "0003_unit_pulse"), ("responses", "0002_partitions")]
    operations = [
        migrations.RunSQL(FORWARDS, "DROP FUNCTION monitor_have_answers(bigint[], date, date, integer)")
    ]
