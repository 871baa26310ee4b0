"""Scores of the Utrecht Work Engagement Scale, for organisations that may use its items.

The items are © Wilmar Schaufeli and Arnold Bakker and are not part of this program: their authors allow
non-commercial research, anything else by permission. What is here is how answers to them are counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from extramile.stats.errors import StatsError

LOWEST: Final = 0  # never
HIGHEST: Final = 6  # always, every day
# Places of the items in the questionnaire, from nought.
VIGOUR: Final = (0, 1, 4)
DEDICATION: Final = (2, 3, 6)
ABSORPTION: Final = (5, 7, 8)
# How many items -> scale -> the places of its items: what `uwes3` and `uwes9` take the means of.
SCALES: Final[Mapping[int, Mapping[str, tuple[int, ...]]]] = {
    3: {"total": (0, 1, 2), "vigour": (0,), "dedication": (1,), "absorption": (2,)},
    9: {
        "total": tuple(range(9)),
        "vigour": VIGOUR,
        "dedication": DEDICATION,
        "absorption": ABSORPTION,
    },
}


class NotAnAnswerError(StatsError):
    """An answer that this scale does not have, or another number of items."""


@dataclass(frozen=True, slots=True)
class WorkEngagement:
    """Means of answers from 0 (never) to 6 (always).

    Attributes
    ----------
    total : float
        The mean of all items.
    vigour, dedication, absorption : float
        The means of each third of them. In the short form one item each: too few to say much by itself.
    """

    total: float
    vigour: float
    dedication: float
    absorption: float


def uwes3(answers: Sequence[int]) -> WorkEngagement:
    """Score the ultra-short form.

    Parameters
    ----------
    answers : sequence of int
        Three answers from 0 to 6, in the order vigour, dedication, absorption.

    Returns
    -------
    WorkEngagement
        Each subscale is the one answer.

    Raises
    ------
    NotAnAnswerError
        If there are not three answers, or one is not a whole number from 0 to 6.

    References
    ----------
    Schaufeli, Shimazu, Hakanen, Salanova and De Witte (2019). An ultra-short measure for work engagement:
    the UWES-3. European Journal of Psychological Assessment 35, 577-591.

    Examples
    --------
    >>> uwes3([4, 5, 3]).total
    4.0
    """
    return _scored(answers, 3)


def uwes9(answers: Sequence[int]) -> WorkEngagement:
    """Score the short form.

    Parameters
    ----------
    answers : sequence of int
        Nine answers from 0 to 6, in the published order of the items: 1, 2 and 5 are vigour, 3, 4 and 7
        dedication, 6, 8 and 9 absorption.

    Returns
    -------
    WorkEngagement
        The means of all nine and of each three.

    Raises
    ------
    NotAnAnswerError
        If there are not nine answers, or one is not a whole number from 0 to 6. A missing answer makes no
        score: what to put in its place is for whoever asks to decide.

    References
    ----------
    Schaufeli, Bakker and Salanova (2006). The measurement of work engagement with a short questionnaire.
    Educational and Psychological Measurement 66, 701-716.

    Examples
    --------
    >>> uwes9([6, 6, 3, 3, 6, 0, 3, 0, 0])
    WorkEngagement(total=3.0, vigour=6.0, dedication=3.0, absorption=0.0)
    """
    return _scored(answers, 9)


def _scored(answers: Sequence[int], items: int) -> WorkEngagement:
    _check(answers, items)
    means = {name: _mean([answers[place] for place in places]) for name, places in SCALES[items].items()}
    return WorkEngagement(**means)


def _check(answers: Sequence[int], items: int) -> None:
    if len(answers) != items:
        raise NotAnAnswerError(f"{items} answers are needed, not {len(answers)}")
    for answer in answers:
        if isinstance(answer, bool) or not isinstance(answer, int) or not LOWEST <= answer <= HIGHEST:
            raise NotAnAnswerError(f"an answer is a whole number from {LOWEST} to {HIGHEST}, not {answer!r}")


def _mean(answers: Sequence[int]) -> float:
    return sum(answers) / len(answers)
