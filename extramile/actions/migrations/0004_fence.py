"""Row-level security: what an employee keeps, asks and has read is for that employee and who may see them."""

from django.db import migrations

TABLES = ("actions_keptcomment", "actions_lastread", "actions_coachquestion")

FORWARDS = "\n".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY everything ON {table} USING (
    (SELECT 'all' = current_setting('extramile.writes', true)) OR fence_sees_employee(employee_id));
"""
    for table in TABLES
)

BACKWARDS = "\n".join(
    f"""
DROP POLICY everything ON {table};
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("actions", "0003_last_read"), ("people", "0003_fence")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
