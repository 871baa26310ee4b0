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
Place = tuple[int, datetime]  # of a response: its key

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


def said(places: Collection[Place]) -> list[Said]:
    """These responses, each by (response id, responded_at), newest first."""
    if not places:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SAID, _about(places))
        return [_said(row) for row in cursor.fetchall()]


def _about(places: Collection[Place]) -> dict[str, Any]:
    moments = [place[1] for place in places]
    return {
        "ids": [place[0] for place in places],
        "moments": moments,
        "first": min(moments),
        "last": max(moments),
    }


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

    def narrow(self, questionnaire_id: int | None, channel: str | None) -> None:
        if questionnaire_id is not None:
            self.add("r.questionnaire_id = %s", questionnaire_id)
        if channel is not None:
            self.add("r.channel = %s", channel)

    def places(self, statement: str, *, limit: int) -> list[Place]:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("<where>", str(self)), [*self.parameters, limit])
            return [(row[0], row[1]) for row in cursor.fetchall()]

    def searched(self, statement: str, *, words: str, limit: int) -> tuple[list[Place], Place | None]:
        """Where these words stand, and how far back was looked when there is more to look through."""
        patterns = [f"%{_literally(word)}%" for word in words.split()[:MOST_WORDS]]
        if not patterns:
            return self.places(statement, limit=limit), None
        newest = statement.replace("<where>", str(self))
        with connection.cursor() as cursor:
            cursor.execute(SEARCH.replace("<newest>", newest), [*self.parameters, AT_ONCE, patterns, limit])
            rows = cursor.fetchall()
        found = [(row[0], row[1]) for row in rows if row[2]]
        last = next(((row[0], row[1]) for row in rows if not row[2] and row[3] == AT_ONCE), None)
        return found, None if len(found) == limit else last

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


# Searched without an index: it would be larger than the words, and a managed server may lack what it needs. So
# no more than so many answers are read at once; whoever asks says so, and offers to look further back.
AT_ONCE: Final = 20_000
MOST_WORDS: Final = 6
# Without accents and capitals: the marks are taken off the letters.
PLAIN: Final = "lower(regexp_replace(normalize(<words>, NFD), U&'[\\0300-\\036F]', '', 'g'))"
SEARCH: Final = """
    WITH newest AS MATERIALIZED (<newest>),
    found AS (
        SELECT n.id, n.responded_at FROM newest n
         WHERE (SELECT <all> FROM responses_answer a
                 WHERE a.response_id = n.id AND a.responded_at = n.responded_at AND a.words <> ''
               ) LIKE ALL (SELECT <wanted> FROM unnest(%s::text[]) AS wanted)
         ORDER BY n.responded_at DESC, n.id DESC LIMIT %s)
    SELECT id, responded_at, true, 0 FROM found
     UNION ALL
    (SELECT id, responded_at, false, (SELECT count(*) FROM newest)::int FROM newest
      ORDER BY responded_at, id LIMIT 1)
     ORDER BY 3 DESC, 2 DESC, 1 DESC
""".replace("<all>", PLAIN.replace("<words>", "string_agg(a.words, ' ')")).replace(
    "<wanted>", PLAIN.replace("<words>", "wanted")
)


def _literally(word: str) -> str:
    """What a customer wrote may hold a per cent sign; PostgreSQL keeps no NUL."""
    kept = word.replace("\x00", "").replace("\\", "\\\\")
    return kept.replace("%", "\\%").replace("_", "\\_")


class Which(TypedDict, total=False):
    """What may be asked of words; `_words` says what is meant where nothing is."""

    questionnaire_id: int | None
    channel: str | None
    since: date | None
    until: date | None
    group: Group | None
    limit: int
    before: Position | None
    with_words: bool


class Looked(NamedTuple):
    """What was found, and, where there is more to look through, how far back was looked."""

    said: list[Said]
    until: Position | None


def words_of_employees(employee_ids: Collection[int], **which: Unpack[Which]) -> list[Said]:
    """What customers of these employees said, newest first; one answer once, however many share it."""
    return _words(OF_EMPLOYEES, _of_employees(employee_ids), **which).said


