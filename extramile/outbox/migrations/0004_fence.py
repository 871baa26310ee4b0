"""Row-level security: a message holds somebody's address and what they were told, a sign-in code among it.

Anybody's request may put one in. The web role reads and changes them where the page or the call is about messages
(the door "outbox", people/fence.py) or erases a customer. Two things are done without looking: calling off what has
not left, by its key, and counting what waits, for whoever watches the program.
"""

from django.db import migrations

OPEN = """(SELECT 'outbox' = ANY (string_to_array(current_setting('extramile.doors', true), ','))
                OR 'all' = current_setting('extramile.writes', true))"""
FORWARDS = """
ALTER TABLE outbox_message ENABLE ROW LEVEL SECURITY;
CREATE POLICY adding ON outbox_message FOR INSERT WITH CHECK (true);
CREATE POLICY reading ON outbox_message FOR SELECT USING (<open>);
CREATE POLICY changing ON outbox_message FOR UPDATE USING (<open>);
CREATE POLICY removing ON outbox_message FOR DELETE USING (<open>);

CREATE FUNCTION outbox_cancel(keys text[]) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH stopped AS (UPDATE outbox_message SET state = 'cancelled'
                      WHERE key = ANY (keys) AND state = 'queued' RETURNING id)
    SELECT count(*) FROM stopped
$$;
REVOKE EXECUTE ON FUNCTION outbox_cancel(text[]) FROM PUBLIC;

CREATE FUNCTION outbox_waiting(moment timestamptz, OUT due bigint, OUT oldest timestamptz, OUT failed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FILTER (WHERE state = 'queued' AND due_at <= moment),
           min(due_at) FILTER (WHERE state = 'queued' AND due_at <= moment),
           count(*) FILTER (WHERE state = 'failed')
      FROM outbox_message WHERE state IN ('queued', 'failed')
$$;
REVOKE EXECUTE ON FUNCTION outbox_waiting(timestamptz) FROM PUBLIC;
""".replace("<open>", OPEN)
BACKWARDS = """
DROP FUNCTION outbox_waiting(timestamptz);
DROP FUNCTION outbox_cancel(text[]);
DROP POLICY adding ON outbox_message;
DROP POLICY reading ON outbox_message;
DROP POLICY changing ON outbox_message;
DROP POLICY removing ON outbox_message;
ALTER TABLE outbox_message DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_return_place"), ("people", "0003_fence")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
