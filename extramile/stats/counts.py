"""Counts of answers as they are handed in, checked once for every method."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from extramile.stats.errors import NegativeCountError, NoAnswersError, NotWholeError, UnequalShapesError

Floats: TypeAlias = NDArray[np.float64]


class Counts(NamedTuple):
    """Checked counts, as floats of one common shape."""

    promoters: Floats
    passives: Floats
    detractors: Floats

    @property
    def n(self) -> Floats:
        return np.asarray(self.promoters + self.passives + self.detractors)

    @property
    def nps(self) -> Floats:
        return np.asarray((self.promoters - self.detractors) / self.n)


def checked(promoters: ArrayLike, passives: ArrayLike, detractors: ArrayLike) -> Counts:
    """Counts that can be answers; or the error that says what to do.

    Parameters
    ----------
    promoters, passives, detractors : array_like of whole numbers, broadcastable to one shape
        Answers 9-10, 7-8 and 0-6.

    Raises
    ------
    NotWholeError, NegativeCountError, UnequalShapesError, NoAnswersError
    """
    each = (
        whole("promoters", promoters),
        whole("passives", passives),
        whole("detractors", detractors),
    )
    try:
        counts = Counts(*np.broadcast_arrays(*each))
    except ValueError as error:
        raise UnequalShapesError from error
    if np.any(counts.n == 0):
        raise NoAnswersError
    return counts


def whole(name: str, values: ArrayLike) -> Floats:
    """Whole numbers from nought, as floats; or the error that says what to do."""
    raw: NDArray[Any] = np.asarray(values)
    if raw.dtype.kind not in "iuf" and raw.size:
        raise NotWholeError(name)
    floats = raw.astype(np.float64)
    if not np.all(np.isfinite(floats) & (floats == np.floor(floats))):
        raise NotWholeError(name)
    if np.any(floats < 0):
        raise NegativeCountError(name)
    return floats
