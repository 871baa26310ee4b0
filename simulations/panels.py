"""Made-up companies of which we know what goes with what: the panels of the linkage simulations."""

from dataclasses import dataclass

import numpy as np

from extramile.stats import Panel, panel_of_counts
from extramile.stats.counts import Floats

FELT = 0.097  # SD within teams of what employees feel, -1...+1: with 9 answers a reliability of about .11
LUCK = 0.07  # SD of what happens to a team's customers in one wave


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is true in a company.

    Attributes
    ----------
    effect : float
        NPS per point that employees *feel*, in the period that follows.
    shared_cause : float
        How much a lasting trait of the team lifts both voices.
    reverse : float
        How much of this period's luck with customers is felt by employees in the next wave.
    """

    teams: int = 200
    waves: int = 8
    regions: int = 10
    employees: int = 9
    customers: int = 300
    effect: float = 0.0
    shared_cause: float = 0.0
    reverse: float = 0.0
    felt: float = FELT
    luck: float = LUCK

    def panel(self, random: np.random.Generator) -> Panel:
        """One draw of the company."""
        shape = (self.teams, self.waves)
        home = np.arange(self.teams) * self.regions // self.teams
        trait, luck = random.normal(0, 1, (self.teams, 1)), random.normal(0, self.luck, shape)
        season = random.normal(0, 0.05, (2, self.regions, self.waves))[:, home]
        felt = random.normal(0, self.felt, shape)
        felt[:, 1:] += self.reverse * luck[:, :-1]
        lasting = random.normal(0, 0.1, (2, self.teams, 1)) + self.shared_cause * 0.1 * trait
        employees = 0.1 + lasting[0] + season[0] + felt
        customers = 0.5 + lasting[1] * 0.5 + season[1] + luck + self.effect * felt
        return panel_of_counts(
            _answers(employees, self.employees, 0.31, random),
            _answers(customers, self.customers, 0.15, random),
            regions=home,
        )


def _answers(
    score: Floats, about: int, passives: float, random: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Counts of answers around a true score; their number scatters as well."""
    most = 0.98 * (1 - passives)
    held = np.clip(score, -most, most)
    shares = np.stack(
        [(1 - passives + held) / 2, np.full(score.shape, passives), (1 - passives - held) / 2], -1
    )
    told = np.maximum(random.poisson(about, score.shape), 5)
    counts = random.multinomial(told, shares).astype(np.float64)
    return counts[..., 0], counts[..., 1], counts[..., 2]
