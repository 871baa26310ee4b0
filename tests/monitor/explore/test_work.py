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
    SELECT unit.id, at::date, 1, 'email', 0, 0, 0, 0, 0, 0, 0, 0, 0, {answers}, 0, {answers}, {answers}
      FROM people_unit AS unit, generate_series(%s::date, %s::date, '1 {grain}') AS at
     WHERE unit.kind = 'team'
     ORDER BY unit.id, at
"""
TICKS: Final = """
    INSERT INTO monitor_unittick{grain} (unit_id, {grain}, questionnaire_id, channel, tick, count)
    SELECT unit.id, at::date, 1, 'email', 'praise:tidy', {answers}
      FROM people_unit AS unit, generate_series(%s::date, %s::date, '1 {grain}') AS at
     WHERE unit.kind = 'team'
     ORDER BY unit.id, at
"""


@pytest.fixture
def many(cast: Cast) -> Cast:
    """Hundreds of teams of which each had one answer every day, since the year before last."""
    teams = [Unit(name=f"T{number}", kind=UnitKind.TEAM, parent=cast.centre) for number in range(TEAMS)]
    for one in teams:
        one.path = f"{cast.centre.path}{one.name}."
    Unit.objects.bulk_create(teams)
    first = date(cast.today.year - 1, 1, 1)
    with connection.cursor() as cursor:
        for statement in (COUNTS, TICKS):
            for grain, answers in (("day", "1"), ("month", "30"), ("year", "365")):
                cursor.execute(statement.format(grain=grain, answers=answers), [first, cast.today])
        cursor.execute("ANALYZE people_unit")
        for grain in ("day", "month", "year"):
            cursor.execute(f"ANALYZE monitor_unit{grain}, monitor_unittick{grain}")
    return cast


@pytest.mark.parametrize("measure", [Measure.MEAN, Measure.TOPIC])
def test_odd_days_of_most_units_are_not_looked_up_unit_by_unit(many: Cast, measure: Measure) -> None:
    question = Question(
        measure,
        topic="praise:tidy" if measure == Measure.TOPIC else "",
        split=Split.TEAM,
        period=Lately.OWN,
        since=date(many.today.year - 1, 1, 4),
        until=many.today - timedelta(days=2),
    )
    with measured() as work:
        found = answer(question, visible=Unit.objects.all(), today=many.today)
    assert len(found.rows) > TEAMS
    # Four pieces of counts, or eight: to look up each unit is three blocks or more, each time.
    assert work.blocks < 3 * TEAMS
