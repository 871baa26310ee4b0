"""The feed for `monitor`: the web role adds to it and reads none of it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("invitations", "0002_initial")]
    operations = [
        migrations.RunSQL(
            "COMMENT ON TABLE invitations_askedchange IS 'web role: INSERT'",
            "COMMENT ON TABLE invitations_askedchange IS NULL",
        )
    ]
