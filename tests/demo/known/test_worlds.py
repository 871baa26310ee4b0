"""The known worlds: what was put there is there, and what was not is not, for nearly every seed."""

from random import Random
from statistics import fmean

import pytest

from extramile.demo.known.worlds import (
    BEGIN,
    FOUR,
    GAIN,
    PER_REGION,
    PERIODS,
    REGIONS,
    SEED,
    THREE,
    WAVES,
    Size,
    Truth,
    World,
    answers,
    bounded,
    customer_score,
    scores,
    world,
)
from simulations.known import RIGHT, class_of, found_by_lot, is_earned, lots, measured, panel_of, share_right


def product(world_: World, *, shift: int) -> float:
    """Mood times what customers said so many periods after it, around both means, over all teams."""
    total = 0.0
    for moods, levels in zip(world_.moods, world_.levels, strict=True):
        pairs = [
            (mood, levels[wave + 1 + shift])
            for wave, mood in enumerate(moods)
            if 0 <= wave + 1 + shift < PERIODS
        ]
        middle = fmean(level for _, level in pairs)
        total += sum(mood * (level - middle) for mood, level in pairs)
    return total


def test_the_same_seed_is_the_same_company() -> None:
    assert world(Truth.EFFECT, seed=3) == world(Truth.EFFECT, seed=3)
    assert world(Truth.EFFECT, seed=3) != world(Truth.EFFECT, seed=4)


@pytest.mark.parametrize("truth", [one for one in Truth if one is not Truth.FEW_TEAMS])
def test_every_company_is_whole(truth: Truth) -> None:
    told = world(truth)
    assert len(told.regions) == len(told.moods) == len(told.levels) == REGIONS * PER_REGION
    assert {len(row) for row in told.moods} == {WAVES}
    assert {len(row) for row in told.levels} == {PERIODS}
    assert all(level == bounded(level) for row in told.levels for level in row)


def test_without_a_link_moods_and_luck_cancel_in_every_four() -> None:
    told = world(Truth.NONE)
    for shift in (-1, 0, 1):
        assert abs(product(told, shift=shift)) < 0.05 * product(world(Truth.EFFECT), shift=0)


def test_luck_comes_back_in_the_next_mood_where_it_should() -> None:
    assert product(world(Truth.REVERSE), shift=-1) > 20 * abs(product(world(Truth.NONE), shift=-1))


def test_a_shared_trait_lifts_both_and_moves_neither() -> None:
    told = world(Truth.CONFOUNDER)
    means = [(fmean(moods), fmean(levels)) for moods, levels in zip(told.moods, told.levels, strict=True)]
    high = [level for mood, level in means if mood > 0.6]
    low = [level for mood, level in means if mood < -0.6]
    assert min(len(high), len(low)) >= FOUR
    assert fmean(high) - fmean(low) > 0.25


def test_lots_are_drawn_among_teams_that_are_alike() -> None:
    told = world(Truth.ROLLOUT)
    for first in range(0, len(told.regions), THREE):
        assert len(set(told.levels[first : first + THREE])) == 1
        assert len(set(told.moods[first : first + THREE])) == 1
    assert GAIN > 0


def test_answers_are_scores_and_follow_the_mood() -> None:
    for people in (8, 22):
        assert sum(scores(1.0, people)) > sum(scores(0.0, people)) > sum(scores(-1.0, people))
        assert all(0 <= score <= 10 for mood in (-9.0, 0.0, 9.0) for score in scores(mood, people))


def test_customers_answer_as_the_level_says() -> None:
    random = Random(1)
    for level in (-0.5, 0.0, 0.6):
        given = [customer_score(level, random) for _ in range(20_000)]
        nps = (sum(score >= 9 for score in given) - sum(score <= 6 for score in given)) / len(given)
        assert abs(nps - level) < 0.02


def test_teams_that_are_alike_answer_as_their_lot_does() -> None:
    told = world(Truth.ROLLOUT)

    def given(team: int, period: int, began: int | None) -> list[int]:
        return list(answers(told, team, period, began=began, size=Size(), seed=SEED))

    early, late = BEGIN
    for period in range(early):
        assert given(0, period, None) == given(1, period, early) == given(2, period, late)
    assert given(0, late, early) == given(1, late, early)
    assert len({tuple(given(0, late, lot)) for lot in (None, early, late)}) == 3
    assert given(0, late, early) != given(THREE, late, early)
    own = world(Truth.NONE)
    assert len({tuple(answers(own, team, 0, began=None, size=Size(), seed=SEED)) for team in range(3)}) == 3


def test_whichever_team_draws_which_lot_the_same_is_found() -> None:
    """Lots go by the numbers that units were given: in another database they fall otherwise."""
    told = world(Truth.ROLLOUT)
    dealt = [lots(told, Random(number)) for number in range(6)]
    assert len({tuple(one) for one in dealt}) == len(dealt)
    found = []
    for starts in dealt:
        said = measured(told, starts, size=Size(), seed=SEED)
        assert is_earned(told, said, starts, seed=SEED)
        one = found_by_lot(told, said, starts, seed=SEED)
        assert one.pre_trend is not None
        found.append((one.effect.estimate, one.effect.low, one.effect.high, one.pre_trend.p_value))
    for figures in found:
        assert figures == pytest.approx(found[0], abs=1e-9)


@pytest.mark.parametrize("truth", list(Truth))
def test_the_company_is_told_rightly_whatever_order_its_teams_are_in(truth: Truth) -> None:
    """A panel's order goes by a key of each installation, and so do the draws of its tests."""
    told = world(truth)
    said = measured(told, lots(told, Random(1)), size=Size(), seed=SEED)
    panel = panel_of(told, said, size=Size())
    assert {class_of(panel, seed=seed) for seed in range(12)} == {RIGHT[truth]}


@pytest.mark.parametrize("truth", list(Truth))
def test_the_class_is_right_for_nearly_every_seed(truth: Truth) -> None:
    """A few; `python -m simulations known` tries a hundred."""
    assert share_right(truth, size=Size(), seed=1, runs=8) >= 7 / 8
