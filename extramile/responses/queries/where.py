"""Which answers are meant, as conditions of SQL; and the search in the words of some employees.

Days are inclusive and are those of `Response.day` (the unit's own time zone), so that words and the
counts beside them speak of the same period. `responded_at` is only used to find the partitions: a
day somewhere on earth lies within a day and a half of the same day in UTC.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal

from django.db import connection

Group = Literal["promoter", "passive", "detractor"]
GROUPS: Final[dict[Group, tuple[int, int]]] = {
    "promoter": (9, 10),
    "passive": (7, 8),
    "detractor": (0, 6),
}


Position = tuple[datetime, int]
Key = tuple[int, datetime]  # of a response: its id, and the moment that finds its partition

EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
LATEST: Final = datetime.max.replace(tzinfo=UTC)
# No more than so many answers of an employee are read at once; whoever asks says so, and offers to look back
# further. Words of units are found another way: `searching.py`.
AT_ONCE: Final = 20_000
MOST_WORDS: Final = 6
SEARCH: Final = """
    WITH newest AS MATERIALIZED (<newest>),
    found AS (
        SELECT n.id, n.responded_at FROM newest n
         WHERE (SELECT responses_plain(string_agg(a.words, ' ')) FROM responses_answer a
                 WHERE a.response_id = n.id AND a.responded_at = n.responded_at AND a.words <> ''
                   AND a.responded_at BETWEEN %s AND %s
               ) LIKE ALL (SELECT responses_plain(wanted) FROM unnest(%s::text[]) AS wanted)
         ORDER BY n.responded_at DESC, n.id DESC LIMIT %s)
    SELECT id, responded_at, true, 0 FROM found
     UNION ALL
    (SELECT id, responded_at, false, (SELECT count(*) FROM newest)::int FROM newest
      ORDER BY responded_at, id LIMIT 1)
     ORDER BY 3 DESC, 2 DESC, 1 DESC
"""


def _literally(word: str) -> str:
    """What a customer wrote may hold a per cent sign; PostgreSQL keeps no NUL."""
    kept = word.replace("\x00", "").replace("\\", "\\\\")
    return kept.replace("%", "\\%").replace("_", "\\_")


@dataclass
class Where:
    """Conditions and their parameters, kept together. `table` is the one whose index leads."""

    table: str
    conditions: list[str]
    parameters: list[Any]
    first: datetime = EARLIEST
    last: datetime = LATEST

    def add(self, condition: str, *parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters.extend(parameters)

    def responded(self, comparison: str, moment: datetime) -> None:
        """On the leading table and, where another is joined, on that too: see SAID."""
        for table in dict.fromkeys((self.table, "r")):
            self.add(f"{table}.responded_at {comparison} %s", moment)

    def period(self, since: date | None, until: date | None) -> None:
        if since is not None:
            self.first = datetime.combine(since, time(), UTC) - timedelta(hours=36)
            self.responded(">=", self.first)
            self.add("r.day >= %s", since)
        if until is not None:
            self.last = datetime.combine(until, time(), UTC) + timedelta(hours=60)
            self.responded("<", self.last)
            self.add("r.day <= %s", until)

    def before(self, position: Position | None) -> None:
        if position is not None:
            self.add(f"({self.table}.responded_at, r.id) < (%s, %s)", *position)
            # The row comparison alone cannot use the index: this says the same, less sharply.
            self.responded("<=", position[0])

    def group(self, group: Group | None) -> None:
        if group is not None:
            self.add("r.score BETWEEN %s AND %s", *GROUPS[group])

    def narrow(self, questionnaire_id: int | None, channel: str | None) -> None:
        if questionnaire_id is not None:
            self.add("r.questionnaire_id = %s", questionnaire_id)
        if channel is not None:
            self.add("r.channel = %s", channel)

    def places(self, statement: str, *, limit: int) -> list[Key]:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("<where>", str(self)), [*self.parameters, limit])
            return [(row[0], row[1]) for row in cursor.fetchall()]

    def searched(self, statement: str, *, words: str, limit: int) -> tuple[list[Key], Key | None]:
        """Where these words stand, and how far back was looked when there is more to look through."""
        patterns = [f"%{_literally(word)}%" for word in words.split()[:MOST_WORDS]]
        newest = statement.replace("<where>", str(self))
        with connection.cursor() as cursor:
            cursor.execute(
                SEARCH.replace("<newest>", newest),
                [*self.parameters, AT_ONCE, self.first, self.last, patterns, limit],
            )
            rows = cursor.fetchall()
        found = [(row[0], row[1]) for row in rows if row[2]]
        last = next(((row[0], row[1]) for row in rows if not row[2] and row[3] == AT_ONCE), None)
        return found, None if len(found) == limit else last

    def __str__(self) -> str:
        return " AND ".join(self.conditions)


def of_employees(employee_ids: Collection[int]) -> Where:
    return Where("c", ["c.employee_id = ANY(%s)"], [list(employee_ids)])


def of_units(unit_ids: Collection[int] | None) -> Where:
    if unit_ids is None:
        return Where("r", ["true"], [])
    return Where("r", ["r.unit_id = ANY(%s)"], [list(unit_ids)])


def about(places: Collection[Key]) -> dict[str, Any]:
    moments = [place[1] for place in places]
    return {
        "ids": [place[0] for place in places],
        "moments": moments,
        "first": min(moments),
        "last": max(moments),
    }
