"""What is kept of pooling gives, put together on a page, what pooling itself gives."""

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extramile.stats import Ring, errors, lean, lean_on, pool_tree, pool_tree_values
from tests.stats.pooling.test_pooling import Made, trees

WITHIN = 0.44


@given(made=trees(), seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_own_answers_and_what_is_kept_give_what_pooling_gives(made: Made, seed: int) -> None:
    """Of every node without others below: pooled without its answers, and these added on the page."""
    chance = np.random.default_rng(seed)
    kinds = ["person" if node not in made.parents else "unit" for node in range(len(made.parents))]
    variances = {kind: float(chance.uniform(0, 0.1)) for kind in set(kinds)}
    for node in [place for place, kind in enumerate(kinds) if kind == "person"]:
        without = made.counts.copy()
        without[node] = 0
        assume(without.sum() > 0)
        known = pool_tree_values(
            without.sum(axis=1), without[:, 0] - without[:, 2], without[:, 0] + without[:, 2], made.parents,
            kinds=kinds, within=WITHIN, variances=known_of(variances, made, kinds),
        )  # fmt: skip
        whole = pool_tree(
            made.counts,
            made.parents,
            kinds=kinds,
            within=WITHIN,
            variances=known_of(variances, made, kinds),
        )
        own = [int(count) for count in made.counts[node]]
        leaned = lean(
            *own, mean=float(known.estimate[node]), variance=float(known.variance[node]), within=WITHIN
        )
        assert leaned.estimate == pytest.approx(np.clip(whole.estimate[node], -1, 1), abs=1e-9)
        assert leaned.low == pytest.approx(whole.low[node], abs=1e-9)
        assert leaned.high == pytest.approx(whole.high[node], abs=1e-9)
        assert leaned.n == sum(own)


def known_of(variances: dict[str, float], made: Made, kinds: list[str]) -> dict[Hashable, float]:
    """Of the kinds that have an effect: an only top has none."""
    tops = [node for node, parent in enumerate(made.parents) if parent < 0]
    left = {kind for node, kind in enumerate(kinds) if len(tops) > 1 or node not in tops}
    return {kind: variances[kind] for kind in left}


def test_rings_along_a_path_are_a_tree_with_one_branch() -> None:
    rings = [(400, 130, 0.004), (70, 20, 0.01), (12, 9, 0.02)]
    known = lean_on([Ring(n, total, 0.0, step) for n, total, step in rings], within=WITHIN)
    pooled = pool_tree_values(
        [n for n, _total, _step in rings] + [0],
        [total for _n, total, _step in rings] + [0],
        [n for n, _total, _step in rings] + [0],
        [-1, 0, 1, 2],
        kinds=["top", "region", "team", "person"],
        within=WITHIN,
        variances={"region": 0.004, "team": 0.01, "person": 0.02},
    )
    assert known.mean == pytest.approx(pooled.estimate[3], abs=1e-12)
    assert known.variance == pytest.approx(pooled.variance[3], abs=1e-12)


def test_where_everybody_has_as_many_answers_rings_are_pooling() -> None:
    """Three teams of four people with fifteen answers each: nobody's answers weigh more than another's."""
    chance = np.random.default_rng(4)
    counts = chance.multinomial(15, [0.6, 0.25, 0.15], size=12)
    counts[0] = 0
    parents = [12 + person // 4 for person in range(12)] + [15, 15, 15, -1]
    kinds = ["person"] * 12 + ["team"] * 3 + ["company"]
    variances: dict[Hashable, float] = {"person": 0.03, "team": 0.02}
    pooled = pool_tree(counts, parents, kinds=kinds, within=WITHIN, variances=variances)
    total = counts[:, 0] - counts[:, 2]
    rest, beside = slice(1, 4), slice(4, 12)
    known = lean_on(
        [
            Ring(120, float(total[beside].sum()), 0.03 / 8 + 0.02 / 2, 0.02),
            Ring(45, float(total[rest].sum()), 0.03 / 3, 0.03),
        ],
        within=WITHIN,
    )
    assert known.mean == pytest.approx(pooled.estimate[0], abs=1e-9)
    assert known.variance == pytest.approx(pooled.variance[0], abs=1e-9)


def test_nobody_is_told_from_a_sum() -> None:
    """A ring is a sum: whose answers it adds up makes no difference, by construction of what it takes."""
    assert set(Ring.__slots__) == {"n", "total", "clustering", "step"}


def test_without_answers_it_is_what_is_leaned_on_and_with_many_it_is_ones_own() -> None:
    nothing = lean(0, 0, 0, mean=0.3, variance=0.01, within=WITHIN)
    assert (nothing.estimate, nothing.own_weight, nothing.n) == (0.3, 0.0, 0)
    assert nothing.high - nothing.low == pytest.approx(2 * 1.959964 * 0.1, abs=1e-6)
    much = lean(60_000, 20_000, 20_000, mean=-0.9, variance=0.01, within=WITHIN)
    assert much.estimate == pytest.approx(0.4, abs=0.001)
    assert much.own_weight > 0.999
    same = lean(3, 2, 1, mean=0.3, variance=0.0, within=WITHIN)  # nobody differs: others say it all
    assert (same.estimate, same.low, same.high) == (0.3, 0.3, 0.3)


def test_it_stays_within_the_scale() -> None:
    leaned = lean(40, 0, 0, mean=0.95, variance=0.02, within=0.3)
    assert -1 <= leaned.low < leaned.estimate <= leaned.high == 1.0


@pytest.mark.parametrize(
    ("counts", "known", "refusal"),
    [
        ((-1, 0, 0), {}, errors.NegativeCountError),
        ((0.5, 0, 0), {}, errors.NotWholeError),
        ((1, 0, 0), {"variance": -0.1}, errors.MeasureError),
        ((1, 0, 0), {"mean": math.nan}, errors.MeasureError),
        ((1, 0, 0), {"within": 0.0}, errors.MeasureError),
        ((1, 0, 0), {"level": 1.0}, errors.ImpossibleLevelError),
    ],
)
def test_what_cannot_be_is_refused(
    counts: tuple[int, int, int], known: dict[str, Any], refusal: type[errors.StatsError]
) -> None:
    usual: dict[str, Any] = {"mean": 0.2, "variance": 0.01, "within": WITHIN}
    with pytest.raises(refusal):
        lean(*counts, **{**usual, **known})


def test_rings_that_cannot_be_are_refused() -> None:
    with pytest.raises(errors.NothingToPoolError):
        lean_on([Ring(0, 0, 0, 0.01)], within=WITHIN)
    with pytest.raises(errors.MeasureError):
        lean_on([Ring(3, 1, -0.1, 0.01)], within=WITHIN)
    with pytest.raises(errors.MeasureError):
        lean_on([Ring(3, 1, 0.1, 0.01)], within=0)
