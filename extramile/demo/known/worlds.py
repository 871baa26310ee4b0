"""What is true in each of the known companies: what teams feel, and what customers say of them.

Pure. Teams come in fours, in one region: moods go up in two of them as they go down in the other two, and of
either two the customers of one have the luck that those of the other lack. Where something new begins by lot,
each of the four stands for three teams that are alike, one for each lot: their customers answer alike until
then, and afterwards as the lot does that a team drew. So luck, moods and beginnings do not go together by
chance, as they do in one company out of seven where they are drawn freely (three tests of one in twenty), and
whichever team draws which lot, what a study finds is the same: what was put there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import count
from random import Random
from statistics import NormalDist
from typing import Final

SEED: Final = 20_261_122
FOUR: Final = 4
THREE: Final = 3  # fours of a region; lots
REGIONS: Final = 2
PER_REGION: Final = THREE * FOUR  # teams
WAVES: Final = 7
PERIODS: Final = WAVES + 1  # of customers: the first one before the first wave
FEW: Final = FOUR  # teams of the company that has too few
MIDDLE, STEP = 7.55, 1.75  # of a score from 0 to 10 and of one step of feeling
MIDDLING: Final = 0.2  # the company's NPS, -1 to +1
PASSIVES: Final = 0.2
MOOD: Final = 0.8  # how much a team's mood changes from wave to wave, in spreads of its people
LUCK: Final = 0.15  # how much customers' scores do, -1 to +1
CALM: Final = 0.6  # of that luck, where lots are drawn: teams that are alike have it together anyway
SEASON: Final = 0.04
WORTH: Final = 0.2  # of a mood, to the customers after it
TRAIT: Final = 1.2  # of the best-led team above the middle, in spreads of people
TRAIT_WORTH: Final = 0.17  # the same to its customers
ECHO: Final = 6.0  # of customers' luck, in the mood after it
GAIN: Final = 0.22  # of a new way of working
BEGIN: Final = (3, 5)  # periods with which it begins, by lot; a third of the teams wait


class Truth(StrEnum):
    """What is so, and what a study should say of it."""

    EFFECT = "effect"  # a team's mood goes before its customers'
    NONE = "none"  # neither knows of the other
    CONFOUNDER = "confounder"  # a lasting trait of a team lifts both, and that is all
    REVERSE = "reverse"  # what customers said comes back in the next wave's mood
    FEW_TEAMS = "few-teams"  # as the first, with four teams
    ROLLOUT = "rollout"  # as the second; a new way of working began in some teams, and lifts customers


@dataclass(frozen=True, slots=True)
class Size:
    """`people` take part of each team, every time; `answers` of customers a team and wave."""

    people: int = 22
    answers: int = 100


@dataclass(frozen=True, slots=True)
class World:
    """One draw of a company.

    `regions`: of each team. `moods`: team x wave, around the middle, in spreads of what a team's people feel.
    `levels`: team x period, the true NPS, -1 to +1, without what is new: period 0 is before the first wave,
    the others follow one each.
    """

    truth: Truth
    regions: tuple[int, ...]
    moods: tuple[tuple[float, ...], ...]
    levels: tuple[tuple[float, ...], ...]


def world(truth: Truth, *, seed: int = SEED) -> World:
    """Teams in the order of their regions."""
    random = Random(f"{seed}:{truth}")  # noqa: S311
    teams = FEW if truth is Truth.FEW_TEAMS else REGIONS * PER_REGION
    regions = tuple(number // PER_REGION for number in range(teams))
    seasons = [[random.gauss(0, SEASON) for _ in range(PERIODS)] for _ in range(REGIONS)]
    told = _by_lot if truth is Truth.ROLLOUT else _fours
    members = [one for _, one in zip(regions, told(truth, random), strict=False)]
    levels = [
        tuple(bounded(MIDDLING + sum(both)) for both in zip(seasons[region], one.customers, strict=True))
        for one, region in zip(members, regions, strict=True)
    ]
    return World(truth, regions, tuple(tuple(one.moods) for one in members), tuple(levels))


@dataclass(frozen=True, slots=True)
class _Team:
    """Moods wave by wave, and how far customers are above the middle period by period."""

    moods: list[float]
    customers: list[float]


def _fours(truth: Truth, random: Random) -> Iterator[_Team]:
    for number in count():
        yield from _four(truth, number % THREE - 1, random)


def _by_lot(truth: Truth, random: Random) -> Iterator[_Team]:
    """Each of a region's four three times, beside each other: lots are drawn among neighbours."""
    while True:
        for one in _four(truth, 0, random):
            yield from (one,) * THREE


