"""Who received a report by hand: noted once, struck out at most. Whoever looks after reports sees it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEPERS = "(SELECT 'reports' = ANY (string_to_array(current_setting('extramile.doors', true), ',')))"
KEEP = f"""
CREATE FUNCTION board_handing_for_ever() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.struck_at IS NULL
       AND to_jsonb(NEW) - 'struck_at' = to_jsonb(OLD) - 'struck_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'who received a report is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER for_ever BEFORE UPDATE OR DELETE ON board_handing
FOR EACH ROW EXECUTE FUNCTION board_handing_for_ever();
ALTER TABLE board_handing ENABLE ROW LEVEL SECURITY;
CREATE POLICY keeping ON board_handing USING ({KEEPERS});
"""
LET_GO = """
DROP POLICY keeping ON board_handing;
ALTER TABLE board_handing DISABLE ROW LEVEL SECURITY;
DROP TRIGGER for_ever ON board_handing;
DROP FUNCTION board_handing_for_ever();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("board", "0003_spare_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "way",
                    models.CharField(
                        choices=[("paper", "Paper"), ("file", "File"), ("read out", "Read Out")],
                        default="paper",
                        max_length=10,
                    ),
                ),
                ("handed_on", models.DateField()),
                ("noted_at", models.DateTimeField()),
                ("struck_at", models.DateTimeField(null=True)),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handings",
                        to="board.report",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
