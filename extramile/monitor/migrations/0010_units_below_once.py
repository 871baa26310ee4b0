"""Which units lie below is asked once and not again for every answer: that took ten times as long as all else in
`monitor_have_answers`, which every employee's page asks. What it says stays the same.
"""

from typing import Final

from django.db import migrations

FUNCTION: Final = """
CREATE OR REPLACE FUNCTION monitor_have_answers(
    unit_path text, employees bigint[], since date, until date, wanted integer)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan AS $function$
DECLARE
    first timestamptz := since::timestamp AT TIME ZONE 'UTC' - interval '36 hours';
    last timestamptz := until::timestamp AT TIME ZONE 'UTC' + interval '60 hours';<below>
    found_now integer;
BEGIN
    SELECT count(*) INTO found_now FROM (
        SELECT 1 FROM unnest(employees) AS employee
         CROSS JOIN LATERAL (
               SELECT 1 FROM responses_credit c
                CROSS JOIN LATERAL (
                      SELECT 1 FROM responses_response r<join>
                       WHERE r.id = c.response_id AND r.responded_at = c.responded_at
                         AND r.responded_at >= first AND r.responded_at < last<among>
                         AND r.score IS NOT NULL AND r.day BETWEEN since AND until OFFSET 0) AS counted
                WHERE c.employee_id = employee AND c.responded_at >= first AND c.responded_at < last
                LIMIT 1) AS one
         LIMIT wanted) AS answering;
    RETURN found_now >= wanted;
END $function$;
"""
# The character after the last digit ends the range, as in people/queries.py.
BELOW: Final = """
    below bigint[] := ARRAY (SELECT u.id FROM people_unit u
                              WHERE u.path >= unit_path AND u.path < unit_path || ':');"""
JOIN: Final = """
                        JOIN people_unit u ON u.id = r.unit_id AND starts_with(u.path, unit_path)"""
AMONG: Final = """
                         AND r.unit_id = ANY (below)"""


def _function(*, below: str = "", join: str = "", among: str = "") -> str:
    return FUNCTION.replace("<below>", below).replace("<join>", join).replace("<among>", among)


class Migration(migrations.Migration):
    dependencies = [("monitor", "0009_have_answers_here"), ("people", "0003_fence")]
    operations = [migrations.RunSQL(_function(below=BELOW, among=AMONG), _function(join=JOIN))]
