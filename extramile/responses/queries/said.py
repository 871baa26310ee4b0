"""What may be asked of the answers: customers' words, newest first, and scores by day.

Days are inclusive and are those of `Response.day` (the unit's own time zone), so that words and the
counts beside them speak of the same period. `responded_at` is only used to find the partitions: a
day somewhere on earth lies within a day and a half of the same day in UTC.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal, TypedDict, Unpack

from django.db import connection

Group = Literal["promoter", "passive", "detractor"]
GROUPS: Final[dict[Group, tuple[int, int]]] = {
    "promoter": (9, 10),
    "passive": (7, 8),
    "detractor": (0, 6),
}


def group_of(score: int | None) -> Group | None:
    if score is None:
        return None
    return "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"


@dataclass(frozen=True, slots=True)
class Said:
    """What one customer said. No name of a customer: that lives in `contacts` alone."""

    response_id: int
    responded_at: datetime
    day: date
    score: int | None
    words: str  # open answers, in the order they were given, a blank line between them
    ticks: tuple[str, ...]  # "praise:friendly", "improve:informed"
    kind_of_work: str
    unit_id: int
    employees: tuple[int, ...]  # ids, largest share first
    questionnaire_id: int
    channel: str
    language: str
    job_id: int | None

    @property
    def group(self) -> Group | None:
        return group_of(self.score)

    @property
    def position(self) -> "Position":
        """Hand it back as `before=` to read on."""
        return (self.responded_at, self.response_id)


Position = tuple[datetime, int]

# Every table's stretch of time is spelled out: PostgreSQL does not see through the join which partitions
# it needs, and would plan all of them, of ten years.
SAID: Final = """
    SELECT r.id, r.responded_at, r.day, r.score,
           (SELECT coalesce(string_agg(a.words, E'\\n\\n' ORDER BY a.id), '') FROM responses_answer a
             WHERE a.response_id = r.id AND a.responded_at = r.responded_at AND a.words <> ''
               AND a.responded_at BETWEEN %(first)s AND %(last)s),
           (SELECT coalesce(array_agg(a.question || ':' || tick.name ORDER BY a.id, tick.place), '{}')
              FROM responses_answer a
             CROSS JOIN LATERAL unnest(a.choices) WITH ORDINALITY AS tick (name, place)
             WHERE a.response_id = r.id AND a.responded_at = r.responded_at
               AND a.responded_at BETWEEN %(first)s AND %(last)s),
           r.kind_of_work, r.unit_id,
           (SELECT coalesce(array_agg(c.employee_id ORDER BY c.share DESC, c.employee_id), '{}')
              FROM responses_credit c
             WHERE c.response_id = r.id AND c.responded_at = r.responded_at
               AND c.responded_at BETWEEN %(first)s AND %(last)s),
           r.questionnaire_id, r.channel, r.language, r.job_id
      FROM unnest(%(ids)s::bigint[], %(moments)s::timestamptz[]) AS place (id, responded_at)
      JOIN responses_response r USING (id, responded_at)
     WHERE r.responded_at BETWEEN %(first)s AND %(last)s
     ORDER BY r.responded_at DESC, r.id DESC
