"""How many files wait: for whoever watches the program, who sees no row."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION exports_waiting() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM exports_export WHERE state IN ('queued', 'running')
$$;
REVOKE EXECUTE ON FUNCTION exports_waiting() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("exports", "0002_fence")]
    operations = [migrations.RunSQL(FORWARDS, "DROP FUNCTION exports_waiting()")]
