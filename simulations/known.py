"""Do the known companies of the demo, drawn anew, give the class of evidence that is right?

Without a database: employees' figures are coded as a released table tells them, every team in every wave.
"""

from collections.abc import Iterator
from math import inf
from random import Random

from extramile.demo.known.worlds import (
    BEGIN,
    PERIODS,
    THREE,
    Size,
    Truth,
    World,
    answers,
    scores,
    world,
)
from extramile.stats import LinkageClass, Panel, RolloutEffect, link, panel_of_tables, rollout_effect
from extramile.stats.disclosure import coded_nps
from extramile.stats.errors import CannotTellError
from simulations.gates import Gate

PAGE = "known-companies"
ALPHA = 0.05
RIGHT = {
    Truth.EFFECT: LinkageClass.WITHIN,
    Truth.NONE: LinkageClass.NO_LINK,
    Truth.CONFOUNDER: LinkageClass.BETWEEN_ONLY,
    Truth.REVERSE: LinkageClass.LEAD_FIRES,
    Truth.FEW_TEAMS: None,
    Truth.ROLLOUT: LinkageClass.NO_LINK,
}
Starts = list[int | None]


def gates(*, seed: int, scale: float) -> Iterator[Gate]:
    runs = max(round(200 * scale), 10)
    for number, truth in enumerate(Truth):
        seen = share_right(truth, size=Size(), seed=seed + 1000 * number, runs=runs)
        name = f"{truth}: {SAYS[truth]}"
        yield Gate(name=name, seen=seen, low=0.95, seed=seed + 1000 * number, runs=runs)


SAYS = {
    Truth.EFFECT: "a rise goes before customers' rise",
    Truth.NONE: "no link",
    Truth.CONFOUNDER: "between teams alone",
    Truth.REVERSE: "no direction",
    Truth.FEW_TEAMS: "cannot tell",
    Truth.ROLLOUT: "no link, and the lots' effect found with no trend before",
}


def share_right(truth: Truth, *, size: Size, seed: int, runs: int) -> float:
    """How often a company drawn anew is told rightly."""
    return sum(is_right(truth, size=size, seed=seed + run) for run in range(runs)) / runs


def is_right(truth: Truth, *, size: Size, seed: int) -> bool:
    drawn = world(truth, seed=seed)
    starts = lots(drawn, Random(f"{seed}:lots"))  # noqa: S311
    said = measured(drawn, starts, size=size, seed=seed)
    found = class_of(panel_of(drawn, said, size=size), seed=seed)
    return found is RIGHT[truth] and (truth is not Truth.ROLLOUT or is_earned(drawn, said, starts, seed=seed))


def lots(drawn: World, random: Random) -> Starts:
    """Of each three teams that are alike one begins early, one later, one waits."""
    if drawn.truth is not Truth.ROLLOUT:
        return [None] * len(drawn.regions)
    threes = len(drawn.regions) // THREE
    return [start for _ in range(threes) for start in random.sample([*BEGIN, None], THREE)]


def measured(drawn: World, starts: Starts, *, size: Size, seed: int) -> list[list[float]]:
    """The measured NPS of each team and period."""
    return [
        [
            _score(list(answers(drawn, team, period, began=began, size=size, seed=seed)))
            for period in range(PERIODS)
        ]
        for team, began in enumerate(starts)
    ]


def _score(given: list[int]) -> float:
    return (sum(score >= 9 for score in given) - sum(score <= 6 for score in given)) / len(given)


def told(mood: float, people: int) -> float:
    """The eNPS of a team as a released table tells it."""
    given = scores(mood, people)
    promoters, detractors = sum(score >= 9 for score in given), sum(score <= 6 for score in given)
    return coded_nps(promoters, people - promoters - detractors, detractors, kind="node").points / 100


def panel_of(drawn: World, said: list[list[float]], *, size: Size) -> Panel:
    exposure = [[told(mood, size.people) for mood in moods] for moods in drawn.moods]
    return panel_of_tables(exposure, [row[1:] for row in said], regions=list(drawn.regions))


def class_of(panel: Panel, *, seed: int) -> LinkageClass | None:
    """None: it cannot be told."""
    try:
        return link(panel, seed=seed, draws=199, bootstrap_draws=1).linkage_class
    except CannotTellError:
        return None


def is_earned(drawn: World, said: list[list[float]], starts: Starts, *, seed: int) -> bool:
    """What began by lot is seen, and was not seen before it began."""
    found = found_by_lot(drawn, said, starts, seed=seed)
    is_calm = found.pre_trend is not None and found.pre_trend.p_value > ALPHA
    return is_calm and found.permutation_p <= ALPHA and found.effect.low > 0


def found_by_lot(drawn: World, said: list[list[float]], starts: Starts, *, seed: int) -> RolloutEffect:
    begun = [inf if start is None else start for start in starts]
    return rollout_effect(said, begun, seed=seed, regions=list(drawn.regions), draws=99)
