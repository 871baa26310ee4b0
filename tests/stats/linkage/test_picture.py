"""Bins of team-waves: a line through them has the slope of `link`."""

import numpy as np
import pytest

from extramile import stats
from extramile.stats.errors import ConstantExposureError, ImpossibleEffectError
from extramile.stats.linkage import binned


def _panel(teams: int = 20, waves: int = 6) -> stats.Panel:
    random = np.random.default_rng(5)
    exposure = random.normal(0, 0.2, (teams, waves)) + random.normal(0, 0.3, (teams, 1))
    return stats.panel_of_tables(exposure, 0.5 * exposure, regions=np.arange(teams) % 2)


def test_points_of_a_true_line_lie_on_it() -> None:
    points = binned(_panel())
    assert len(points) == 10
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    for x, y in points:
        assert y == pytest.approx(0.5 * x, abs=1e-9)


def test_which_of_like_ones_falls_in_which_bin_does_not_hang_on_the_last_digit() -> None:
    """Released scores are rounded, so many team-waves have the same exposure around their norm: another
    processor, that adds up in another order, must not deal them otherwise."""
    random = np.random.default_rng(8)
    exposure = random.integers(0, 2, (20, 6)) * 0.1
    exposure[:, ::2] = exposure[:, 1::2][:, ::-1]
    outcome = random.normal(0, 0.2, exposure.shape)
    told = binned(stats.panel_of_tables(exposure, outcome))
    for seed in range(5):
        noise = np.random.default_rng(seed).normal(0, 1e-15, exposure.shape)
        again = binned(stats.panel_of_tables(exposure + noise, outcome))
        np.testing.assert_allclose(again, told, atol=1e-9)


def test_no_bin_holds_fewer_than_five() -> None:
    assert len(binned(_panel(teams=6, waves=3), bins=10)) == 3


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ImpossibleEffectError):
        binned(_panel(), bins=0)
    flat = stats.panel_of_tables(np.ones((8, 4)), np.ones((8, 4)))
    with pytest.raises(ConstantExposureError):
        binned(flat)


def test_versions_are_told() -> None:
    assert set(stats.versions()) == {"numpy", "scipy"}
