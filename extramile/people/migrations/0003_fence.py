"""Who is looking, told to the database: what the policies of the tables with words and figures ask.

`fence_open` works out once a request what this person's roles open, by the rules of `people/access.py`
(a test holds the two together), and keeps it in settings of the connection; `fence_close` empties them.
Nothing told: nothing seen. The settings are short however large the organisation is: the tops of what a
person manages, not every unit below.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION fence_open(viewer bigint, today date, doors text[], screen bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
DECLARE
    everywhere boolean := false;
    tops text[];      -- of the units whose words and figures this person sees
    scopes text[];    -- of the units whose people this person manages
    named bigint[];   -- the employees this person coaches
    teams bigint[];   -- teams of which every member is coached
    own bigint[];
BEGIN
    IF EXISTS (SELECT FROM people_user person LEFT JOIN people_employee e ON e.user_id = person.id
                WHERE person.id = viewer AND person.is_active AND (e.ended_on IS NULL OR e.ended_on > today))
    THEN
        own := ARRAY (SELECT e.id FROM people_employee e WHERE e.user_id = viewer);
        SELECT coalesce(bool_or(sees AND r.unit_id IS NULL), false),
               array_agg(u.path) FILTER (WHERE sees AND r.unit_id IS NOT NULL),
               array_agg(u.path) FILTER (WHERE r.kind = 'manager'),
               array_agg(r.employee_id) FILTER (WHERE r.kind = 'coach')
          INTO everywhere, tops, scopes, named
          FROM people_role r
          LEFT JOIN people_unit u ON u.id = r.unit_id
         CROSS JOIN LATERAL (SELECT r.kind IN ('manager', 'insights_owner', 'board_reader') AS sees) AS kind
         WHERE r.user_id = viewer AND r.started_on <= today AND (r.ended_on IS NULL OR r.ended_on > today);
        IF named IS NOT NULL THEN
            WITH inside AS (
                SELECT m.employee_id, m.unit_id FROM people_membership m
                 WHERE m.started_on <= today AND (m.ended_on IS NULL OR m.ended_on > today))
            SELECT array_agg(DISTINCT unit_id) INTO teams FROM inside
             WHERE employee_id = ANY (named)
               AND NOT EXISTS (SELECT FROM inside other WHERE other.unit_id = inside.unit_id
                                  AND other.employee_id <> ALL (named) AND other.employee_id <> ALL (own));
        END IF;
    END IF;
    IF screen IS NOT NULL THEN
        tops := array_cat(tops, ARRAY (SELECT u.path::text FROM people_unit u WHERE u.id = screen));
    END IF;
    IF cardinality(tops) > 0 AND NOT everywhere THEN  -- whoever has every top unit has them all
        everywhere := NOT EXISTS (SELECT FROM people_unit top
                                   WHERE top.parent_id IS NULL AND top.path <> ALL (tops));
    END IF;
    PERFORM set_config('extramile.viewer', coalesce(viewer::text, ''), false),
            set_config('extramile.day', coalesce(today::text, ''), false),
            set_config('extramile.everywhere', CASE WHEN everywhere THEN 'yes' ELSE '' END, false),
            set_config('extramile.tops', coalesce(tops::text, ''), false),
            set_config('extramile.teams', coalesce(teams::text, ''), false),
            set_config('extramile.employees', coalesce((own || named)::text, ''), false),
            set_config('extramile.scopes', coalesce(scopes::text, ''), false),
            set_config('extramile.reads', CASE WHEN 'reads' = ANY (doors) THEN 'all' ELSE '' END, false),
            set_config('extramile.writes', CASE WHEN 'writes' = ANY (doors) THEN 'all' ELSE '' END, false),
            set_config('extramile.customers', CASE WHEN 'customers' = ANY (doors) THEN 'all' ELSE '' END,
                       false),
            set_config('extramile.invitation', '', false),
            set_config('extramile.checked', '', false);
END $$;

CREATE FUNCTION fence_close() RETURNS void LANGUAGE sql VOLATILE SET search_path = public, pg_temp AS $$
    SELECT set_config('extramile.' || name, '', false)
      FROM unnest(ARRAY['viewer', 'day', 'everywhere', 'tops', 'teams', 'employees', 'scopes', 'reads',
                        'writes', 'customers', 'checked', 'invitation']) AS name;
$$;

-- The units whose words and figures are open: asked once a statement, hashed by it.
CREATE FUNCTION fence_units() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
    tops text[] := nullif(current_setting('extramile.tops', true), '')::text[];
    teams bigint[] := nullif(current_setting('extramile.teams', true), '')::bigint[];
BEGIN
    IF tops IS NOT NULL THEN
        RETURN QUERY SELECT u.id FROM unnest(tops) AS top (path)
                       JOIN people_unit u ON u.path >= top.path AND u.path < top.path || ':';
    END IF;
    IF teams IS NOT NULL THEN
        RETURN QUERY SELECT unnest(teams);
    END IF;
END $$;

CREATE FUNCTION fence_sees_unit(unit bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
    tops text[] := nullif(current_setting('extramile.tops', true), '')::text[];
BEGIN
    IF current_setting('extramile.everywhere', true) = 'yes' THEN
        RETURN true;
    END IF;
    IF unit = ANY (nullif(current_setting('extramile.teams', true), '')::bigint[]) THEN
        RETURN true;
    END IF;
    RETURN tops IS NOT NULL AND EXISTS (
        SELECT FROM people_unit u, unnest(tops) AS top (path)
         WHERE u.id = unit AND starts_with(u.path, top.path));
END $$;

-- Somebody whose own words and figures are open: oneself, the coached, the managed.
CREATE FUNCTION fence_sees_employee(who bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
    scopes text[];
    today date;
    since date;
BEGIN
    IF who = ANY (nullif(current_setting('extramile.employees', true), '')::bigint[]) THEN
        RETURN true;
    END IF;
    scopes := nullif(current_setting('extramile.scopes', true), '')::text[];
    IF scopes IS NULL THEN
        RETURN false;
    END IF;
    today := current_setting('extramile.day')::date;
    SELECT coalesce(max(m.started_on) FILTER (WHERE m.started_on <= today), min(m.started_on)) INTO since
      FROM people_membership m WHERE m.employee_id = who;
    RETURN EXISTS (
        SELECT FROM people_membership m JOIN people_unit u ON u.id = m.unit_id, unnest(scopes) AS top (path)
         WHERE m.employee_id = who AND m.started_on = since AND starts_with(u.path, top.path));
END $$;
"""

BACKWARDS = """
DROP FUNCTION fence_sees_employee(bigint);
DROP FUNCTION fence_sees_unit(bigint);
DROP FUNCTION fence_units();
DROP FUNCTION fence_close();
DROP FUNCTION fence_open(bigint, date, text[], bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_card_pin_chosen")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
