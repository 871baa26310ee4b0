"""What an employee leans on is for that employee and who may see them; of units access keeps it, as of counts.

The web reads these tables and writes none.
"""

from typing import Final

from django.db import migrations

TABLES: Final = ("fit", "employeeleaning", "unitleaning", "movement")
RIGHTS: Final = "\n".join(f"COMMENT ON TABLE estimates_{table} IS 'web role: SELECT';" for table in TABLES)
NO_RIGHTS: Final = "\n".join(f"COMMENT ON TABLE estimates_{table} IS NULL;" for table in TABLES)
FENCE: Final = """
ALTER TABLE estimates_employeeleaning ENABLE ROW LEVEL SECURITY;
CREATE POLICY reading ON estimates_employeeleaning FOR SELECT USING (fence_sees_employee(employee_id));
"""
OPEN: Final = """
DROP POLICY reading ON estimates_employeeleaning;
ALTER TABLE estimates_employeeleaning DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("estimates", "0001_initial"), ("people", "0003_fence")]
    operations = [migrations.RunSQL(RIGHTS, NO_RIGHTS), migrations.RunSQL(FENCE, OPEN)]
