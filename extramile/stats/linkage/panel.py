"""The table that linkage reads: one cell a team and wave, for each of the two voices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from extramile.stats.counts import Floats, whole
from extramile.stats.errors import (
    MeasureError,
    RepeatedCellError,
    UnequalShapesError,
    WrongShapeError,
)

CountTables: TypeAlias = tuple[ArrayLike, ArrayLike, ArrayLike]
LEAST_ANSWERS = 5  # STATISTICS 3.6: of employees; fewer say little and are not shown to anyone either


@dataclass(frozen=True, slots=True)
class Panel:
    """Two measures of the same teams in the same waves.

    Attributes
    ----------
    exposure, outcome : ndarray (T, W)
        What employees said in wave w, and what customers said in the period that follows it. NaN where
        nothing was seen. On -1...+1 when made from counts; any scale otherwise.
    regions : ndarray of int (T,)
        0...R-1: teams are compared with others of their region in the same wave.
    exposure_variance : ndarray (T, W) or None
        Sampling variance of each exposure; None when unknown: then no reliability can be told.
    outcome_answers : ndarray (T, W) or None
        Answers behind each outcome, for the weighted slope.
    """

    exposure: Floats
    outcome: Floats
    regions: NDArray[np.int64]
    exposure_variance: Floats | None = None
    outcome_answers: Floats | None = None

    def __post_init__(self) -> None:
        if self.exposure.ndim != 2:
            raise WrongShapeError("exposure", self.exposure.shape, "one row a team and one column a wave")
        for name, table in self._tables():
            if table is not None and table.shape != self.exposure.shape:
                raise WrongShapeError(name, table.shape, f"the exposure's {self.exposure.shape}")
        if self.regions.shape != (len(self.exposure),):
            raise WrongShapeError(
                "regions", self.regions.shape, f"one for each of {len(self.exposure)} teams"
            )

    def _tables(self) -> list[tuple[str, Floats | None]]:
        return [
            ("outcome", self.outcome),
            ("exposure_variance", self.exposure_variance),
            ("outcome_answers", self.outcome_answers),
        ]

    @property
    def both(self) -> NDArray[np.bool_]:
        """Cells in which both were seen."""
        return np.isfinite(self.exposure) & np.isfinite(self.outcome)

    def of_teams(self, chosen: NDArray[np.bool_]) -> "Panel":
        """The same panel with the chosen teams alone."""
        return Panel(
            self.exposure[chosen],
            self.outcome[chosen],
            numbered(self.regions[chosen]),
            None if self.exposure_variance is None else self.exposure_variance[chosen],
            None if self.outcome_answers is None else self.outcome_answers[chosen],
        )


def panel_of_tables(
    exposure: ArrayLike,
    outcome: ArrayLike,
    *,
    regions: Sequence[object] | NDArray[Any] | None = None,
    exposure_variance: ArrayLike | None = None,
    outcome_answers: ArrayLike | None = None,
) -> Panel:
    """A panel of means that were taken elsewhere, such as an engagement mean or a case-mix-adjusted NPS.

    Parameters
    ----------
    exposure, outcome : array_like (T, W)
        NaN where nothing was seen.
    regions : sequence of hashable (T,), optional
        The region of each team; without it, all teams are one region.
    exposure_variance : array_like (T, W), optional
        Sampling variance of each exposure, in its unit squared.
    outcome_answers : array_like (T, W), optional
        Answers behind each outcome.

    Returns
    -------
    Panel
        Teams in the rows, waves in the columns.

    Raises
    ------
    WrongShapeError
    """
    shown = _floats(exposure)
    named = np.zeros(len(shown) if shown.ndim else 0) if regions is None else np.asarray(regions)
    return Panel(
        shown,
        _floats(outcome),
        numbered(named),
        None if exposure_variance is None else _floats(exposure_variance),
        None if outcome_answers is None else _floats(outcome_answers),
    )


def panel_of_counts(
    employees: CountTables,
    customers: CountTables,
    *,
    regions: Sequence[object] | NDArray[Any] | None = None,
    least_answers: int = LEAST_ANSWERS,
) -> Panel:
    """A panel of eNPS and NPS from counts.

    Parameters
    ----------
    employees, customers : (promoters, passives, detractors), each array_like (T, W)
        Counts of each team and wave; 0 where nobody answered.
    regions : sequence of hashable (T,), optional
        The region of each team; without it, all teams are one region.
    least_answers : int
        Cells with fewer employees' answers are left out.

    Returns
    -------
    Panel
        Teams in the rows, waves in the columns.

    Raises
    ------
    NegativeCountError, NotWholeError, UnequalShapesError, WrongShapeError

    Notes
    -----
    The sampling variance of a cell's eNPS is the unbiased one, of answers drawn from a larger number of
    possible ones: the exposure is the climate of the team, not the mood of those who happened to answer.
    """
    promoters, passives, detractors = _counts(employees)
    told = promoters + passives + detractors
    enough = told >= max(least_answers, 2)
    safe = np.where(enough, told, 2.0)
    exposure = (promoters - detractors) / safe
    variance = ((promoters + detractors) / safe - exposure**2) / (safe - 1)
    praise, neutral, complaint = _counts(customers)
    answers = praise + neutral + complaint
    outcome = np.where(answers > 0, (praise - complaint) / np.where(answers > 0, answers, 1.0), np.nan)
    return panel_of_tables(
        np.where(enough, exposure, np.nan),
        outcome,
        regions=regions,
        exposure_variance=np.where(enough, variance, np.nan),
        outcome_answers=answers,
    )


def panel_of_rows(
    teams: ArrayLike,
    waves: ArrayLike,
    exposure: ArrayLike,
    outcome: ArrayLike,
    *,
    regions: ArrayLike | None = None,
) -> Panel:
    """A panel of long rows, one a team and wave.

    Parameters
    ----------
    teams, waves : array_like (N,)
        Names or numbers; waves are put in sorted order.
    exposure, outcome : array_like of float (N,)
    regions : array_like (N,), optional
        The region of the row's team.

    Returns
    -------
    Panel
        Teams in the rows, waves in the columns.

    Raises
    ------
    RepeatedCellError
        When a team and wave comes twice: answers must be added up first (see `count_cells`).
    UnequalShapesError
    """
    names, team = np.unique(np.asarray(teams), return_inverse=True)
    moments, wave = np.unique(np.asarray(waves), return_inverse=True)
    if not len(team) == len(wave) == len(_floats(exposure)) == len(_floats(outcome)):
        raise UnequalShapesError
    seen = np.bincount(team * len(moments) + wave, minlength=len(names) * len(moments))
    if (seen > 1).any():
        row, column = divmod(int(seen.argmax()), len(moments))
        raise RepeatedCellError(names[row], moments[column])
    tables = np.full((2, len(names), len(moments)), np.nan)
    tables[0, team, wave], tables[1, team, wave] = _floats(exposure), _floats(outcome)
    if regions is None:
        return panel_of_tables(*tables)
    home = np.zeros(len(names), dtype=np.asarray(regions).dtype)
    home[team] = np.asarray(regions)
    return panel_of_tables(*tables, regions=home)


def count_cells(
    teams: ArrayLike, waves: ArrayLike, scores: ArrayLike, *, teams_count: int, waves_count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Answers added up to one cell a team and wave.

    Parameters
    ----------
    teams, waves : array_like of int (N,)
        0...teams_count-1 and 0...waves_count-1.
    scores : array_like of int (N,)
        0...10.
    teams_count, waves_count : int

    Returns
    -------
    promoters, passives, detractors : ndarray of int (teams_count, waves_count)

    Raises
    ------
    MeasureError
        For a score, team or wave outside these.
    """
    score = np.asarray(scores)
    for name, values, most in (
        ("scores", score, 10),
        ("teams", teams, teams_count - 1),
        ("waves", waves, waves_count - 1),
    ):
        if not np.all(np.isin(values, np.arange(most + 1))):
            raise MeasureError(
                f"{name}: whole numbers from 0 to {most}, nothing else. Leave such answers out."
            )
    cell = np.asarray(teams, dtype=np.int64) * waves_count + np.asarray(waves, dtype=np.int64)
    group = (score >= 7).astype(np.int64) + (score >= 9)
    counted = np.bincount(cell * 3 + group, minlength=teams_count * waves_count * 3)
    table = counted.reshape(teams_count, waves_count, 3)
    return table[..., 2], table[..., 1], table[..., 0]


def numbered(regions: NDArray[Any]) -> NDArray[np.int64]:
    """Regions as 0...R-1."""
    return np.asarray(np.unique(regions, return_inverse=True)[1], dtype=np.int64).reshape(regions.shape)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _counts(three: CountTables) -> tuple[Floats, Floats, Floats]:
    """Counts that may be zero: nobody answered."""
    names = ("promoters", "passives", "detractors")
    promoters, passives, detractors = (whole(name, table) for name, table in zip(names, three, strict=True))
    if not promoters.shape == passives.shape == detractors.shape:
        raise UnequalShapesError
    return promoters, passives, detractors
