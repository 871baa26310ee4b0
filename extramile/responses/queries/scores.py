"""What may be asked of the answers: scores and ticks, without words."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from extramile.responses.queries.where import of_employees


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
    has_words: bool
    changed_at: datetime
    ticks: tuple[str, ...] = ()  # "praise:friendly"


# A function of migration 0010: row by row, row-level security takes longer over it than everything else.
ANSWERS: Final = "SELECT * FROM responses_of_employee(%s, %s, %s)"


def answers_of_employee(employee_id: int, *, since: date, until: date) -> list[OneAnswer]:
    """Every one of these days: read once, for all that a page makes of them."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, [employee_id, since, until])
        return [_one(row) for row in cursor.fetchall()]


def _one(row: Sequence[Any]) -> OneAnswer:
    values = list(row)
    values[-1] = tuple(values[-1])
    return OneAnswer(*values)


def ticks_among(answers: Iterable[OneAnswer]) -> Counter[str]:
    """How often each topic was ticked in these answers: "praise:friendly" -> 21."""
    return Counter(tick for answer in answers for tick in answer.ticks)


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
    where = of_employees(employee_ids)
    where.add("r.score IS NOT NULL")
    where.period(since, until)
    where.narrow(questionnaire_id, channel)
    with connection.cursor() as cursor:
        cursor.execute(DAY_SCORES.replace("<where>", str(where)), where.parameters)
        return [DayScore(*row) for row in cursor.fetchall()]
