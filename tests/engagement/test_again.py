"""What was chosen to change is measured again, from released tables alone."""

from datetime import datetime, timedelta

import pytest

from extramile.engagement import queries
from extramile.engagement.models import ReleasedFigure, ReleasedGroup, ReleasedTable, Wave
from extramile.engagement.operations.conversations import choose_change
from tests.cast import Cast, user_of
from tests.engagement.released import divide, release, show, withhold
from tests.engagement.round import Company, make_company, open_round, version


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[12, 12])


@pytest.fixture
def tables(company: Company, now: datetime) -> list[ReleasedTable]:
    """Of three waves, three months apart."""
    found, asked = [], version(now)
    for number in range(3):
        wave = open_round(company, asked=asked, now=now).wave
        closes_at = wave.closes_at + timedelta(days=90 * number)
        Wave.objects.filter(pk=wave.pk).update(name=f"wave {number}", closes_at=closes_at)
        found.append(release(wave, now=now))
    return found


def figure(group: ReleasedGroup, value: int, *, line: str = "l", key: str = "energy") -> ReleasedFigure:
    return ReleasedFigure.objects.create(
        group=group, question_key=key, line=line, measure="mean", value=value, low=value - 9, high=value + 9
    )


def test_the_next_wave_that_tells_it_counts_and_none_that_came_before(
    company: Company, tables: list[ReleasedTable]
) -> None:
    team, other = company.teams
    first, second, third = tables
    figure(show(first, team), 40)
    figure(show(first, other), 90)
    withhold(second, team)
    figure(show(second, other), 95)
    figure(show(second, team, layer="staff"), 99)
    figure(show(third, team), 60)
    found = queries.measured_again(first.wave_id, team.pk, ["energy", "clarity"])
    assert list(found) == ["energy"]
    assert found["energy"].wave_name == "wave 2"
    assert [one.value for one in (*found["energy"].then, *found["energy"].now)] == [40, 60]
    assert not found["energy"].breaks
    assert queries.measured_again(third.wave_id, team.pk, ["energy"]) == {}


def test_where_the_next_wave_withholds_the_unit_that_is_told_and_no_figure(
    company: Company, tables: list[ReleasedTable]
) -> None:
    figure(show(tables[0], company.teams[0]), 40, key="enps")
    withhold(tables[1], company.teams[0])
    withhold(tables[2], company.teams[0])
    found = queries.measured_again(tables[0].wave_id, company.teams[0].pk, ["enps"])["enps"]
    assert (found.wave_name, found.now, found.breaks) == ("wave 1", (), False)
    assert queries.measured_again(tables[0].wave_id, company.teams[1].pk, ["enps"]) == {}


def test_a_question_that_was_asked_differently_is_not_compared(
    company: Company, tables: list[ReleasedTable]
) -> None:
    figure(show(tables[0], company.teams[0]), 40)
    figure(show(tables[1], company.teams[0]), 60, line="m")
    found = queries.measured_again(tables[0].wave_id, company.teams[0].pk, ["energy"])
    assert found["energy"].breaks


def test_of_a_culture_map_each_statement_as_it_is_and_no_wish(
    company: Company, tables: list[ReleasedTable]
) -> None:
    divide(show(tables[0], company.top), "care", now=(10, 90), wished=(50, 50))
    divide(show(tables[1], company.top), "care", now=(30, 70), wished=(60, 40))
    found = queries.measured_again(tables[0].wave_id, company.top.pk, ["care"])["care"]
    assert [(one.option_key, one.value) for one in found.then] == [("a", 10), ("b", 90)]
    assert [(one.option_key, one.value) for one in found.now] == [("a", 30), ("b", 70)]


def test_the_newest_talk_before_this_one_is_looked_back_on(
    company: Company, tables: list[ReleasedTable], cast: Cast, now: datetime
) -> None:
    team, other = company.teams
    for table in tables:
        show(table, team)
        show(table, other)
    for number, unit in ((0, team), (1, team), (1, other), (2, team)):
        choose_change(
            tables[number].wave_id, unit.pk, words=f"{unit.name} {number}", question_key="", owner_id=None,
            due_on=now.date(), actor=user_of(cast.mirjam), now=now,
        )  # fmt: skip
    found = queries.talked_before(tables[2].wave_id, team.pk)
    assert found is not None
    assert (found.wave_id, found.wave_name) == (tables[1].wave_id, "wave 1")
    assert [one.words for one in found.conversation.changes] == [f"{team.name} 1"]
    assert queries.talked_before(tables[0].wave_id, team.pk) is None
