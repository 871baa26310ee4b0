"""What the web role may do with a table stands in the table's comment: `core/postgres/web_role.py` reads it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "COMMENT ON TABLE core_auditentry IS 'web role: SELECT, INSERT'",
            "COMMENT ON TABLE core_auditentry IS NULL",
        )
    ]
