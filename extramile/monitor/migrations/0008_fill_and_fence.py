"""Fill months and years from the days that were counted already, and fence saved views: one's own, and shared ones.

While it fills, nobody counts: the lock is that of a rebuild.
"""

from typing import Final

from django.db import migrations

SUMS: Final = ", ".join(f"sum(s{score})" for score in range(11))
COLUMNS: Final = ", ".join(f"s{score}" for score in range(11))


FILLED: Final = """
INSERT INTO monitor_unit<part> (unit_id, <part>, questionnaire_id, channel, <columns>, asked, answered)
SELECT unit_id, date_trunc('<part>', day)::date, questionnaire_id, channel, <sums>, sum(asked), sum(answered)
  FROM monitor_unitday GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;
INSERT INTO monitor_unittick<part> (unit_id, <part>, questionnaire_id, channel, tick, count)
SELECT unit_id, date_trunc('<part>', day)::date, questionnaire_id, channel, tick, sum(count)
  FROM monitor_unittickday GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5;
""".replace("<columns>", COLUMNS).replace("<sums>", SUMS)
LOCK: Final = "LOCK TABLE monitor_fillmark IN EXCLUSIVE MODE;"
FILL: Final = LOCK + FILLED.replace("<part>", "month") + FILLED.replace("<part>", "year")
EMPTY: Final = "TRUNCATE monitor_unitmonth, monitor_unityear, monitor_unittickmonth, monitor_unittickyear;"

MINE: Final = "owner_id = (SELECT nullif(current_setting('extramile.viewer', true), '')::bigint)"
FENCE: Final = f"""
ALTER TABLE monitor_savedview ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON monitor_savedview USING ({MINE});
CREATE POLICY shared ON monitor_savedview FOR SELECT USING (is_shared);
"""
OPEN: Final = """
DROP POLICY shared ON monitor_savedview;
DROP POLICY own ON monitor_savedview;
ALTER TABLE monitor_savedview DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("monitor", "0007_coarser_counts_and_views")]
    operations = [migrations.RunSQL(FILL, EMPTY), migrations.RunSQL(FENCE, OPEN)]
