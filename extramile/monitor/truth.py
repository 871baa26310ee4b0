"""What the counts must be, straight from the facts. The rebuild and the check read it; nothing else does.

Each truth is one set-based statement about the days of one slice: a month of them fits in memory, whatever
the years.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from psycopg import sql

from extramile.monitor.tally import COLUMNS


def _filled(statement: str, *, since: date, until: date) -> str:
    """The statement with what is the same in all of them, and the days of its slice (the last not in it)."""
    # Written out as moments: PostgreSQL does not work out a sum of hours while it chooses the partitions.
    moments = {
        "<since>": f"{since}",
        "<until>": f"{until}",
        "<first>": f"{datetime.combine(since, time(), UTC) - WIDER if since > date.min else since}",
        "<last>": f"{datetime.combine(until, time(), UTC) + WIDER}",
    }
    for blank, text in {**BLANKS, **moments}.items():
        statement = statement.replace(blank, text)
    return statement


# A day somewhere on earth lies within a day and a half of the same day in UTC: that finds the partitions.
WIDER: Final = timedelta(hours=36)
BLANKS: Final = {
    "<score counts>": ", ".join(
        f"count(*) FILTER (WHERE r.score = {score})::int AS s{score}" for score in range(11)
    ),
    "<score sums>": ", ".join(f"sum(f.{column})::int AS {column}" for column in COLUMNS),
    "<no scores>": ", ".join(["0"] * 11),
    # Every table is told, because PostgreSQL does not see through a join which partitions it needs.
    "<in slice of r>": (
        "r.day >= '<since>' AND r.day < '<until>'"
        " AND r.responded_at >= '<first>' AND r.responded_at < '<last>'"
    ),
    "<near slice of o>": "o.responded_at >= '<first>' AND o.responded_at < '<last>'",
}
# Made once, before the slices. Whoever is above a unit: the numbers in its path.
ABOVE: Final = """
    CREATE TEMPORARY TABLE above ON COMMIT DROP AS
    SELECT u.id AS below_id, part::bigint AS unit_id
      FROM people_unit u
     CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '.' FROM u.path), '.')) AS part
"""
# An invitation counts as asked, and as answered, on the day it was asked, whenever the answer came: these
# are gathered in one go, because no partition is that of the day asked.
ASKED: Final = """
    CREATE TEMPORARY TABLE asked ON COMMIT DROP AS
    SELECT r.unit_id, r.asked_on AS day, r.questionnaire_id, r.channel, 0 AS asked, count(*)::int AS answered
      FROM responses_response r WHERE r.asked_on IS NOT NULL GROUP BY 1, 2, 3, 4
     UNION ALL
    SELECT i.unit_id, i.asked_on, coalesce(v.questionnaire_id, p.questionnaire_id, w.questionnaire_id),
           i.channel, count(*)::int, 0
      FROM invitations_invitation i
      LEFT JOIN questionnaires_version v ON v.id = i.version_id
      LEFT JOIN invitations_askingplan p ON p.id = i.plan_id
      LEFT JOIN invitations_walkin w ON w.id = i.walk_in_id
     WHERE i.asked_on IS NOT NULL GROUP BY 1, 2, 3, 4
"""
TEMPORARY: Final = ("above", "asked", "facts")
PREPARED: Final = (
    ABOVE,
    ASKED,
    "CREATE INDEX ON asked (day)",
    "ANALYZE above",
    "ANALYZE asked",
)
SPAN: Final = """
    SELECT least((SELECT min(day) FROM responses_response), (SELECT min(day) FROM asked)),
           greatest((SELECT max(day) FROM responses_response), (SELECT max(day) FROM asked))
"""
# The facts of one slice, each in a temporary table of that name: read from tables of the database alone, so
# that PostgreSQL may use several cores for it.
FACTS: Final = "CREATE TEMPORARY TABLE facts ON COMMIT DROP AS "
SCORES_OF_UNITS: Final = """
    SELECT r.unit_id, r.day, r.questionnaire_id, r.channel, <score counts>, 0 AS asked, 0 AS answered
      FROM responses_response r WHERE <in slice of r> AND r.score IS NOT NULL GROUP BY 1, 2, 3, 4
"""
UNIT_DAYS: Final = """
    WITH all_facts AS (
        SELECT * FROM facts
         UNION ALL
        SELECT a.unit_id, a.day, a.questionnaire_id, a.channel, <no scores>, a.asked, a.answered
          FROM asked a WHERE a.day >= '<since>' AND a.day < '<until>')
    SELECT above.unit_id, f.day, f.questionnaire_id, f.channel, <score sums>,
           sum(f.asked)::int AS asked, sum(f.answered)::int AS answered
      FROM all_facts f JOIN above ON above.below_id = f.unit_id
     GROUP BY 1, 2, 3, 4
