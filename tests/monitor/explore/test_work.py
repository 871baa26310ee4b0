"""What thousands of units cost: some days of most of them are read as days, not unit by unit."""

from datetime import date, timedelta
from typing import Final

import pytest
from django.db import connection

from extramile.monitor.queries.explore import Lately, Measure, Question, Split, answer
from extramile.people.models import Unit, UnitKind
from tests.cast import Cast
from tests.work import measured

TEAMS: Final = 600
COUNTS: Final = """
    INSERT INTO monitor_unit{grain} (unit_id, {grain}, questionnaire_id, channel,
                                     s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, asked, answered)
    SELECT unit.id, at::date, 1, 'email', 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1
      FROM people_unit AS unit, generate_series(%s::date, %s::date, '1 {grain}') AS at
     WHERE unit.kind = 'team'
     ORDER BY at, unit.id
"""
TICKS: Final = """
    INSERT INTO monitor_unittick{grain} (unit_id, {grain}, questionnaire_id, channel, tick, count)
    SELECT unit.id, at::date, 1, 'email', 'praise:tidy', 1
      FROM people_unit AS unit, generate_series(%s::date, %s::date, '1 {grain}') AS at
     WHERE unit.kind = 'team'
     ORDER BY at, unit.id
"""


@pytest.fixture
def many(cast: Cast) -> Cast:
    """Hundreds of teams with answers since last year; their days are there as far as they are asked."""
    teams = [Unit(name=f"T{number}", kind=UnitKind.TEAM, parent=cast.centre) for number in range(TEAMS)]
    for one in teams:
        one.path = f"{cast.centre.path}{one.name}."
    Unit.objects.bulk_create(teams)
    first = date(cast.today.year - 1, 1, 1)
    with connection.cursor() as cursor:
        for statement in (COUNTS, TICKS):
            for grain, last in (
                ("day", first + timedelta(days=90)),
                ("month", cast.today),
                ("year", cast.today),
            ):
                cursor.execute(statement.format(grain=grain), [first, last])
        cursor.execute("ANALYZE people_unit")
        for grain in ("day", "month", "year"):
            cursor.execute(f"ANALYZE monitor_unit{grain}, monitor_unittick{grain}")
    return cast


def test_odd_days_of_most_units_are_not_looked_up_unit_by_unit(many: Cast) -> None:
    question = Question(
        Measure.TOPIC,
        topic="praise:tidy",
        split=Split.TEAM,
        period=Lately.OWN,
        since=date(many.today.year - 1, 1, 4),
        until=many.today - timedelta(days=2),
    )
    with measured() as work:
        found = answer(question, visible=Unit.objects.all(), today=many.today)
    assert len(found.rows) > TEAMS
    # Three pieces of the scores and three of the topics: looked up, each unit is two blocks or more of each.
    assert work.blocks < TEAMS
