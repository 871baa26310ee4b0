"""The second fence for less: one function a response, planned once a connection; one's own credits by a
comparison. An employee's page asks it for every answer that it shows or counts.
"""

from django.db import migrations

FORWARDS = """
DROP POLICY reading ON responses_credit;
CREATE POLICY reading ON responses_credit FOR SELECT USING (
    (SELECT 'all' = current_setting('extramile.reads', true))
    OR employee_id = ANY ((SELECT nullif(current_setting('extramile.employees', true), '')::bigint[])::bigint[])
    OR fence_sees_employee(employee_id)
    OR fence_of_invitation(response_id, responded_at));

CREATE OR REPLACE FUNCTION fence_sees_response(response bigint, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    mark text := concat_ws('/', response, current_setting('extramile.viewer', true),
                           current_setting('extramile.invitation', true));
    employees bigint[];
BEGIN
    IF current_setting('extramile.checked', true) = mark THEN
        RETURN true;
    END IF;
    employees := nullif(current_setting('extramile.employees', true), '')::bigint[];
    IF concat(current_setting('extramile.tops', true), current_setting('extramile.teams', true)) <> ''
       AND EXISTS (SELECT FROM responses_response r
                    WHERE r.id = response AND r.responded_at = moment AND fence_sees_unit(r.unit_id))
       OR employees <> '{}'
       AND EXISTS (SELECT FROM responses_credit c
                    WHERE c.response_id = response AND c.responded_at = moment
                      AND c.employee_id = ANY (employees))
       OR current_setting('extramile.scopes', true) <> ''
       AND EXISTS (SELECT FROM responses_credit c
                    WHERE c.response_id = response AND c.responded_at = moment
                      AND fence_sees_employee(c.employee_id))
       OR fence_of_invitation(response, moment)
    THEN
        PERFORM set_config('extramile.checked', mark, true);
        RETURN true;
    END IF;
    RETURN false;
END $$;
DROP FUNCTION fence_has_credit(bigint, timestamptz);
"""

BACKWARDS = """
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

CREATE OR REPLACE FUNCTION fence_sees_response(response bigint, moment timestamptz) RETURNS boolean
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

DROP POLICY reading ON responses_credit;
CREATE POLICY reading ON responses_credit FOR SELECT USING (
    (SELECT 'all' = current_setting('extramile.reads', true))
    OR fence_sees_employee(employee_id)
    OR fence_of_invitation(response_id, responded_at));
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0008_adding_is_for_the_web_role")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
