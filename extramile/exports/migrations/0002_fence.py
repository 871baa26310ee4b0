"""Row-level security: whoever asked for a file sees its row, and nobody else. Whoever erases finds them all."""

from django.db import migrations

MINE = """
    created_by_id = (SELECT nullif(current_setting('extramile.viewer', true), '')::bigint)
    OR (SELECT 'all' = current_setting('extramile.writes', true))
"""
FORWARDS = f"""
ALTER TABLE exports_export ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON exports_export USING ({MINE});
"""
BACKWARDS = """
DROP POLICY everything ON exports_export;
ALTER TABLE exports_export DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("exports", "0001_initial"), ("people", "0003_fence")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