def words_of_units(unit_ids: Collection[int] | None, **which: Unpack[Which]) -> list[Said]:
    """What was said of these units, newest first. Hand in the units below yourself (`people.queries`);
    None is every unit there is."""
    return _words(OF_UNITS, _of_units(unit_ids), **which).said


def search_employees(employee_ids: Collection[int], words: str, **which: Unpack[Which]) -> Looked:
    """The same where all of these words stand in what was said."""
    return _words(OF_EMPLOYEES, _of_employees(employee_ids), words=words, **which)


def search_units(unit_ids: Collection[int] | None, words: str, **which: Unpack[Which]) -> Looked:
    return _words(OF_UNITS, _of_units(unit_ids), words=words, **which)


def _of_employees(employee_ids: Collection[int]) -> _Where:
    return _Where("c", ["c.employee_id = ANY(%s)"], [list(employee_ids)])


def _of_units(unit_ids: Collection[int] | None) -> _Where:
    if unit_ids is None:
        return _Where("r", ["true"], [])
    return _Where("r", ["r.unit_id = ANY(%s)"], [list(unit_ids)])


def _words(
    statement: str,
    where: _Where,
    *,
    words: str = "",
    questionnaire_id: int | None = None,
    channel: str | None = None,
    since: date | None = None,
    until: date | None = None,
    group: Group | None = None,
    limit: int = 20,
    before: Position | None = None,
    with_words: bool = True,
) -> Looked:
    where.period(since, until)
    where.narrow(questionnaire_id, channel)
    where.group(group)
    where.before(before)
    if with_words:
        where.add("r.has_words")
    places, last = where.searched(statement, words=words, limit=limit)
    return Looked(said(places), None if last is None else (last[1], last[0]))


@dataclass(frozen=True, slots=True)
class OneAnswer:
    """One answer about an employee's work, without its words."""

    response_id: int
    responded_at: datetime
    day: date
    score: int | None
    unit_id: int
    questionnaire_id: int
    channel: str


ANSWERS: Final = """
    SELECT r.id, r.responded_at, r.day, r.score, r.unit_id, r.questionnaire_id, r.channel
      FROM responses_credit c
      JOIN responses_response r ON r.id = c.response_id AND r.responded_at = c.responded_at
     WHERE <where>
"""


def answers_of_employee(employee_id: int, *, since: date, until: date) -> list[OneAnswer]:
    """Every one of these days: read once, for all that a page makes of them."""
    where = _of_employees([employee_id])
    where.period(since, until)
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS.replace("<where>", str(where)), where.parameters)
        return [OneAnswer(*row) for row in cursor.fetchall()]


TICKS: Final = """
    SELECT a.question || ':' || choice, count(*)
      FROM unnest(%(ids)s::bigint[], %(moments)s::timestamptz[]) AS place (id, responded_at)
      JOIN responses_answer a ON a.response_id = place.id AND a.responded_at = place.responded_at
     CROSS JOIN LATERAL unnest(a.choices) AS choice
     WHERE a.responded_at BETWEEN %(first)s AND %(last)s
     GROUP BY 1
"""


def ticks_of(places: Collection[Place]) -> dict[str, int]:
    """How often each topic was ticked in these answers: "praise:friendly" -> 21."""
    if not places:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(TICKS, _about(places))
        return dict(cursor.fetchall())


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


def scores_of_employees(
    employee_ids: Collection[int],
    *,
    since: date,
    until: date,
    questionnaire_id: int | None = None,
    channel: str | None = None,
) -> list[DayScore]:
    """From the answers themselves, through the index on (employee, responded_at): for recent days."""
    where = _of_employees(employee_ids)
    where.add("r.score IS NOT NULL")
    where.period(since, until)
    where.narrow(questionnaire_id, channel)
    with connection.cursor() as cursor:
        cursor.execute(DAY_SCORES.replace("<where>", str(where)), where.parameters)
        return [DayScore(*row) for row in cursor.fetchall()]
