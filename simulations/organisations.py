"""Made-up organisations: 10 regions of 20 teams of 25 employees, their answers drawn from latent opinions."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from extramile.stats.counts import Floats

REGIONS: Final = 10
TEAMS: Final = 200
EMPLOYEES: Final = 5_000
# Standard deviations on the logit scale, of employees, teams and regions.
SPREAD: Final = (0.40, 0.25, 0.10)
# Shape of the negative binomial that numbers of answers follow: the unevenness of the design basis, where
# plain scores miss by .33 at a mean of 12 answers and by .094 at 200.
UNEVEN: Final = 1.25

Shape: TypeAlias = Literal["normal", "heavy", "none"]


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation whose true scores are known.

    Attributes
    ----------
    counts : answers of each employee: promoters, passives, detractors
    parents : of employees, teams, regions and the company, as `pool_tree` wants them
    truth : the true score of each employee, -1 to +1
    """

    counts: NDArray[np.int64]
    parents: NDArray[np.int64]
    truth: Floats


def organisation(
    generator: np.random.Generator,
    *,
    answers: float,
    shares: tuple[float, float, float] = (0.7, 0.2, 0.1),
    shape: Shape = "normal",
) -> Organisation:
    """One organisation: employees' numbers of answers differ widely about their mean.

    Parameters
    ----------
    generator : numpy.random.Generator
    answers : mean number of answers of an employee
    shares : promoters, passives and detractors of an average employee
    shape : opinions of employees about their team: normal, heavy-tailed (t with 3 degrees of freedom), or
        no differences at all
    """
    team = np.repeat(np.arange(TEAMS), EMPLOYEES // TEAMS)
    region = np.repeat(np.arange(REGIONS), TEAMS // REGIONS)
    employee_sd, team_sd, region_sd = SPREAD if shape != "none" else (0.0, 0.0, 0.0)
    lift = region_sd * generator.standard_normal(REGIONS)[region][team]
    lift += team_sd * generator.standard_normal(TEAMS)[team]
    if shape == "heavy":
        lift += employee_sd * generator.standard_t(3, EMPLOYEES) / 3**0.5
    else:
        lift += employee_sd * generator.standard_normal(EMPLOYEES)
    promoters, passives, _ = shares
    up = _logistic(_logit(promoters) + lift)
    not_down = _logistic(_logit(promoters + passives) + lift)
    chances = np.column_stack([up, not_down - up, 1 - not_down])
    n = np.maximum(generator.negative_binomial(UNEVEN, UNEVEN / (UNEVEN + answers), EMPLOYEES), 1)
    top = EMPLOYEES + TEAMS + REGIONS
    parents = np.concatenate([EMPLOYEES + team, EMPLOYEES + TEAMS + region, [top] * REGIONS, [-1]])
    return Organisation(generator.multinomial(n, chances), parents, up - (1 - not_down))


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _logistic(value: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-value)))