"""
SCORES_OF_EMPLOYEES: Final = """
    SELECT o.employee_id, date_trunc('month', r.day)::date AS month, r.questionnaire_id, r.channel,
           <score counts>
      FROM responses_response r
      JOIN responses_credit o ON o.response_id = r.id AND o.responded_at = r.responded_at
     WHERE <in slice of r> AND <near slice of o> AND r.score IS NOT NULL GROUP BY 1, 2, 3, 4
"""
EMPLOYEE_MONTHS: Final = "SELECT * FROM facts"
TICKS_OF_UNITS: Final = """
    SELECT r.unit_id, r.day, r.questionnaire_id, r.channel, o.question || ':' || choice AS tick,
           count(*)::int AS count
      FROM responses_response r
      JOIN responses_answer o ON o.response_id = r.id AND o.responded_at = r.responded_at
     CROSS JOIN LATERAL unnest(o.choices) AS choice
     WHERE <in slice of r> AND <near slice of o> AND o.choices <> '{}'
     GROUP BY 1, 2, 3, 4, 5
"""
UNIT_TICK_DAYS: Final = """
    SELECT above.unit_id, f.day, f.questionnaire_id, f.channel, f.tick, sum(f.count)::int AS count
      FROM facts f JOIN above ON above.below_id = f.unit_id
     GROUP BY 1, 2, 3, 4, 5
"""

# By the truth of the days. More at once than a month, and put aside on disk where it is too much.
ADDING_UP: Final = """
    CREATE TEMPORARY TABLE {truth} ON COMMIT DROP AS
    SELECT unit_id, date_trunc({part}, day)::date AS {span}, {others}, {sums} FROM {finer} GROUP BY {keys}
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
    facts: str = ""
    truth: str = ""
    # One that adds up another: the same keys, its days by month or year (the second key says which).
    finer: "RollUp | None" = None

    def by(self, part: str) -> "RollUp":
        """The same, its days added up by month or year."""
        unit, day, *others = self.keys
        table = f"{self.table.removesuffix(day)}{part}"
        return RollUp(table, (unit, part, *others), self.types, self.counts, finer=self)

    def adding_up(self, finer: "RollUp") -> sql.Composed:
        """The truth of one that adds up another, out of that one's."""
        return self.spell(
            ADDING_UP,
            part=sql.Literal(self.keys[1]),
            span=sql.Identifier(self.keys[1]),
            others=listed("{column}", self.keys[2:]),
            sums=listed("sum({column})::int AS {column}", self.counts),
            finer=sql.Identifier(f"true_{finer.table}"),
        )

    def coarser_key(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        """Where a key of the finer one is added up."""
        unit, day, *others = key
        first = day.replace(day=1) if self.keys[1] == "month" else day.replace(month=1, day=1)
        return (unit, first, *others)

    def gathering(self, since: date, until: date) -> tuple[sql.SQL, sql.SQL]:
        """The facts of these days, and what the counts of them must be; the last day is not among them."""
        facts = sql.SQL(_filled(FACTS + self.facts, since=since, until=until))
        return facts, sql.SQL(_filled(self.truth, since=since, until=until))

    def spell(self, statement: str, **parts: sql.Composable) -> sql.Composed:
        """The statement with this table's names and lists of columns filled in."""
        return sql.SQL(statement).format(
            table=sql.Identifier(self.table),
            truth=sql.Identifier(f"true_{self.table}"),
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
    SCORES_OF_UNITS,
    UNIT_DAYS,
)
EMPLOYEE_MONTH: Final = RollUp(
    "monitor_employeemonth",
    ("employee_id", "month", "questionnaire_id", "channel"),
    ("bigint", "date", "bigint", "text"),
    COLUMNS,
    SCORES_OF_EMPLOYEES,
    EMPLOYEE_MONTHS,
)
UNIT_TICK_DAY: Final = RollUp(
    "monitor_unittickday",
    ("unit_id", "day", "questionnaire_id", "channel", "tick"),
    ("bigint", "date", "bigint", "text", "text"),
    ("count",),
    TICKS_OF_UNITS,
    UNIT_TICK_DAYS,
)
# For questions of years over thousands of units (`queries/explore`): the same counts, added up.
UNIT_MONTH: Final = UNIT_DAY.by("month")
UNIT_YEAR: Final = UNIT_DAY.by("year")
UNIT_TICK_MONTH: Final = UNIT_TICK_DAY.by("month")
UNIT_TICK_YEAR: Final = UNIT_TICK_DAY.by("year")
# Every writer goes through them in this order: two workers wait for each other, never in a circle. One that
# adds up another comes after it.
ROLL_UPS: Final = (
    UNIT_DAY,
    EMPLOYEE_MONTH,
    UNIT_TICK_DAY,
    UNIT_MONTH,
    UNIT_YEAR,
    UNIT_TICK_MONTH,
    UNIT_TICK_YEAR,
)


def months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The slices from the month of the one day to that of the other: the first day, and the day after."""
    since = first.replace(day=1)
    while since <= last:
        until = (since + timedelta(days=32)).replace(day=1)
        yield since, until
        since = until
