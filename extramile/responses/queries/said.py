"""What may be asked of the answers: customers' words, newest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple, TypedDict, Unpack

from django.db import connection

from extramile.responses.queries.where import Group, Key, Position, Where, about, of_employees, of_units


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


MOST_COUNTED: Final = 1000  # hits; then a page says "more than"


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


def said(places: Collection[Key]) -> list[Said]:
    """These responses, each by (response id, responded_at), newest first."""
    if not places:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SAID, about(places))
        return [_said(row) for row in cursor.fetchall()]


def _said(row: Sequence[Any]) -> Said:
    values = list(row)
    values[5], values[8] = tuple(values[5]), tuple(values[8])
    return Said(*values)


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

    questionnaire_id: int | None
    channel: str | None
    since: date | None
    until: date | None
    group: Group | None
    limit: int
    before: Position | None
    with_words: bool


@dataclass(frozen=True, slots=True)
class Hits:
    """How many there are; or that there are more, of which no more were counted."""

    count: int
    are_more: bool = False


class Looked(NamedTuple):
    """What was found, and, where there is more to look through, how far back was looked. A search that begins
    also says how many hits there are."""

    said: list[Said]
    until: Position | None
    hits: Hits | None = None


def words_of_employees(employee_ids: Collection[int], **which: Unpack[Which]) -> list[Said]:
    """What customers of these employees said, newest first; one answer once, however many share it."""
    return _words(OF_EMPLOYEES, of_employees(employee_ids), **which).said


def words_of_units(unit_ids: Collection[int] | None, **which: Unpack[Which]) -> list[Said]:
    """What was said of these units, newest first. Hand in the units below yourself (`people.queries`);
    None is every unit there is."""
    return _words(OF_UNITS, of_units(unit_ids), **which).said


def search_employees(employee_ids: Collection[int], words: str, **which: Unpack[Which]) -> Looked:
    """The same where all of these words stand in what was said."""
    return _words(OF_EMPLOYEES, of_employees(employee_ids), words=words, **which)


def _words(
    statement: str,
    where: Where,
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
    if not words.split():
        return Looked(said(where.places(statement, limit=limit)), None)
    most = limit if before else max(limit, MOST_COUNTED + 1)
    places, last = where.searched(statement, words=words, limit=most)
    further = None if last is None or len(places) >= limit else (last[1], last[0])
    return Looked(
        said(places[:limit]), further, None if before else hits_of(places, stopped=last is not None)
    )


def hits_of(places: Collection[Key], *, stopped: bool) -> Hits:
    return Hits(min(len(places), MOST_COUNTED), stopped or len(places) > MOST_COUNTED)
