"""Row-level security: customers' names and addresses are open to the web for erasing, finding and sending
jobs alone (`people/fence.py`). What other pages need of a customer has a door of its own, as narrow as it is.
"""

from django.db import migrations

FORWARDS = """
ALTER TABLE contacts_contact ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON contacts_contact USING (
    (SELECT 'all' = current_setting('extramile.customers', true)));

-- For a page that calls a customer by name.
CREATE FUNCTION contacts_names(ids bigint[]) RETURNS TABLE (id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.name FROM contacts_contact c WHERE c.id = ANY (ids)
$$;

-- Whether somebody may be asked, and where: keyed hashes, no address.
CREATE FUNCTION contacts_keys(ids bigint[])
RETURNS TABLE (id bigint, email_key text, mobile_key text, erased boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, CASE WHEN c.email <> '' THEN c.email_key ELSE '' END,
           CASE WHEN c.mobile <> '' THEN c.mobile_key ELSE '' END, c.erased_at IS NOT NULL
      FROM contacts_contact c WHERE c.id = ANY (ids)
$$;
-- The web role gets it back (core/postgres/web_role.py).
REVOKE EXECUTE ON FUNCTION contacts_names(bigint[]), contacts_keys(bigint[]) FROM PUBLIC;
"""

BACKWARDS = """
DROP FUNCTION contacts_keys(bigint[]);
DROP FUNCTION contacts_names(bigint[]);
DROP POLICY everything ON contacts_contact;
ALTER TABLE contacts_contact DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("people", "0003_fence")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
