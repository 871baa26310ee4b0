"""A study that is read after every wave is tested every time: how often so far, and what that costs. Pure."""

from dataclasses import dataclass

from extramile import stats


@dataclass(frozen=True, slots=True)
class Readings:
    """`over`: waves of which the customers' window is over. `first`: with how many of them it was read first.
    `most`: how many it takes, the newest."""

    over: int
    first: int
    most: int

    @property
    def number(self) -> int:
        return max(self.over - self.first + 1, 1)

    def any_alarm(self, *, level: float) -> float | None:
        """The chance that one of them or more calls something that is not there; None of a single one."""
        if self.number == 1:
            return None
        return stats.chance_of_any_alarm(
            [self._seen(waves) for waves in range(self.first, self.over + 1)], level=level
        )

    def _seen(self, waves: int) -> float:
        """What tells, within teams: one wave is needed to know what is usual. Past the most, each wave takes
        the place of an old one: two readings have as much in common as where that share of all is new."""
        return (min(waves, self.most) - 1) * (self.most / (self.most - 1)) ** max(waves - self.most, 0)
