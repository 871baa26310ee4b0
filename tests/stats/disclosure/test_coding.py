"""What is told of a group's answers."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import sparse

from extramile.stats.disclosure import (
    Band,
    CodedFigure,
    band,
    coded_mean,
    coded_nps,
    coded_points,
    log_ratio_differences,
)
from extramile.stats.disclosure.attacks.answers import of_one_figure
from extramile.stats.disclosure.coding import end_of, rounded, share_step_of, step_of, told, told_of
from extramile.stats.disclosure.consistent import Program, Told, balance
from extramile.stats.disclosure.errors import NotPossibleError, TooFewError
from extramile.stats.disclosure.groups import Kind

KINDS: tuple[Kind, ...] = ("node", "attribute")


def outcomes(n: int) -> list[tuple[int, int, int]]:
    return [(p, n - p - d, d) for p in range(n + 1) for d in range(n + 1 - p)]


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [
        (5, 5, 9),
        (9, 5, 9),
        (10, 10, 14),
        (19, 15, 19),
        (20, 20, 29),
        (49, 30, 49),
        (99, 50, 99),
        (100, 100, 199),
        (499, 200, 499),
        (60_000, 50_000, 99_999),
    ],
)
def test_bands(n: int, low: int, high: int) -> None:
    assert band(n) == Band(low, high)


@pytest.mark.parametrize(
    ("value", "step", "told"), [("2.5", 5, 5), ("-2.5", 5, -5), ("7.4", 5, 5), ("-15", 10, -20)]
)
def test_halves_go_away_from_zero(value: str, step: int, told: int) -> None:
    assert rounded(Fraction(value), step) == told


def everybody(n: int, kind: Kind) -> dict[CodedFigure, list[tuple[int, int, int]]]:
    """Of each figure all the outcomes that are told as it."""
    found: dict[CodedFigure, list[tuple[int, int, int]]] = {}
    for outcome in outcomes(n):
        found.setdefault(coded_nps(*outcome, kind=kind), []).append(outcome)
    return found


@pytest.mark.parametrize("n", [*range(5, 24), 49, 50, 51, 99, 200])
def test_nobody_follows_from_one_figure(n: int) -> None:
    """With the number of answers known to the head, somebody may be of each kind and nobody need be."""
    for kind in KINDS[: 1 if n < 10 else 2]:
        for figure, alike in everybody(n, kind).items():
            for number in range(3):
                counts = [outcome[number] for outcome in alike]
                assert max(counts) > 0, (n, kind, figure)
                assert min(counts) < n, (n, kind, figure)


@pytest.mark.parametrize("n", [5, 10, 23, 50])
def test_the_program_agrees_with_trying_all(n: int) -> None:
    for figure, alike in list(everybody(n, "node").items())[::9]:
        read = Told("node", n, figure)
        assert of_one_figure(read) == ()
        balances = [promoters - detractors for promoters, _, detractors in alike]
        low, high = balance(read)
        assert low <= min(balances) <= max(balances) <= high
        assert figure.shares or (low, high) == (min(balances), max(balances))


def test_without_the_ends_kept_back_everybody_follows() -> None:
    """The attack of the two tests above can succeed: five promoters told as 100."""
    kept = coded_nps(5, 0, 0, kind="node")
    program = Program(sparse.csr_array([[1]]), np.array([5]), [Told("node", 5, kept)])
    program.low[0, 0] = 5  # as if it said: a hundred
    assert program.other(0, "promoter", nodes=100) is False


@pytest.mark.parametrize(
    ("n", "end"), [(5, 20), (9, 20), (14, 20), (15, 40), (19, 40), (20, 60), (49, 60), (50, 80)]
)
def test_nothing_is_told_beyond_the_ends_and_the_ends_mean_what_they_say(n: int, end: int) -> None:
    for outcome in outcomes(n):
        figure = coded_nps(*outcome, kind="node")
        score = Fraction(100 * (outcome[0] - outcome[2]), n)
        assert abs(figure.points) <= end
        assert figure.top_coded == (figure.points == end) == (score >= end)
        assert figure.bottom_coded == (figure.points == -end) == (score <= -end)
        assert figure.shares is None


@pytest.mark.parametrize("kind", KINDS)
def test_many_sums_at_once_are_told_as_one_by_one(kind: Kind) -> None:
    for n in (10, 19, 20, 33, 100, 101):
        step, end = step_of(n, kind), end_of(n, kind)
        sums = np.arange(-n, n + 1)
        one_by_one = [told(Fraction(100 * number, n), step, end) for number in sums.tolist()]
        assert told_of(100 * sums, n, step, end).tolist() == one_by_one


def test_promoters_and_detractors_mirror() -> None:
    for outcome in outcomes(13):
        there, back = coded_nps(*outcome, kind="node"), coded_nps(*reversed(outcome), kind="node")
        assert (there.points, there.low, there.high) == (-back.points, -back.high, -back.low)


def test_the_interval_follows_from_figure_and_band_alone() -> None:
    for kind in KINDS:
        seen: dict[tuple[int, Band], tuple[int, int]] = {}
        for n in range(10, 60):
            for outcome in outcomes(n)[::7]:
                figure = coded_nps(*outcome, kind=kind)
                limits = seen.setdefault((figure.points, figure.band), (figure.low, figure.high))
                assert limits == (figure.low, figure.high)


@pytest.mark.parametrize("n", [5, 9, 10, 19, 20, 40])
@pytest.mark.parametrize("truth", [(0.7, 0.2, 0.1), (0.9, 0.08, 0.02), (0.4, 0.3, 0.3), (0.34, 0.33, 0.33)])
def test_intervals_hold_the_truth_at_least_as_often_as_they_say(
    n: int, truth: tuple[float, float, float]
) -> None:
    from math import lgamma, log

    score, held = 100 * (truth[0] - truth[2]), 0.0
    for outcome in outcomes(n):
        figure = coded_nps(*outcome, kind="node")
        if figure.low <= score <= figure.high:
            chance = lgamma(n + 1) + sum(
                count * log(share) - lgamma(count + 1) for count, share in zip(outcome, truth, strict=True)
            )
            held += 2.718281828459045**chance
    assert held >= 0.95


def test_means_stay_away_from_the_ends() -> None:
    assert coded_mean(25, 5, lowest=1, highest=5, kind="node").points == 60
    assert coded_mean(75, 15, lowest=1, highest=5, kind="node").points == 70
    assert coded_mean(5, 5, lowest=1, highest=5, kind="node").bottom_coded
    assert coded_mean(100, 20, lowest=1, highest=5, kind="attribute").points == 80
    assert coded_mean(Fraction(7, 2) * 60, 60, lowest=1, highest=5, kind="node").points == 65


@pytest.mark.parametrize("n", [5, 9])
def test_of_few_nothing_is_told(n: int) -> None:
    with pytest.raises(TooFewError):
        coded_nps(n - 1 if n == 5 else n, 0, 0, kind="node" if n == 5 else "attribute")
    with pytest.raises(TooFewError):
        coded_points((100 * n, 0), n, kind="node")


def test_impossible_sums() -> None:
    with pytest.raises(NotPossibleError):
        coded_mean(30, 5, lowest=1, highest=5, kind="node")
    with pytest.raises(NotPossibleError):
        coded_points((500, 499), 10, kind="node")
    with pytest.raises(NotPossibleError):
        coded_nps(-1, 5, 5, kind="node")


def test_log_ratios_of_equal_divisions_differ_by_nothing() -> None:
    same = coded_points((400, 300, 200, 100), 10, kind="node")
    for difference in log_ratio_differences(same, same, same_people=True):
        assert difference.estimate == 0
        assert difference.low < 0 < difference.high
        assert not difference.is_distinguishable


def test_log_ratios_tell_large_groups_apart() -> None:
    one = coded_points((60_000, 20_000, 10_000, 10_000), 1_000, kind="node")
    two = coded_points((20_000, 60_000, 10_000, 10_000), 1_000, kind="node")
    first, second, third, _ = log_ratio_differences(one, two, same_people=False)
    assert first.low > 0 > second.high
    assert not third.is_distinguishable
    assert first.estimate == pytest.approx(
        1.0986, abs=1e-4
    )  # ln 3: of 60 against 20, the others as they were


def test_steps_are_never_finer_than_agreed() -> None:
    for n in range(5, 2_000):
        for kind in KINDS:
            assert step_of(n, kind) >= (5 if kind == "node" else 10)
            assert share_step_of(n, kind) >= (5 if kind == "node" else 10)
