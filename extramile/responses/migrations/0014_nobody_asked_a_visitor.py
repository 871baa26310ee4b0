"""See invitations/0004: the day of asking is none where nobody was asked."""

from django.db import migrations

FORWARDS = """
UPDATE responses_response SET asked_on = NULL
 WHERE channel IN ('qr_unit', 'qr_employee') AND asked_on IS NOT NULL;
UPDATE responses_responsechange SET asked_on = NULL
 WHERE channel IN ('qr_unit', 'qr_employee') AND asked_on IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("responses", "0013_feed_is_written_only")]
    operations = [migrations.RunSQL(FORWARDS, migrations.RunSQL.noop)]
