"""The limits are where the statistic changes sides, however they were found, and a few steps find them."""

import math
from collections.abc import Callable
from statistics import NormalDist

import pytest

from extramile.stats import nps_interval, nps_intervals, tango

# Very one-sided or large: there Newton's steps lead astray, or the statistic's own rounding is in their way.
HARD = [
    (0, 0, 1),
    (1, 0, 0),
    (0, 7, 0),
    (0, 0, 40),
    (70, 3, 1_215_662),
    (0, 1, 4_299),
    (2, 4, 8_846),
    (0, 1, 9),
]
LARGE = [(700_000, 200_000, 100_000), (1, 9_999_998, 1), (5_012_337, 0, 0), (9, 1, 21_158)]
GROUPS = (
    [(p, n - p - d, d) for n in range(1, 13) for p in range(n + 1) for d in range(n - p + 1)] + HARD + LARGE
)
LEVELS = [0.1, 0.5, 0.8, 0.95, 0.999]


def statistic(three: tuple[int, int, int], score: float) -> float:
    """Tango's, as published: the detractors' share is the root of a square equation."""
    promoters, passives, detractors = three
    n = promoters + passives + detractors
    b = (2 * n - promoters + detractors) * score - promoters - detractors
    c = -detractors * score * (1 - score)
    share = (math.sqrt(max(b * b - 8 * n * c, 0)) - b) / (4 * n)
    deviation = math.sqrt(max(n * (2 * share + score * (1 - score)), 0))
    over = promoters - detractors - n * score
    return over / deviation if deviation else math.copysign(math.inf, over) if over else 0.0


def limits(three: tuple[int, int, int], level: float) -> tuple[float, float]:
    """By halving alone."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    estimate = (three[0] - three[2]) / sum(three)
    low = -1.0 if estimate == -1 else _halved(three, -1.0, estimate, target=z)
    high = 1.0 if estimate == 1 else _halved(three, estimate, 1.0, target=-z)
    return low, high


def _halved(three: tuple[int, int, int], left: float, right: float, *, target: float) -> float:
    for _ in range(60):
        middle = (left + right) / 2
        left, right = (middle, right) if statistic(three, middle) > target else (left, middle)
    return (left + right) / 2


class Asked:
    """A function, and how often it was called."""

    def __init__(self, function: Callable[..., object]) -> None:
        self.function, self.times = function, 0

    def __call__(self, *given: object) -> object:
        self.times += 1
        return self.function(*given)


@pytest.mark.parametrize("level", LEVELS)
def test_as_halving_finds_them(level: float) -> None:
    together = nps_intervals(*zip(*GROUPS, strict=True), level=level)
    for three, one in zip(GROUPS, together, strict=True):
        low, high = limits(three, level)
        assert (one.low, one.high) == pytest.approx((low, high), abs=1e-9), three
        alone = nps_interval(*three, level=level)
        assert (alone.low, alone.high) == pytest.approx((low, high), abs=1e-9), three


@pytest.mark.parametrize("astray", [-0.9, 0.9, math.nan])
def test_steps_that_lead_astray_are_noticed(astray: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit counts only where the statistic changes sides."""
    monkeypatch.setattr(tango, "_step", lambda _p, _d, _n, score, _target: score * 0 + astray)
    together = nps_intervals([7, 30, 0, 5], [2, 30, 1, 0], [1, 40, 4, 0])
    for three, one in zip([(7, 2, 1), (30, 30, 40), (0, 1, 4), (5, 0, 0)], together, strict=True):
        assert (one.low, one.high) == pytest.approx(limits(three, 0.95), abs=1e-9)
        alone = tango.limits_of_one(three[0], three[2], sum(three), one.estimate, 1.959963984540054)
        assert alone == pytest.approx(limits(three, 0.95), abs=1e-9)


def test_a_page_does_not_halve(monkeypatch: pytest.MonkeyPatch) -> None:
    """Halving asks the statistic fifty times, and that was an eighth of a whole page."""
    asked = Asked(tango._statistic)
    monkeypatch.setattr(tango, "_statistic", asked)
    nps_intervals([7, 30, 12, 5, 0, 190], [2, 30, 0, 1, 3, 60], [1, 40, 2, 0, 2, 40])
    assert asked.times == 2
    tango.limits_of_one(7, 1, 10, 0.6, 1.96)
    assert asked.times == 6
