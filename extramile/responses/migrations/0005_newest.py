"""The newest words of a whole company, without the reading of its month."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("responses", "0004_slimmer")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX response_newest ON responses_response (responded_at DESC)",
            "DROP INDEX response_newest",
        )
    ]
