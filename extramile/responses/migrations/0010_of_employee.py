"""An employee's answers by one call: who is looking is asked once, not once for every answer, and the statement
is planned once a connection. It shows what row-level security shows of one employee, no more: a test holds the
two together.

Generic plans join by what they guess; the inner SELECTs are kept whole (OFFSET 0) and looked up row by row.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION responses_of_employee(
    who bigint, since date, until date,
    held boolean DEFAULT row_security_active('responses_credit'))  -- asked of whoever calls
RETURNS TABLE (id bigint, responded_at timestamptz, day date, score smallint, unit_id bigint,
               questionnaire_id bigint, channel varchar, has_words boolean, changed_at timestamptz,
               ticks text[])
LANGUAGE plpgsql STABLE ROWS 50 SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    first timestamptz := since::timestamp AT TIME ZONE 'UTC' - interval '36 hours';
    last timestamptz := until::timestamp AT TIME ZONE 'UTC' + interval '60 hours';
BEGIN
    IF held AND coalesce(current_setting('extramile.reads', true), '') <> 'all'
       AND NOT fence_sees_employee(who) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT r.id, r.responded_at, r.day, r.score, r.unit_id, r.questionnaire_id, r.channel, r.has_words,
           r.changed_at,
           ARRAY (SELECT a.question || ':' || choice
                    FROM responses_answer a CROSS JOIN LATERAL unnest(a.choices) AS choice
                   WHERE a.response_id = r.id AND a.responded_at = r.responded_at
                     AND a.responded_at >= first AND a.responded_at < last)
      FROM responses_credit c
     CROSS JOIN LATERAL (
           SELECT * FROM responses_response one
            WHERE one.id = c.response_id AND one.responded_at = c.responded_at
              AND one.responded_at >= first AND one.responded_at < last
              AND one.day BETWEEN since AND until OFFSET 0) AS r
     WHERE c.employee_id = who AND c.responded_at >= first AND c.responded_at < last;
END $$;
-- The web role gets it back (core/postgres/web_role.py).
REVOKE EXECUTE ON FUNCTION responses_of_employee(bigint, date, date, boolean) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0009_cheaper_fence")]
    operations = [
        migrations.RunSQL(FORWARDS, "DROP FUNCTION responses_of_employee(bigint, date, date, boolean)")
    ]
