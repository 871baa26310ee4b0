"""Known truths, through the database: intervals that hold; groups and movements where there are any."""

import math
from datetime import datetime

import pytest

from extramile import stats
from extramile.estimates.models import Fit, Movement, UnitLeaning
from extramile.estimates.operations import make_fit
from extramile.estimates.queries import movements, pooled_employee, pooled_units
from extramile.monitor.tally import Tally
from tests.estimates.company import Company, build, tell

pytestmark = pytest.mark.django_db
SPREAD = {"region": 0.05, "team": 0.08, "person": 0.12}


@pytest.fixture
def company(now: datetime) -> Company:
    made = build(now, regions=3, teams=10, people=10)
    tell(made, answers=12, seed=7, spread=SPREAD)
    return made


def test_the_pooled_intervals_of_people_hold_the_truth_and_are_nearer_to_it(company: Company) -> None:
    fit = make_fit(company.now)
    assert fit.people == pytest.approx(300, abs=2)
    held, pooled_error, plain_error, widths = 0, 0.0, 0.0, []
    some = [one for one in company.people if one.pk in company.counts]
    for one in some:
        leaning = pooled_employee(one.pk)
        assert leaning is not None
        promoters, passives, detractors = company.counts[one.pk]
        groups = (promoters, passives, detractors)
        pooled, plain = leaning.pooled(groups), stats.nps_interval(*groups)
        truth = company.level[one.pk]
        held += pooled.low <= truth <= pooled.high
        pooled_error += (pooled.estimate - truth) ** 2
        plain_error += (plain.estimate - truth) ** 2
        widths.append((pooled.high - pooled.low) / (plain.high - plain.low))
    assert 0.90 <= held / len(some) <= 0.99  # one company; `test_rings.py` has twelve
    assert math.sqrt(pooled_error) < 0.6 * math.sqrt(plain_error)
    assert sum(widths) / len(widths) < 0.65


def test_the_pooled_intervals_of_units_hold_the_truth_of_their_own_people(company: Company) -> None:
    """A unit's truth is that of the work as it is done: its people's levels, weighed by their answers."""
    make_fit(company.now)
    leanings = pooled_units([team.pk for team in company.teams])
    held = nearer = 0
    for team in company.teams:
        people = [one.pk for one in company.people_of(team) if one.pk in company.counts]
        n = sum(sum(company.counts[pk]) for pk in people)
        truth = sum(company.level[pk] * sum(company.counts[pk]) for pk in people) / n
        groups = tuple(sum(company.counts[pk][place] for pk in people) for place in range(3))
        pooled = leanings[team.pk].pooled((groups[0], groups[1], groups[2]))
        held += pooled.low <= truth <= pooled.high
        nearer += abs(pooled.estimate - truth) < abs(stats.nps(*groups) - truth)
    assert held >= 27  # of thirty
    assert nearer >= 15


def test_the_spread_that_was_put_in_is_found(company: Company) -> None:
    fit = make_fit(company.now)
    assert fit.within == pytest.approx(0.55, abs=0.08)
    assert math.sqrt(fit.spread["person"]) == pytest.approx(0.12, abs=0.05)
    assert math.sqrt(fit.spread["team"]) == pytest.approx(0.08, abs=0.05)


@pytest.mark.parametrize("seed", [2, 3])
def test_where_no_team_differs_there_are_no_groups_and_nothing_moved(now: datetime, seed: int) -> None:
    made = build(now, regions=1, teams=20, people=3)
    tell(made, answers=80, seed=seed)
    make_fit(now)
    sides = set(UnitLeaning.objects.filter(unit_id__in=[one.pk for one in made.teams]).values_list("side"))
    assert sides == {(0,)}
    assert not Movement.objects.filter(is_sure=True).exists()
    assert movements(made.top).own is None
    assert movements(made.top).below == []


def test_where_teams_differ_the_outstanding_ones_are_in_groups(now: datetime) -> None:
    made = build(now, regions=1, teams=20, people=3)
    best, worst = made.teams[3], made.teams[11]
    bias = {best.pk: 0.35, worst.pk: -0.45}
    tell(made, answers=150, seed=3, step=lambda team, _week: bias.get(team.pk, 0.0))
    make_fit(now)
    sides = dict(UnitLeaning.objects.values_list("unit_id", "side"))
    assert sides[best.pk] == 1
    assert sides[worst.pk] == -1
    assert [sides[one.pk] for one in made.teams].count(0) >= 15


def test_fewer_than_eight_neighbours_are_not_grouped(now: datetime) -> None:
    made = build(now, regions=1, teams=7, people=4)
    tell(made, answers=60, seed=1, spread=SPREAD)
    make_fit(now)
    assert set(
        UnitLeaning.objects.filter(unit_id__in=[one.pk for one in made.teams]).values_list("side")
    ) == {(None,)}


def test_a_step_of_fifteen_points_in_one_region_is_found_and_dated(now: datetime) -> None:
    made = build(now, regions=4, teams=4, people=5)
    stepped = made.regions[2]
    tell(
        made,
        answers=300,
        seed=5,
        spread={"team": 0.05},
        step=lambda team, week: -0.15 if team.parent_id == stepped.pk and week >= 30 else 0.0,
    )
    make_fit(now)
    found = movements(stepped)
    assert found.own is not None
    week = (found.own.week - made.first_week).days // 7
    assert abs(week - 30) <= 3
    assert (
        (found.own.earliest - made.first_week).days // 7
        <= 30
        <= (found.own.latest - made.first_week).days // 7
    )
    assert found.own.after - found.own.before == pytest.approx(-0.15, abs=0.05)
    assert found.own.low <= -0.15 <= found.own.high
    assert found.own.n_before + found.own.n_after == found.n
    above = movements(made.top)
    assert stepped.pk in {one.unit_id for one in above.below}
    others = {region.pk for region in made.regions} - {stepped.pk}
    assert not others & {one.unit_id for one in above.below}
    still = movements(made.regions[0])
    assert still.own is None
    assert still.is_told
    assert still.seen is not None
    assert 0.02 < still.seen < 0.25


def test_the_same_counts_give_the_same_figures_to_the_last_digit(company: Company) -> None:
    first = make_fit(company.now)
    kept = (
        list(UnitLeaning.objects.order_by("unit_id").values_list()),
        list(Movement.objects.order_by("unit_id").values_list()),
    )
    second = make_fit(company.now)
    assert (first.fingerprint, first.seed) == (second.fingerprint, second.seed)
    assert kept == (
        list(UnitLeaning.objects.order_by("unit_id").values_list()),
        list(Movement.objects.order_by("unit_id").values_list()),
    )
    assert Fit.objects.count() == 1
    company.give(company.people[0], (1, 0, 0), week=3)
    company.write()
    assert make_fit(company.now).fingerprint != first.fingerprint


def test_a_leaning_is_of_the_others_alone(company: Company) -> None:
    """More answers of one's own, and the same of the others: one leans on the same."""
    me = company.people[0]
    make_fit(company.now)
    before = pooled_employee(me.pk)
    company.give(me, (0, 0, 25), week=20)
    company.write()
    make_fit(company.now)
    after = pooled_employee(me.pk)
    assert before is not None
    assert after is not None
    # The spread between people is everybody's: it may move a little, and with it how far the team is trusted.
    assert after.mean == pytest.approx(before.mean, abs=0.02)


def test_tally_and_leaning_agree_on_what_a_group_is() -> None:
    assert Tally.of({10: 3, 8: 2, 3: 1}).groups == (3, 2, 1)
