"""What customers ticked is counted by channel too. The counts so far know no channel: the mark is set back, so
that they are made anew before the next are added."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitor", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="unittickday", name="unit_tick_day"),
        migrations.AddField(
            model_name="unittickday",
            name="channel",
            field=models.CharField(default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="unittickday",
            constraint=models.UniqueConstraint(
                fields=("unit_id", "day", "questionnaire_id", "channel", "tick"), name="unit_tick_day"
            ),
        ),
        migrations.RunSQL("UPDATE monitor_fillmark SET tree_version = 0", migrations.RunSQL.noop),
    ]
