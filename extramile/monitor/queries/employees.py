"""An employee's counts: recent days from the answers, through their index; whole months from the roll-up."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection

from extramile.monitor.queries.only import ALL, Only
from extramile.monitor.tally import COLUMNS, Tally
from extramile.people.models import Unit
from extramile.people.queries import MEMBER_IDS
from extramile.responses.queries import OneAnswer, scores_of_employees


def tally_of(answers: Iterable[OneAnswer]) -> Tally:
    scores = [0] * 11
    for answer in answers:
        if answer.score is not None:
            scores[answer.score] += 1
    return Tally(tuple(scores))


def days_of(answers: Iterable[OneAnswer]) -> dict[date, Tally]:
    """By day; days without an answer are left out."""
    days: dict[date, list[OneAnswer]] = defaultdict(list)
    for answer in answers:
        days[answer.day].append(answer)
    return {day: tally_of(found) for day, found in days.items()}


MONTHS: Final = """
    SELECT employee_id, <sums> FROM monitor_employeemonth
     WHERE employee_id = ANY(%s) AND month >= %s AND month < %s<only> GROUP BY 1
""".replace("<sums>", ", ".join(f"sum({column})::int" for column in COLUMNS))


def employee_counts(
    employee_ids: Collection[int], *, since: date, until: date, only: Only = ALL
) -> dict[int, Tally]:
    """For each employee the answers in these days, both ends included; two or three queries, however many.

    Whole months are read from the roll-up, the days around them from the answers.
    """
    tallies = dict.fromkeys(employee_ids, Tally())
    if not tallies:
        return tallies
    first, after = whole_months(since, until)
    if first >= after:
        _add_days(tallies, since, until, only)
        return tallies
    if since < first:
        _add_days(tallies, since, first - timedelta(days=1), only)
    if after <= until:
        _add_days(tallies, after, until, only)
    _add_months(tallies, first, after, only)
    return tallies


def whole_months(since: date, until: date) -> tuple[date, date]:
    """The whole months between: the first day of the first, and the first day after the last."""
    first = since if since.day == 1 else (since.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first, (until + timedelta(days=1)).replace(day=1)


def _add_months(tallies: dict[int, Tally], first: date, after: date, only: Only) -> None:
    conditions, parameters = only.conditions
    with connection.cursor() as cursor:
        cursor.execute(MONTHS.replace("<only>", conditions), [list(tallies), first, after, *parameters])
        for row in cursor.fetchall():
            tallies[row[0]] += Tally(tuple(row[1:]))


def _add_days(tallies: dict[int, Tally], since: date, until: date, only: Only) -> None:
    found: Mapping[int, list[int]] = defaultdict(lambda: [0] * 11)
    for one in scores_of_employees(
        list(tallies),
        since=since,
        until=until,
        questionnaire_id=only.questionnaire_id,
        channel=only.channel,
    ):
        found[one.employee_id][one.score] += one.count
    for employee_id, scores in found.items():
        tallies[employee_id] += Tally(tuple(scores))


def have_answers(employee_ids: Collection[int], unit: Unit, *, since: date, until: date, wanted: int) -> bool:
    """Whether at least so many of these employees have an answer in these days that the unit's counts hold.

    For the comparison with a team: with fewer than three, a colleague's number could be worked out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT monitor_have_answers(%s, %s, %s, %s, %s)",
            [unit.path, list(employee_ids), since, until, wanted],
        )
        return bool(cursor.fetchone()[0])


# One question instead of two: an employee's page asks it each time.
MEMBERS_WITH_ANSWERS: Final = """
    SELECT cardinality(ids),
           CASE WHEN cardinality(ids) < %(wanted)s THEN false
                ELSE monitor_have_answers(%(path)s, ids, %(since)s, %(until)s, %(wanted)s) END
      FROM (SELECT ARRAY(<members>) AS ids OFFSET 0) AS inside
""".replace("<members>", MEMBER_IDS)


def members_with_answers(unit: Unit, *, day: date, since: date, until: date, wanted: int) -> tuple[int, bool]:
    """How many are in this unit and below on that day; and whether so many of them `have_answers`."""
    asked: dict[str, Any] = {"path": unit.path, "day": day, "since": since, "until": until, "wanted": wanted}
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS_WITH_ANSWERS, asked)
        members, have = cursor.fetchone()
    return members, have
