"""An employee's counts: recent days from the answers, through their index; whole months from the roll-up."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from django.db import connection
from django.db.models import Sum

from extramile.monitor.models import EmployeeMonth
from extramile.monitor.tally import COLUMNS, Tally
from extramile.responses.queries import scores_of_employees

SUMS = {f"sum_{column}": Sum(column) for column in COLUMNS}


def employee_days(employee_id: int, *, since: date, until: date) -> dict[date, Tally]:
    """One employee by day; days without an answer are left out."""
    days: dict[date, Counter[int]] = {}
    for one in scores_of_employees([employee_id], since=since, until=until):
        days.setdefault(one.day, Counter())[one.score] += one.count
    return {day: Tally.of(counts) for day, counts in days.items()}


def employee_counts(employee_ids: Collection[int], *, since: date, until: date) -> dict[int, Tally]:
    """For each employee the answers in these days, both ends included; two or three queries, however many.

    Whole months are read from the roll-up, the days around them from the answers.
    """
    tallies = dict.fromkeys(employee_ids, Tally())
    first, after = whole_months(since, until)
    if first >= after:
        _add_days(tallies, since, until)
        return tallies
    if since < first:
        _add_days(tallies, since, first - timedelta(days=1))
    if after <= until:
        _add_days(tallies, after, until)
    rows = (
        EmployeeMonth.objects.filter(employee_id__in=employee_ids, month__gte=first, month__lt=after)
        .order_by()
        .values("employee_id")
        .annotate(**SUMS)
    )
    for found in rows:
        row = cast("Mapping[str, int]", found)
        tallies[row["employee_id"]] += Tally(tuple(row[f"sum_{column}"] for column in COLUMNS))
    return tallies


def whole_months(since: date, until: date) -> tuple[date, date]:
    """The whole months between: the first day of the first, and the first day after the last."""
    first = since if since.day == 1 else (since.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first, (until + timedelta(days=1)).replace(day=1)


def _add_days(tallies: dict[int, Tally], since: date, until: date) -> None:
    for one in scores_of_employees(list(tallies), since=since, until=until):
        tallies[one.employee_id] += Tally.of({one.score: one.count})


ANSWERING = """
    SELECT count(DISTINCT employee_id) FROM monitor_employeemonth
     WHERE employee_id = ANY(%s) AND month >= %s AND <any> > 0
""".replace("<any>", "greatest(" + ", ".join(COLUMNS) + ")")


def answering_members(employee_ids: Collection[int], *, since: date) -> int:
    """How many of these employees have an answer since the month of that day.

    For the comparison with a team: with fewer than three, a colleague's number could be worked out.
    """
    with connection.cursor() as cursor:
        cursor.execute(ANSWERING, [list(employee_ids), since.replace(day=1)])
        return int(cursor.fetchone()[0])


def _about(employee_id: int, since: date, until: date) -> dict[str, Any]:
    """The days, and moments wide enough for them in any time zone: those find the partitions. Every table
    is told them, because PostgreSQL does not see through a join which partitions it needs."""
    return {
        "employee": employee_id,
        "since": since,
        "until": until,
        "first": datetime.combine(since, time(), UTC) - timedelta(hours=36),
        "last": datetime.combine(until, time(), UTC) + timedelta(hours=60),
    }


OWN_IN_UNIT = """
    SELECT r.score, count(*)
      FROM responses_credit c
      JOIN responses_response r ON r.id = c.response_id AND r.responded_at = c.responded_at
      JOIN people_unit u ON u.id = r.unit_id
     WHERE c.employee_id = %(employee)s AND r.day BETWEEN %(since)s AND %(until)s AND r.score IS NOT NULL
       AND c.responded_at >= %(first)s AND c.responded_at < %(last)s
       AND r.responded_at >= %(first)s AND r.responded_at < %(last)s
       AND u.path LIKE %(below)s
     GROUP BY 1
"""


def own_answers_in_unit(employee_id: int, *, path: str, since: date, until: date) -> Tally:
    """Which of a unit's answers are this employee's too: taken off before the two are compared."""
    with connection.cursor() as cursor:
        cursor.execute(OWN_IN_UNIT, {**_about(employee_id, since, until), "below": f"{path}%"})
        return Tally.of(dict(cursor.fetchall()))


OWN_TICKS = """
    SELECT a.question || ':' || choice, count(*)
      FROM responses_credit c
      JOIN responses_response r ON r.id = c.response_id AND r.responded_at = c.responded_at
      JOIN responses_answer a ON a.response_id = c.response_id AND a.responded_at = c.responded_at
     CROSS JOIN LATERAL unnest(a.choices) AS choice
     WHERE c.employee_id = %(employee)s AND r.day BETWEEN %(since)s AND %(until)s
       AND c.responded_at >= %(first)s AND c.responded_at < %(last)s
       AND r.responded_at >= %(first)s AND r.responded_at < %(last)s
       AND a.responded_at >= %(first)s AND a.responded_at < %(last)s
     GROUP BY 1
"""


def employee_ticks(employee_id: int, *, since: date, until: date) -> Counter[str]:
    """How often each topic was ticked about this employee's work: "praise:friendly" -> 21."""
    with connection.cursor() as cursor:
        cursor.execute(OWN_TICKS, _about(employee_id, since, until))
        return Counter(dict(cursor.fetchall()))
