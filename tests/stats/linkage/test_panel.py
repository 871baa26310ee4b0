"""Panels from counts: what is left out, and how sure a cell is."""

import numpy as np
import pytest

from extramile.stats import count_cells, errors, panel_of_counts


def test_cells_of_few_employees_are_left_out() -> None:
    panel = panel_of_counts(([[3, 2]], [[1, 1]], [[1, 1]]), ([[7, 0]], [[2, 0]], [[1, 0]]))
    np.testing.assert_allclose(panel.exposure, [[0.4, np.nan]])
    np.testing.assert_allclose(panel.outcome, [[0.6, np.nan]])


def test_the_sampling_variance_is_the_true_one() -> None:
    random = np.random.default_rng(1)
    counts = random.multinomial(9, (0.4, 0.31, 0.29), size=(20_000, 1))
    panel = panel_of_counts(tuple(np.moveaxis(counts, -1, 0)), tuple(np.moveaxis(counts, -1, 0)))
    assert panel.exposure_variance is not None
    assert panel.exposure_variance.mean() == pytest.approx(panel.exposure.var(), rel=0.03)


def test_answers_are_counted_by_cell() -> None:
    random = np.random.default_rng(2)
    teams, waves, scores = random.integers(0, 4, 500), random.integers(0, 3, 500), random.integers(0, 11, 500)
    promoters, passives, detractors = count_cells(teams, waves, scores, teams_count=4, waves_count=3)
    here = scores[(teams == 2) & (waves == 1)]
    assert promoters[2, 1] == (here >= 9).sum()
    assert passives[2, 1] == ((here >= 7) & (here <= 8)).sum()
    assert detractors[2, 1] == (here <= 6).sum()
    assert (promoters + passives + detractors).sum() == 500


@pytest.mark.parametrize("broken", [-1, 0.5, float("nan")])
def test_counts_that_are_none(broken: float) -> None:
    fine = np.full((2, 3), 9.0)
    spoilt = fine.copy()
    spoilt[1, 1] = broken
    with pytest.raises(errors.CountsError):
        panel_of_counts((spoilt, fine, fine), (fine, fine, fine))


@pytest.mark.parametrize(
    ("teams", "waves", "scores", "says"),
    [
        ([0], [0], [11], "scores"),
        ([0], [0], [7.5], "scores"),
        ([4], [0], [9], "teams"),
        ([0], [-1], [9], "waves"),
    ],
)
def test_answers_of_nowhere_are_refused(
    teams: list[int], waves: list[int], scores: list[float], says: str
) -> None:
    with pytest.raises(errors.MeasureError, match=says):
        count_cells(teams, waves, scores, teams_count=4, waves_count=3)