def _four(truth: Truth, place: int, random: Random) -> Iterator[_Team]:
    """`place`: -1, 0 or 1: as far below the region's middle as above it."""
    trait = TRAIT * place if truth is Truth.CONFOUNDER else random.gauss(0, 0.3)
    lasting = TRAIT_WORTH * place if truth is Truth.CONFOUNDER else 0.0
    scatter = LUCK * (CALM if truth is Truth.ROLLOUT else 1)
    own = random.gauss(0, scatter / 2)
    luck = [random.gauss(0, scatter) for _ in range(PERIODS)]
    moods = [random.gauss(0, MOOD) for _ in range(WAVES)]
    for up in (1, -1):
        for lucky in (1, -1):
            yield _told(
                truth,
                trait,
                lasting + lucky * own,
                [lucky * one for one in luck],
                [up * one for one in moods],
            )


def _told(truth: Truth, trait: float, lasting: float, luck: list[float], moods: list[float]) -> _Team:
    felt = [ECHO * before for before in luck[:-1]] if truth is Truth.REVERSE else moods
    worth = WORTH if truth in {Truth.EFFECT, Truth.FEW_TEAMS} else 0.0
    customers = [lasting + happened + worth * mood for happened, mood in zip(luck, [0.0, *felt], strict=True)]
    return _Team([trait + mood for mood in felt], customers)


def answers(
    world: World, team: int, period: int, *, began: int | None, size: Size, seed: int
) -> Iterator[int]:
    """What a team's customers answer in a period. `began`: that with which its new way of working began.

    The chance they go by is the team's own, or that of the teams which are alike and drew the same lot.
    """
    alike = team // THREE if world.truth is Truth.ROLLOUT else team
    lot = began if period >= BEGIN[0] else None
    random = Random(f"{seed}:customers:{period}:{alike}:{lot}")  # noqa: S311
    gained = GAIN if began is not None and period >= began else 0.0
    for _ in range(size.answers):
        yield customer_score(world.levels[team][period] + gained, random)


def bounded(level: float) -> float:
    """A level that leaves somebody of every kind."""
    most = 0.97 * (1 - PASSIVES)
    return max(-most, min(most, level))


@lru_cache(maxsize=8)
def _spread(people: int) -> tuple[float, ...]:
    """How the people of a team feel beside each other, the same in every team."""
    normal = NormalDist()
    return tuple(normal.inv_cdf((number + 0.5) / people) for number in range(people))


def scores(mood: float, people: int) -> list[int]:
    """What each of a team answers to "how likely would you recommend working here", 0 to 10."""
    return [max(0, min(10, round(MIDDLE + STEP * (mood + own)))) for own in _spread(people)]


SCORES: Final = {
    "promoter": ((9, 10), (0.42, 0.58)),
    "passive": ((7, 8), (0.34, 0.66)),
    "detractor": ((0, 1, 2, 3, 4, 5, 6), (0.05, 0.06, 0.08, 0.12, 0.15, 0.24, 0.30)),
}


def customer_score(level: float, random: Random) -> int:
    """What one customer answers, 0 to 10, where the true NPS is this."""
    promoter = (1 - PASSIVES + bounded(level)) / 2
    chance = random.random()
    group = "promoter" if chance < promoter else "passive" if chance < promoter + PASSIVES else "detractor"
    values, weights = SCORES[group]
    return random.choices(values, weights)[0]
