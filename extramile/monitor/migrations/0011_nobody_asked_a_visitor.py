"""See invitations/0004: the counts are what a rebuild would make of the facts as they are now."""

from django.db import migrations

FORWARDS = """
UPDATE monitor_unitday SET asked = 0, answered = 0
 WHERE channel IN ('qr_unit', 'qr_employee') AND (asked <> 0 OR answered <> 0);
UPDATE monitor_unitmonth SET asked = 0, answered = 0
 WHERE channel IN ('qr_unit', 'qr_employee') AND (asked <> 0 OR answered <> 0);
UPDATE monitor_unityear SET asked = 0, answered = 0
 WHERE channel IN ('qr_unit', 'qr_employee') AND (asked <> 0 OR answered <> 0);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("monitor", "0010_units_below_once"),
        ("invitations", "0004_nobody_asked_a_visitor"),
        ("responses", "0014_nobody_asked_a_visitor"),
    ]
    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
