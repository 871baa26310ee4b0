"""Answers by score: counts that add up. A score is only made of them at the last moment, by `stats`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Self

SCORES: Final = range(11)
COLUMNS: Final = tuple(f"s{score}" for score in SCORES)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers with each score 0..10; and, of a unit, how many were asked and answered."""

    scores: tuple[int, ...] = (0,) * 11
    asked: int = 0
    answered: int = 0  # of those asked in the period, how many answered since

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> Self:
        return cls(tuple(counts.get(score, 0) for score in SCORES))

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            tuple(mine + theirs for mine, theirs in zip(self.scores, other.scores, strict=True)),
            self.asked + other.asked,
            self.answered + other.answered,
        )

    def __sub__(self, other: "Tally") -> "Tally":
        """What is left without the other; never below zero, should the other be newer than this one."""
        return Tally(
            tuple(max(mine - theirs, 0) for mine, theirs in zip(self.scores, other.scores, strict=True)),
            self.asked,
            self.answered,
        )

    @classmethod
    def total(cls, tallies: Iterable["Tally"]) -> "Tally":
        rows = [(*tally.scores, tally.asked, tally.answered) for tally in tallies]
        *scores, asked, answered = map(sum, zip(*rows, strict=True)) if rows else (0,) * (len(SCORES) + 2)
        return cls(tuple(scores), asked, answered)

    @property
    def n(self) -> int:
        return sum(self.scores)

    @property
    def detractors(self) -> int:
        return sum(self.scores[:7])

    @property
    def passives(self) -> int:
        return sum(self.scores[7:9])

    @property
    def promoters(self) -> int:
        return sum(self.scores[9:])

    @property
    def groups(self) -> tuple[int, int, int]:
        """(promoters, passives, detractors), as `stats` wants them."""
        return (self.promoters, self.passives, self.detractors)

    @property
    def response_rate(self) -> float | None:
        return self.answered / self.asked if self.asked else None
