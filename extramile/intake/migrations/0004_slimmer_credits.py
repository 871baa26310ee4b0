"""One index less to write for each job: nobody asks for a row of who did it by that row's own number."""

from django.db import migrations

FORWARDS = """
ALTER TABLE intake_jobemployee DROP CONSTRAINT intake_jobemployee_pkey;
ALTER TABLE intake_jobemployee REPLICA IDENTITY USING INDEX job_employee_once;
"""
BACKWARDS = """
ALTER TABLE intake_jobemployee REPLICA IDENTITY DEFAULT;
ALTER TABLE intake_jobemployee ADD PRIMARY KEY (id);
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_fewer_constraints")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
