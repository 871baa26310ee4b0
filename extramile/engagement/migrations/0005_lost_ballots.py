import django.db.models.deletion
from django.db import migrations, models

# Row-level security without a policy: the web role sees none, the steps see all.
APART = """
COMMENT ON TABLE engagement_lostballots IS 'web role: SELECT';
ALTER TABLE engagement_lostballots ENABLE ROW LEVEL SECURITY;
"""
TOGETHER = """
ALTER TABLE engagement_lostballots DISABLE ROW LEVEL SECURITY;
COMMENT ON TABLE engagement_lostballots IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("engagement", "0004_advised"),
    ]

    operations = [
        migrations.CreateModel(
            name="LostBallots",
            fields=[
                (
                    "cell",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="lost",
                        serialize=False,
                        to="engagement.cell",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunSQL(APART, TOGETHER),
    ]
