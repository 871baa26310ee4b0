"""What a page foretells about asking needs the language too; still no name and no address."""

from django.db import migrations

FORWARDS = """
DROP FUNCTION contacts_keys(bigint[]);
CREATE FUNCTION contacts_keys(ids bigint[])
RETURNS TABLE (id bigint, email_key text, mobile_key text, erased boolean, language text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, CASE WHEN c.email <> '' THEN c.email_key ELSE '' END,
           CASE WHEN c.mobile <> '' THEN c.mobile_key ELSE '' END, c.erased_at IS NOT NULL, c.language
      FROM contacts_contact c WHERE c.id = ANY (ids)
$$;
REVOKE EXECUTE ON FUNCTION contacts_keys(bigint[]) FROM PUBLIC;
"""

BACKWARDS = """
DROP FUNCTION contacts_keys(bigint[]);
CREATE FUNCTION contacts_keys(ids bigint[])
RETURNS TABLE (id bigint, email_key text, mobile_key text, erased boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, CASE WHEN c.email <> '' THEN c.email_key ELSE '' END,
           CASE WHEN c.mobile <> '' THEN c.mobile_key ELSE '' END, c.erased_at IS NOT NULL
      FROM contacts_contact c WHERE c.id = ANY (ids)
$$;
REVOKE EXECUTE ON FUNCTION contacts_keys(bigint[]) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0004_without_number")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
