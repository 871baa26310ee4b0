"""Whoever answers at the code of a unit or an employee was asked by nobody: no part of a response rate."""

from django.db import migrations

FORWARDS = """
UPDATE invitations_invitation SET asked_on = NULL WHERE walk_in_id IS NOT NULL AND asked_on IS NOT NULL;
DELETE FROM invitations_askedchange WHERE channel IN ('qr_unit', 'qr_employee');
"""


class Migration(migrations.Migration):
    dependencies = [("invitations", "0003_feed_is_written_only")]
    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
