"""Row-level security: what an employee's months add up to is for that employee and who may see them.

Counts of units are nobody's own: access keeps those. Nothing of the web writes counts.
"""

from django.db import migrations

FORWARDS = """
ALTER TABLE monitor_employeemonth ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON monitor_employeemonth FOR SELECT USING (
    (SELECT 'all' = current_setting('extramile.reads', true)) OR fence_sees_employee(employee_id));
-- The web role gets it back (core/postgres/web_role.py).
REVOKE EXECUTE ON FUNCTION monitor_have_answers(bigint[], date, date, integer) FROM PUBLIC;
"""

BACKWARDS = """
GRANT EXECUTE ON FUNCTION monitor_have_answers(bigint[], date, date, integer) TO PUBLIC;
DROP POLICY reading ON monitor_employeemonth;
ALTER TABLE monitor_employeemonth DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("monitor", "0004_have_answers"), ("people", "0003_fence")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