"""


def said(places: Collection[tuple[int, datetime]]) -> list[Said]:
    """These responses, each by (response id, responded_at), newest first."""
    if not places:
        return []
    moments = [place[1] for place in places]
    with connection.cursor() as cursor:
        cursor.execute(
            SAID,
            {
                "ids": [place[0] for place in places],
                "moments": moments,
                "first": min(moments),
                "last": max(moments),
            },
        )
        return [_said(row) for row in cursor.fetchall()]


def _said(row: Sequence[Any]) -> Said:
    values = list(row)
    values[5], values[8] = tuple(values[5]), tuple(values[8])
    return Said(*values)


@dataclass
class _Where:
    """Conditions and their parameters, kept together. `table` is the one whose index leads."""

    table: str
    conditions: list[str]
    parameters: list[Any]

    def add(self, condition: str, *parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters.extend(parameters)

    def responded(self, comparison: str, moment: datetime) -> None:
        """On the leading table and, where another is joined, on that too: see SAID."""
        for table in dict.fromkeys((self.table, "r")):
            self.add(f"{table}.responded_at {comparison} %s", moment)

    def period(self, since: date | None, until: date | None) -> None:
        if since is not None:
            self.responded(">=", datetime.combine(since, time(), UTC) - timedelta(hours=36))
            self.add("r.day >= %s", since)
        if until is not None:
            self.responded("<", datetime.combine(until, time(), UTC) + timedelta(hours=60))
            self.add("r.day <= %s", until)

    def before(self, position: Position | None) -> None:
        if position is not None:
            self.add(f"({self.table}.responded_at, r.id) < (%s, %s)", *position)
            # The row comparison alone cannot use the index: this says the same, less sharply.
            self.responded("<=", position[0])

    def group(self, group: Group | None) -> None:
        if group is not None:
            self.add("r.score BETWEEN %s AND %s", *GROUPS[group])

    def places(self, statement: str, *, limit: int) -> list[tuple[int, datetime]]:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("<where>", str(self)), [*self.parameters, limit])
            return [(row[0], row[1]) for row in cursor.fetchall()]

    def __str__(self) -> str:
        return " AND ".join(self.conditions)


# A response shared by n of these employees shows up n times; grouping takes it once.
OF_EMPLOYEES: Final = """
    SELECT r.id, r.responded_at
      FROM responses_credit c
      JOIN responses_response r ON r.id = c.response_id AND r.responded_at = c.responded_at
     WHERE <where>
     GROUP BY r.id, r.responded_at, c.responded_at
     ORDER BY c.responded_at DESC, r.id DESC
     LIMIT %s
"""
OF_UNITS: Final = """
    SELECT r.id, r.responded_at FROM responses_response r
     WHERE <where> ORDER BY r.responded_at DESC, r.id DESC LIMIT %s
"""


class Which(TypedDict, total=False):
    """What may be asked of words; `_words` says what is meant where nothing is."""

    since: date | None
    until: date | None
    group: Group | None
    limit: int
    before: Position | None
    with_words: bool


def words_of_employees(employee_ids: Collection[int], **which: Unpack[Which]) -> list[Said]:
    """What customers of these employees said, newest first; one answer once, however many share it."""
    return _words(OF_EMPLOYEES, _Where("c", ["c.employee_id = ANY(%s)"], [list(employee_ids)]), **which)


def words_of_units(unit_ids: Collection[int], **which: Unpack[Which]) -> list[Said]:
    """What was said of these units, newest first. Hand in the units below yourself (`people.queries`)."""
    return _words(OF_UNITS, _Where("r", ["r.unit_id = ANY(%s)"], [list(unit_ids)]), **which)


def _words(
    statement: str,
    where: _Where,
    *,
    since: date | None = None,
    until: date | None = None,
    group: Group | None = None,
    limit: int = 20,
    before: Position | None = None,
    with_words: bool = True,
) -> list[Said]:
    where.period(since, until)
    where.group(group)
    where.before(before)
    if with_words:
        where.add("r.has_words")
    return said(where.places(statement, limit=limit))


@dataclass(frozen=True, slots=True)
class DayScore:
    """So many answers with this score, of this employee, on this day."""

    employee_id: int
    day: date
    questionnaire_id: int
    channel: str
    score: int
    count: int


DAY_SCORES: Final = """
    SELECT c.employee_id, r.day, r.questionnaire_id, r.channel, r.score, count(*)
      FROM responses_credit c
      JOIN responses_response r ON r.id = c.response_id AND r.responded_at = c.responded_at
     WHERE <where> GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""


def scores_of_employees(employee_ids: Collection[int], *, since: date, until: date) -> list[DayScore]:
    """From the answers themselves, through the index on (employee, responded_at): for recent days."""
    where = _Where("c", ["c.employee_id = ANY(%s)", "r.score IS NOT NULL"], [list(employee_ids)])
    where.period(since, until)
    with connection.cursor() as cursor:
        cursor.execute(DAY_SCORES.replace("<where>", str(where)), where.parameters)
        return [DayScore(*row) for row in cursor.fetchall()]
