"""What is really so in the demo company: each technician's true chances. Tests look for it in the counts.

A technician's chances follow from the seed and the technician's number alone: nothing is stored, and whoever
wants to compare what was counted with what is true asks `chances_of`.
"""

from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final

SEED: Final = 20_260_401
# How often a region's and a centre's own way of working makes a promoter; technicians vary around it.
REGION_LEVEL: Final = {"north": 0.58, "middle": 0.64, "south": 0.69}
CENTRE_SPREAD: Final = 0.05
CONCENTRATION: Final = 18.0  # of a technician's own chance around the centre's: low is more different
DETRACTOR_PART: Final = 0.36  # of those who are no promoters
ANSWER_RATE: Final = 0.25
# Enthusiasts answer a little sooner than the rest, and the angry sooner still.
ANSWER_BY_GROUP: Final = {"promoter": 1.04, "passive": 0.86, "detractor": 1.08}


@dataclass(frozen=True, slots=True)
class Chances:
    """Of the customers who answer: how many are each. They add up to one."""

    promoter: float
    passive: float
    detractor: float

    @property
    def nps(self) -> float:
        return self.promoter - self.detractor


@lru_cache(maxsize=1024)
def chances_of(external_id: str, *, region: str, centre: str, seed: int = SEED) -> Chances:
    """The true chances among answers of one technician."""
    level = REGION_LEVEL[region] + Random(f"{seed}:{centre}").gauss(0, CENTRE_SPREAD)  # noqa: S311
    level = min(0.9, max(0.3, level))
    random = Random(f"{seed}:{external_id}")  # noqa: S311
    promoter = random.betavariate(CONCENTRATION * level, CONCENTRATION * (1 - level))
    part = random.betavariate(12 * DETRACTOR_PART, 12 * (1 - DETRACTOR_PART))
    return Chances(promoter, (1 - promoter) * (1 - part), (1 - promoter) * part)


def draw_group(chances: Chances, random: Random) -> str:
    chance = random.random()
    if chance < chances.promoter:
        return "promoter"
    return "passive" if chance < chances.promoter + chances.passive else "detractor"


SCORES: Final = {
    "promoter": ((9, 10), (0.42, 0.58)),
    "passive": ((7, 8), (0.34, 0.66)),
    "detractor": ((0, 1, 2, 3, 4, 5, 6), (0.05, 0.06, 0.08, 0.12, 0.15, 0.24, 0.30)),
}


def draw_score(group: str, random: Random) -> int:
    scores, weights = SCORES[group]
    return random.choices(scores, weights)[0]
