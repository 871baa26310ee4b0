"""What kind of sentence the data can carry. The words are elsewhere; here is what they may not say."""

from dataclasses import dataclass
from enum import StrEnum


class LinkageClass(StrEnum):
    """STATISTICS 3.6, point 5."""

    BETWEEN_ONLY = "between_only"
    """(a) Teams with a higher exposure tend to have a higher outcome; it could be shared causes."""
    WITHIN = "within"
    """(b) When a team's exposure rose, its outcome was higher than the team's own norm in the next period."""
    LEAD_FIRES = "lead_fires"
    """(c) The outcome also precedes the exposure: the direction is not established."""
    NO_LINK = "no_link"
    """(d) No link detected; effects above the minimum detectable one are unlikely."""

    @property
    def may_say_leads_to(self) -> bool:
        """Whether "goes before" or "leads to" may be written at all: never where the lead placebo fires."""
        return self is LinkageClass.WITHIN

    @property
    def may_say_causes(self) -> bool:
        """Never from observing: "causes" and "drives" are earned by a randomised or staggered rollout."""
        return False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts that decide what may be said; the class follows from them and cannot be chosen.

    Attributes
    ----------
    within, permutation : float
        P-values of the slope within teams: the primary test, and permuted trajectories. Both must agree.
    lead : float or None
        P-value of the lead placebo; None when it could not be run: then direction is not established either.
    between : float or None
        P-value of the slope between teams; None when it could not be estimated.
    direction : int
        +1, 0, -1: sign of the slope within teams.
    level : float
        Confidence level of each test.
    """

    within: float
    permutation: float
    lead: float | None
    between: float | None
    direction: int
    level: float

    @property
    def within_is_sure(self) -> bool:
        """Whether both tests of the slope within teams reject chance."""
        return max(self.within, self.permutation) <= self._alpha

    @property
    def lead_fires(self) -> bool:
        """Whether the outcome precedes the exposure."""
        return self.lead is not None and self.lead <= self._alpha

    @property
    def linkage_class(self) -> LinkageClass:
        if self.lead_fires or (self.within_is_sure and self.lead is None):
            return LinkageClass.LEAD_FIRES
        if self.within_is_sure:
            return LinkageClass.WITHIN
        if self.between is not None and self.between <= self._alpha:
            return LinkageClass.BETWEEN_ONLY
        return LinkageClass.NO_LINK

    @property
    def _alpha(self) -> float:
        return 1 - self.level
