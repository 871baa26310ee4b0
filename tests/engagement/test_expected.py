"""What a planned wave may bring: from what was published of the whole company, and nothing finer."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from extramile.engagement.models import (
    Cell,
    Invitee,
    Participation,
    ReleasedGroup,
    ReleasedTable,
    Wave,
    WaveState,
)
from extramile.engagement.queries import Expectation, expected, planned, wave_of
from extramile.engagement.queries.expecting import half_width
from extramile.engagement.queries.responding import responded
from extramile.people.models import Unit
from tests.engagement.round import Company, make_company, open_round, version
from tests.engagement.voting import plan_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[30, 12, 9, 6], regions=2)


def closed(company: Company, now: datetime, *, name: str, weeks_ago: int) -> Wave:
    """A wave as it is after its closing, as far as it is asked here."""
    asked = version(now, slug=f"enps-{weeks_ago}")
    wave = open_round(company, asked=asked, now=now - timedelta(weeks=weeks_ago), name=name).wave
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.CLOSED)
    ReleasedTable.objects.create(
        wave=wave,
        closed_on=wave.closes_at.date(),
        rules="x",
        least_in_node=5,
        least_in_cut=10,
        fingerprint="",
    )
    return wave


def took_part(wave: Wave, unit: Unit, low: int, *, day: int = 2) -> None:
    Participation.objects.create(
        wave=wave, unit=unit, day=date(2026, 1, day), low_percent=low, high_percent=low + 10
    )


def of(company: Company, now: datetime, *, percent: int | None = None, **other: Any) -> Expectation:
    wave = wave_of(plan_wave(company.top, now=now + timedelta(days=1), **other))
    assert wave
    return expected(wave, planned(wave.id), percent=percent)


def test_a_first_wave_supposes_six_of_ten_and_says_so(company: Company, now: datetime) -> None:
    found = of(company, now)
    assert (found.earlier, found.is_supposed) == ((), True)
    assert (found.low_percent, found.high_percent) == (60, 60)
    assert (found.invited, found.low, found.high) == (57, 34, 34)
    assert found.asked_a_year == 1


def test_the_last_four_waves_of_the_whole_company_say_how_many(company: Company, now: datetime) -> None:
    for weeks, low in ((50, 0), (40, 50), (30, 70), (20, 60), (10, 60)):  # the first is too long ago
        wave = closed(company, now, name=f"{weeks} weeks ago", weeks_ago=weeks)
        took_part(wave, company.top, 10, day=1)  # how it began
        took_part(wave, company.top, low, day=2)
        took_part(wave, company.regions[0], 90, day=2)  # no finer than the company
    found = of(company, now)
    assert [one.wave_name for one in found.earlier] == [f"{weeks} weeks ago" for weeks in (10, 20, 30, 40)]
    assert (found.low_percent, found.high_percent, found.is_supposed) == (50, 80, False)
    assert (found.low, found.high) == (28, 46)
    assert found.asked_a_year == 6
    assert found.a_month_each == pytest.approx(6 * 0.65 / 12)


def test_nothing_finer_than_what_was_published_moves_it(company: Company, now: datetime) -> None:
    """Who took a ballot in which cell is known to the program. It is not to be told."""
    wave = closed(company, now, name="Spring", weeks_ago=9)
    took_part(wave, company.top, 60)
    wave_to_come = wave_of(plan_wave(company.top, now=now + timedelta(days=1)))
    assert wave_to_come
    before = expected(wave_to_come, planned(wave_to_come.id))
    first = Cell.objects.filter(wave=wave).first()
    Invitee.objects.filter(wave=wave, cell=first).update(took_ballot=True)
    took_part(wave, company.regions[0], 0)
    assert expected(wave_to_come, planned(wave_to_come.id)) == before


def test_of_a_small_company_the_released_band_says_it(company: Company, now: datetime) -> None:
    wave = closed(company, now, name="Spring", weeks_ago=9)
    table = ReleasedTable.objects.get(wave=wave)
    ReleasedGroup.objects.create(
        table=table, unit=company.top, unit_name="x", is_shown=True, least=30, most=49
    )
    ReleasedGroup.objects.create(
        table=table, unit=company.teams[0], unit_name="y", is_shown=True, least=5, most=9
    )
    [found] = responded(4)
    assert (found.low, found.high) == (52, 86)  # 30 and 49 of 57


def test_a_wave_of_which_nothing_was_published_says_nothing(company: Company, now: datetime) -> None:
    closed(company, now, name="Spring", weeks_ago=9)
    assert responded(4) == []


def test_units_below_the_floor_are_named(company: Company, now: datetime) -> None:
    """At six of ten: of six people four answers come, of nine five, of twelve seven, of eighteen eleven."""
    found = of(company, now)
    assert found.below.names == ("Team 3",)
    assert found.few.names == ("Team 1", "Team 2")
    assert found.enough == 4  # the company, two regions, a team of thirty


def test_the_floor_of_the_wave_counts(company: Company, now: datetime) -> None:
    found = of(company, now, least_in_node=8)
    # Team 3 votes with others at the top: of its region, only the twelve of Team 1 are counted.
    assert found.below.names == ("Region 1", "Team 1")


def test_if_another_share_took_part(company: Company, now: datetime) -> None:
    found = of(company, now, percent=100)
    assert (found.low, found.high, found.is_supposed) == (57, 57, True)
    assert found.below.total == 0


def test_the_usual_team_is_the_middle_one(company: Company, now: datetime) -> None:
    found = of(company, now)
    assert found.usual == 10  # between nine and twelve
    assert found.a_month_usual == pytest.approx(0.6 * 10 / 12)


def test_many_names_are_cut_and_counted(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("extramile.engagement.queries.expecting.MOST_NAMED", 2)
    found = of(make_company(teams=[6] * 5, regions=1), now)
    assert (found.below.total, len(found.below.names), found.below.more) == (5, 2, 3)


@pytest.mark.parametrize(
    ("measure", "answers", "points"),
    [
        ("enps", 4, None),
        ("enps", 5, 77), ("enps", 250, 17), ("mean", 250, 10),
        ("points", 9, None), ("share", 199, None), ("", 99, None),
    ],
)  # fmt: skip
def test_the_interval_is_the_one_that_will_be_published(
    measure: str, answers: int, points: int | None
) -> None:
    assert half_width(measure, answers) == points


def test_the_first_question_with_a_figure_decides(company: Company, now: datetime) -> None:
    found = of(company, now, percent=100)
    assert (found.measure, found.within) == ("enps", half_width("enps", 57))
    pulse = of(company, now, slug="pulse", percent=100)
    assert (pulse.measure, pulse.within) == ("mean", half_width("mean", 57))
