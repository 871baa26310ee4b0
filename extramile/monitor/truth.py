"""What the counts must be, straight from the facts. The rebuild and the check read it; nothing else does.

Each truth is one set-based statement. The ancestors of a unit are the numbers in its path.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from psycopg import sql

from extramile.monitor.tally import COLUMNS


def _filled(statement: str) -> str:
    """The statement with what is the same in all of them."""
    for blank, text in BLANKS.items():
        statement = statement.replace(blank, text)
    return statement


BLANKS: Final = {
    "<score counts>": ", ".join(
        f"count(*) FILTER (WHERE r.score = {score})::int AS s{score}" for score in range(11)
    ),
    "<score sums>": ", ".join(f"sum(f.{column})::int AS {column}" for column in COLUMNS),
    "<no scores>": ", ".join(["0"] * 11),
    "<above>": """
        above AS MATERIALIZED (
            SELECT u.id AS below_id, part::bigint AS unit_id
              FROM people_unit u
             CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '.' FROM u.path), '.')) AS part)""",
}
# A response counts on its own day; its invitation as answered on the day it was asked.
UNIT_DAYS: Final = """
    WITH <above>, facts AS (
        SELECT r.unit_id, r.day, r.questionnaire_id, r.channel, <score counts>, 0 AS asked, 0 AS answered
          FROM responses_response r WHERE r.score IS NOT NULL GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT r.unit_id, r.asked_on, r.questionnaire_id, r.channel, <no scores>, 0, count(*)::int
          FROM responses_response r WHERE r.asked_on IS NOT NULL GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT i.unit_id, i.asked_on, coalesce(v.questionnaire_id, p.questionnaire_id, w.questionnaire_id),
               i.channel, <no scores>, count(*)::int, 0
          FROM invitations_invitation i
          LEFT JOIN questionnaires_version v ON v.id = i.version_id
          LEFT JOIN invitations_askingplan p ON p.id = i.plan_id
          LEFT JOIN invitations_walkin w ON w.id = i.walk_in_id
         WHERE i.asked_on IS NOT NULL GROUP BY 1, 2, 3, 4)
    SELECT above.unit_id, f.day, f.questionnaire_id, f.channel, <score sums>,
           sum(f.asked)::int AS asked, sum(f.answered)::int AS answered
      FROM facts f JOIN above ON above.below_id = f.unit_id
     GROUP BY 1, 2, 3, 4
"""
EMPLOYEE_MONTHS: Final = """
    SELECT c.employee_id, date_trunc('month', r.day)::date AS month, r.questionnaire_id, r.channel,
           <score counts>
      FROM responses_response r
      JOIN responses_credit c ON c.response_id = r.id AND c.responded_at = r.responded_at
     WHERE r.score IS NOT NULL GROUP BY 1, 2, 3, 4
"""
UNIT_TICK_DAYS: Final = """
    WITH <above>, facts AS (
        SELECT r.unit_id, r.day, r.questionnaire_id, a.question || ':' || choice AS tick,
               count(*)::int AS count
          FROM responses_response r
          JOIN responses_answer a ON a.response_id = r.id AND a.responded_at = r.responded_at
         CROSS JOIN LATERAL unnest(a.choices) AS choice
         GROUP BY 1, 2, 3, 4)
    SELECT above.unit_id, f.day, f.questionnaire_id, f.tick, sum(f.count)::int AS count
      FROM facts f JOIN above ON above.below_id = f.unit_id
     GROUP BY 1, 2, 3, 4
"""


def listed(form: str, columns: Iterable[str], *, between: str = ", ") -> sql.Composed:
    """`form` once for each column."""
    return sql.SQL(between).join(sql.SQL(form).format(column=sql.Identifier(column)) for column in columns)


@dataclass(frozen=True, slots=True)
class RollUp:
    """A table of counts: its keys, in the order in which every writer locks its rows; and its truth."""

    table: str
    keys: tuple[str, ...]
    types: tuple[str, ...]
    counts: tuple[str, ...]
    truth: str

    def spell(self, statement: str, **parts: sql.Composable) -> sql.Composed:
        """The statement with this table's names and lists of columns filled in."""
        return sql.SQL(statement).format(
            table=sql.Identifier(self.table),
            truth=sql.SQL(_filled(self.truth)),
            keys=listed("{column}", self.keys),
            counts=listed("{column}", self.counts),
            same=listed("t.{column} = m.{column}", self.keys, between=" AND "),
            **parts,
        )


UNIT_DAY: Final = RollUp(
    "monitor_unitday",
    ("unit_id", "day", "questionnaire_id", "channel"),
    ("bigint", "date", "bigint", "text"),
    (*COLUMNS, "asked", "answered"),
    UNIT_DAYS,
)
EMPLOYEE_MONTH: Final = RollUp(
    "monitor_employeemonth",
    ("employee_id", "month", "questionnaire_id", "channel"),
    ("bigint", "date", "bigint", "text"),
    COLUMNS,
    EMPLOYEE_MONTHS,
)
UNIT_TICK_DAY: Final = RollUp(
    "monitor_unittickday",
    ("unit_id", "day", "questionnaire_id", "tick"),
    ("bigint", "date", "bigint", "text"),
    ("count",),
    UNIT_TICK_DAYS,
)
# Every writer goes through them in this order: two workers wait for each other, never in a circle.
ROLL_UPS: Final = (UNIT_DAY, EMPLOYEE_MONTH, UNIT_TICK_DAY)
