"""What is really so among the employees: how each of them feels, from the seed and the number alone.

A team's mood goes along with how its technicians do with customers, as far as `TOGETHER` says: half of it is
shared, the rest is the team's own. Neither is the cause of the other here; a study should find how far they
go together, and nothing more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from random import Random
from statistics import fmean
from typing import Final

from extramile.demo.plan import Plan
from extramile.demo.truth import SEED, chances_of

TOGETHER: Final = 0.6  # correlation of a team's mood with its technicians' true chances
TEAM_PART: Final = 0.55  # of an employee's feeling; the rest is their own
AVERAGE, SPREAD = 0.635, 0.075  # of the mean chance of a team's technicians
LAYER: Final = {"manager": 0.5, "coach": 0.3, "": 0.0}
# What the company as a whole feels at each round: better after the tools came.
ROUNDS: Final = (-0.1, 0.0, 0.15, 0.2, 0.25)
TURNOUT: Final = 0.78
# Here everybody takes part each time: the same people again, so that their centre is told each time.
ALWAYS_ALL: Final = frozenset({"C-GRO9-M", "C-GRO9-W"})
MIDDLE, STEP = 7.55, 1.75  # of the score on 0 to 10
STATEMENTS: Final = ("people", "ideas", "results", "order")


@dataclass(frozen=True, slots=True)
class Voter:
    """An employee of the demo, before anything is stored."""

    number: str
    team: str
    role: str


@lru_cache(maxsize=8)
def moods(plan: Plan) -> Mapping[str, float]:
    """Unit -> its mood, about standard normal."""
    places: dict[str, list[float]] = {}
    for one in plan.technicians:
        chances = chances_of(one.number, region=one.region, centre=one.centre)
        places.setdefault(one.team, []).append(chances.promoter)
    found = {}
    for team, known in places.items():
        own = Random(f"{SEED}:mood:{team}").gauss(0, 1)  # noqa: S311
        shared = (fmean(known) - AVERAGE) / SPREAD
        found[team] = TOGETHER * shared + sqrt(1 - TOGETHER**2) * own
    return found


def feeling(voter: Voter, plan: Plan, *, round_number: int) -> float:
    """How somebody feels at a round: most of it stays the same from round to round."""
    team = moods(plan).get(voter.team, 0.3)
    own = Random(f"{SEED}:own:{voter.number}").gauss(0, 1)  # noqa: S311
    now = Random(f"{SEED}:now:{voter.number}:{round_number}").gauss(0, 1)  # noqa: S311
    alone = 0.85 * own + 0.52 * now
    return TEAM_PART * team + sqrt(1 - TEAM_PART**2) * alone + LAYER.get(voter.role, 0) + ROUNDS[round_number]


def votes(voter: Voter, feels: float, *, round_number: int) -> bool:
    """Whoever feels better takes part a little more often."""
    if voter.team in ALWAYS_ALL:
        return True
    chance = Random(f"{SEED}:turnout:{voter.number}:{round_number}").random()  # noqa: S311
    return chance < TURNOUT + 0.05 * max(-1.0, min(1.0, feels))


def score(feels: float) -> int:
    """0 to 10."""
    return max(0, min(10, round(MIDDLE + STEP * feels)))


# How far each question of the pulse lies from the middle, and how much it follows the feeling.
PULSE: Final = {
    "energy": (3.5, 0.8),
    "dedication": (4.2, 0.5),
    "absorption": (3.8, 0.5),
    "clarity": (3.4, 0.5),
    "tools": (2.7, 0.5),
    "appreciation": (3.0, 0.8),
    "growth": (3.2, 0.7),
    "team": (4.1, 0.7),
    "customer": (3.9, 0.7),
}


def rating(question: str, feels: float, random: Random) -> int:
    middle, follows = PULSE[question]
    return max(1, min(5, round(middle + follows * feels + random.gauss(0, 0.6))))


# A hundred points over four statements, as the layers would divide them: now, and as they wish it.
NOW: Final = {"": (22, 13, 30, 35), "manager": (32, 18, 32, 18), "staff": (25, 16, 29, 30)}
WISHED: Final = {"": (36, 22, 20, 22), "manager": (34, 26, 24, 16), "staff": (34, 24, 20, 22)}


def points(layer: str, moment: str, random: Random) -> dict[str, int]:
    """Divided around what the layer means, in steps of five, making a hundred."""
    means: Sequence[int] = (NOW if moment == "now" else WISHED).get(layer, NOW[""])
    weights = [random.gammavariate(mean / 6, 1) for mean in means]
    steps = [round(20 * weight / sum(weights)) for weight in weights]
    steps[steps.index(max(steps))] += 20 - sum(steps)
    return {key: 5 * step for key, step in zip(STATEMENTS, steps, strict=True)}
