"""Row-level security: what a process of the web may read and write of the answers, whatever it asks for.

It holds for every role but the tables' owner, which the workers and the command line are. What is open
was told by `fence_open` (people) for this request, or by `store`, which names its invitation. A row of
the answers does not say whose it is, so that is looked up: once a response, not once a row.

Partitions have row-level security too, and no policy: who asks for one by its own name sees nothing.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION fence_has_credit(response bigint, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    employees bigint[] := nullif(current_setting('extramile.employees', true), '')::bigint[];
BEGIN
    IF employees <> '{}' AND EXISTS (
        SELECT FROM responses_credit c
         WHERE c.response_id = response AND c.responded_at = moment AND c.employee_id = ANY (employees))
    THEN
        RETURN true;
    END IF;
    RETURN current_setting('extramile.scopes', true) <> '' AND EXISTS (
        SELECT FROM responses_credit c
         WHERE c.response_id = response AND c.responded_at = moment AND fence_sees_employee(c.employee_id));
END $$;

CREATE FUNCTION fence_of_invitation(response bigint, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    invitation bigint := nullif(current_setting('extramile.invitation', true), '')::bigint;
BEGIN
    RETURN invitation IS NOT NULL AND EXISTS (
        SELECT FROM responses_response r
         WHERE r.id = response AND r.responded_at = moment AND r.invitation_id = invitation);
END $$;

-- The answers of one response lie together: the last one that was found open is remembered, for this
-- transaction, this viewer and this invitation.
CREATE FUNCTION fence_sees_response(response bigint, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mark text := concat_ws('/', response, current_setting('extramile.viewer', true),
                           current_setting('extramile.invitation', true));
    units boolean := concat(current_setting('extramile.tops', true),
                            current_setting('extramile.teams', true)) <> '';
BEGIN
    IF current_setting('extramile.checked', true) = mark THEN
        RETURN true;
    END IF;
    IF units AND EXISTS (SELECT FROM responses_response r
                          WHERE r.id = response AND r.responded_at = moment AND fence_sees_unit(r.unit_id))
       OR fence_has_credit(response, moment) OR fence_of_invitation(response, moment)
    THEN
        PERFORM set_config('extramile.checked', mark, true);
        RETURN true;
    END IF;
    RETURN false;
END $$;

-- The customer's own door, before anything is stored: what this one invitation was answered with.
CREATE FUNCTION fence_answers_of(invitation bigint, moment timestamptz)
RETURNS TABLE (completed_at timestamptz, answers text)
LANGUAGE plpgsql STABLE ROWS 1 SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT r.completed_at, (
           SELECT jsonb_object_agg(a.question, CASE
                    WHEN a.number IS NOT NULL THEN to_jsonb(a.number)
                    WHEN a.words <> '' THEN to_jsonb(a.words)
                    ELSE to_jsonb(a.choices) END)
             FROM responses_answer a WHERE a.response_id = r.id AND a.responded_at = moment)::text
      FROM responses_response r WHERE r.invitation_id = invitation AND r.responded_at = moment;
END $$;
-- The web role gets it back (core/postgres/web_role.py).
REVOKE EXECUTE ON FUNCTION fence_answers_of(bigint, timestamptz) FROM PUBLIC;

ALTER TABLE responses_response ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON responses_response FOR SELECT USING (
    (SELECT 'yes' = current_setting('extramile.everywhere', true)
            OR 'all' = current_setting('extramile.reads', true))
    OR unit_id IN (SELECT fence_units())
    OR invitation_id = (SELECT nullif(current_setting('extramile.invitation', true), '')::bigint)
    OR fence_sees_response(id, responded_at));
CREATE POLICY adding ON responses_response FOR INSERT WITH CHECK (
    (SELECT 'all' = current_setting('extramile.writes', true))
    OR invitation_id = (SELECT nullif(current_setting('extramile.invitation', true), '')::bigint));
CREATE POLICY changing ON responses_response FOR UPDATE USING (
    (SELECT 'all' = current_setting('extramile.writes', true))
    OR invitation_id = (SELECT nullif(current_setting('extramile.invitation', true), '')::bigint));
CREATE POLICY removing ON responses_response FOR DELETE USING (
    (SELECT 'all' = current_setting('extramile.writes', true)));

ALTER TABLE responses_answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON responses_answer FOR SELECT USING (
    (SELECT 'yes' = current_setting('extramile.everywhere', true)
            OR 'all' = current_setting('extramile.reads', true))
    OR fence_sees_response(response_id, responded_at));
-- The response of a new answer is of the same statement: it cannot be looked at yet.
CREATE POLICY adding ON responses_answer FOR INSERT WITH CHECK (
    (SELECT 'all' = current_setting('extramile.writes', true)
            OR coalesce(current_setting('extramile.invitation', true), '') <> ''));
CREATE POLICY changing ON responses_answer FOR UPDATE USING (
    (SELECT 'all' = current_setting('extramile.writes', true))
    OR fence_of_invitation(response_id, responded_at));
CREATE POLICY removing ON responses_answer FOR DELETE USING (
    (SELECT 'all' = current_setting('extramile.writes', true))
    OR fence_of_invitation(response_id, responded_at));

ALTER TABLE responses_credit ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON responses_credit FOR SELECT USING (
    (SELECT 'all' = current_setting('extramile.reads', true))
    OR fence_sees_employee(employee_id)
    OR fence_of_invitation(response_id, responded_at));
CREATE POLICY adding ON responses_credit FOR INSERT WITH CHECK (
    (SELECT 'all' = current_setting('extramile.writes', true)
            OR coalesce(current_setting('extramile.invitation', true), '') <> ''));
CREATE POLICY changing ON responses_credit FOR UPDATE USING (
    (SELECT 'all' = current_setting('extramile.writes', true)));
CREATE POLICY removing ON responses_credit FOR DELETE USING (
    (SELECT 'all' = current_setting('extramile.writes', true)));

DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN SELECT inhrelid::regclass FROM pg_inherits
                 WHERE inhparent IN ('responses_response'::regclass, 'responses_answer'::regclass,
                                     'responses_credit'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
    END LOOP;
END $$;
"""

BACKWARDS = """
DO $$
DECLARE
    part regclass;
BEGIN
    FOR part IN SELECT inhrelid::regclass FROM pg_inherits
                 WHERE inhparent IN ('responses_response'::regclass, 'responses_answer'::regclass,
                                     'responses_credit'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', part);
    END LOOP;
END $$;
DROP POLICY reading ON responses_credit;
DROP POLICY adding ON responses_credit;
DROP POLICY changing ON responses_credit;
DROP POLICY removing ON responses_credit;
ALTER TABLE responses_credit DISABLE ROW LEVEL SECURITY;
DROP POLICY reading ON responses_answer;
DROP POLICY adding ON responses_answer;
DROP POLICY changing ON responses_answer;
DROP POLICY removing ON responses_answer;
ALTER TABLE responses_answer DISABLE ROW LEVEL SECURITY;
DROP POLICY reading ON responses_response;
DROP POLICY adding ON responses_response;
DROP POLICY changing ON responses_response;
DROP POLICY removing ON responses_response;
ALTER TABLE responses_response DISABLE ROW LEVEL SECURITY;
DROP FUNCTION fence_answers_of(bigint, timestamptz);
DROP FUNCTION fence_sees_response(bigint, timestamptz);
DROP FUNCTION fence_of_invitation(bigint, timestamptz);
DROP FUNCTION fence_has_credit(bigint, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0002_partitions"), ("people", "0003_fence")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
