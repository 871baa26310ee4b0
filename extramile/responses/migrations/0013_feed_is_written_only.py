"""The feed for `monitor` tells who was praised for what: the web role adds to it and reads none of it."""

from django.db import migrations

FORWARDS = """
COMMENT ON TABLE responses_responsechange IS 'web role: INSERT';

CREATE FUNCTION responses_uncounted() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM responses_responsechange
$$;
REVOKE EXECUTE ON FUNCTION responses_uncounted() FROM PUBLIC;
"""
BACKWARDS = """
DROP FUNCTION responses_uncounted();
COMMENT ON TABLE responses_responsechange IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0012_search")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
