"""People and units in some rows at a time: those that wait for others of their file are kept here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0005_fence"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="waiting",
            field=models.JSONField(default=list),
        ),
    ]
