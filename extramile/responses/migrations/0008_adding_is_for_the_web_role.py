"""Adding answers past row-level security is for the programs' door: no other role of the database gets it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("responses", "0007_adding")]
    operations = [
        migrations.RunSQL(
            "REVOKE EXECUTE ON FUNCTION responses_add(bigint, timestamptz, jsonb) FROM PUBLIC",
            "GRANT EXECUTE ON FUNCTION responses_add(bigint, timestamptz, jsonb) TO PUBLIC",
        )
    ]
