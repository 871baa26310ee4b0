"""Many teams: exact p-values, and hardly a flag where nothing is wrong."""

import numpy as np
import pytest
from scipy.stats import multivariate_hypergeom

from extramile.stats import benjamini_hochberg, compare_teams, errors
from extramile.stats.counts import Counts
from extramile.stats.many import _Draws
from simulations.changes import flags

SEED = 20_261_122


def test_adjusted_p_values() -> None:
    """Computed by hand: p x m / rank from the largest down, never rising."""
    told = benjamini_hochberg([0.01, 0.04, 0.03, 0.005, np.nan])
    np.testing.assert_allclose(told[:4], [0.02, 0.04, 0.04, 0.02])
    assert np.isnan(told[4])
    assert benjamini_hochberg([]).shape == (0,)


@pytest.mark.parametrize("p_value", [-0.1, 1.1])
def test_chances_that_are_none(p_value: float) -> None:
    with pytest.raises(errors.ImpossibleProbabilityError):
        benjamini_hochberg([0.5, p_value])


@pytest.mark.parametrize(
    ("size", "total"), [(9, (40, 13, 7)), (20, (12, 3, 15)), (5, (5, 0, 9)), (3, (0, 4, 2))]
)
def test_chances_are_exact(size: int, total: tuple[int, int, int]) -> None:
    """Against scipy's multivariate hypergeometric, outcome by outcome."""
    values, chances = _Draws(Counts(*(np.array(float(one)) for one in total)), size).balances(size)
    found = dict(zip(values.astype(int).tolist(), chances.tolist(), strict=True))
    wanted: dict[int, float] = {}
    for praise in range(size + 1):
        for neutral in range(size + 1 - praise):
            complaint = size - praise - neutral
            chance = float(multivariate_hypergeom.pmf([praise, neutral, complaint], list(total), size))
            wanted[praise - complaint] = wanted.get(praise - complaint, 0.0) + chance
    for balance, chance in wanted.items():
        assert found.get(balance, 0.0) == pytest.approx(chance, abs=1e-12)


def test_equal_teams_get_no_flag() -> None:
    """Uncorrected, 99.5 % of such companies would have one (STATISTICS 1.4)."""
    none, _ = flags(bad=0, seed=SEED, runs=100)
    assert none >= 0.90
    _, false = flags(bad=20, seed=SEED, runs=40, answers=300)
    assert false <= 0.10


def test_a_team_that_is_clearly_worse_or_better() -> None:
    promoters, passives, detractors = np.full(20, 70), np.full(20, 20), np.full(20, 10)
    promoters[3], detractors[3] = 20, 60
    promoters[5], detractors[5] = 80, 0
    told = compare_teams(promoters, passives, detractors)
    assert told.verdict[3] == -1
    assert told.verdict[5] == 1
    assert (np.delete(told.verdict, [3, 5]) == 0).all()
    assert told.difference.high[3] < 0 < told.difference.low[5]


def test_the_p_value_of_a_small_team_by_counting() -> None:
    """3 of 3 detractors among 3 in 13: as far off as -3 can be only once in 286 draws."""
    told = compare_teams([0, 10], [0, 0], [3, 0])
    assert told.p_value[0] == pytest.approx(1 / 286)


def test_teams_without_answers_are_not_distinguishable() -> None:
    told = compare_teams([5, 0, 9], [1, 0, 1], [1, 0, 2])
    assert np.isnan(told.p_value[1])
    assert told.verdict[1] == 0


def test_one_team_has_no_rest() -> None:
    with pytest.raises(errors.NoComparisonError, match="because only one team has answers"):
        compare_teams([5, 0], [1, 0], [1, 0])
    with pytest.raises(errors.NoComparisonError, match="because no team has answers"):
        compare_teams([0, 0], [0, 0], [0, 0])


def test_all_answers_alike() -> None:
    told = compare_teams([5, 9], [0, 0], [0, 0])
    np.testing.assert_allclose(told.p_value, 1)
    assert (told.verdict == 0).all()


@pytest.mark.parametrize(
    "counts", [([-1, 2], [1, 1], [1, 1]), ([1, 2], [1], [1, 1]), ([0.5, 2], [1, 1], [1, 1])]
)
def test_wrong_input(counts: tuple[list[float], ...]) -> None:
    with pytest.raises(errors.CountsError):
        compare_teams(*counts)
