"""How far scores lie apart by themselves: against what was put in."""

import numpy as np
import pytest

from extramile.stats import errors, spread_of_counts, spread_of_scores
from extramile.stats.spreads import wander_of_scores


def test_the_spread_within_teams_is_what_was_put_in() -> None:
    random = np.random.default_rng(4)
    scores = random.normal(0, 0.2, (80, 1)) + random.normal(0, 0.1, 9) + random.normal(0, 0.05, (80, 9))
    scores[3, 4] = scores[7, :6] = np.nan
    assert spread_of_scores(scores) == pytest.approx(0.05, rel=0.1)
    regions = np.repeat([0, 1], 40)
    scores[40:] += random.normal(0, 0.3, 9)
    assert spread_of_scores(scores, regions=regions) == pytest.approx(0.05, rel=0.1)
    assert spread_of_scores(scores) > 0.1


@pytest.mark.parametrize("lasting", [0.0, 0.4, 0.7])
def test_what_lasts_is_seen_in_a_short_past(lasting: float) -> None:
    found = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        scores = random.normal(0, 0.05, (80, 7))
        for period in range(1, 7):
            scores[:, period] *= np.sqrt(1 - lasting**2)
            scores[:, period] += lasting * scores[:, period - 1]
        scores += random.normal(0, 0.2, (80, 1)) + random.normal(0, 0.1, 7)
        scores[3, 4] = scores[7, :3] = np.nan
        told = wander_of_scores(scores)
        found.append((told.spread, told.lasting))
    spread, seen = np.mean(found, axis=0)
    assert seen == pytest.approx(lasting, abs=0.06)
    assert spread == pytest.approx(0.05, rel=0.1)


def test_few_answers_are_taken_off() -> None:
    found = []
    for seed in range(10):
        random = np.random.default_rng(seed)
        truth, n = random.normal(0.4, 0.06, (60, 8)), random.integers(20, 60, (60, 8))
        share = (truth + 0.8) / 2
        counts = [
            [random.multinomial(n[i, j], [share[i, j], 0.2, 0.8 - share[i, j]]) for j in range(8)]
            for i in range(60)
        ]
        told = spread_of_counts(counts)
        found.append(told.signal**2)
        assert told.answer_variance == pytest.approx(0.8 - 0.16, rel=0.05)
        assert told.answers == pytest.approx(float(1 / (1 / n).mean()))
    assert np.mean(found) ** 0.5 == pytest.approx(0.06, rel=0.15)


def test_too_little_is_refused() -> None:
    with pytest.raises(errors.TooFewWavesError):
        spread_of_scores(np.zeros((5, 2)))
    with pytest.raises(errors.WrongShapeError):
        spread_of_scores([0.1, 0.2])
    with pytest.raises(errors.WrongShapeError):
        spread_of_counts([[1, 2, 3]])
    with pytest.raises(errors.NoAnswersError):
        spread_of_counts(np.zeros((3, 4, 3), dtype=int))
