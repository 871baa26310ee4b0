"""The same index the other way round: new answers come at its end. At its beginning each page that was full was
split into two halves, and the halves stayed: 41 bytes an answer, now 23. PostgreSQL reads it backwards as fast."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("responses", "0005_newest")]
    operations = [
        migrations.RunSQL(
            "DROP INDEX response_newest; CREATE INDEX response_newest ON responses_response (responded_at)",
            "DROP INDEX response_newest; CREATE INDEX response_newest ON responses_response (responded_at DESC)",
        )
    ]
