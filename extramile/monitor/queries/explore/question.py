"""A question to the counts: pure and frozen. It says what is asked, not what comes out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Measure(StrEnum):
    NPS = "nps"
    MEAN = "mean"  # of the scores 0..10
    ANSWERS = "answers"
    PROMOTERS = "promoters"  # a share
    DETRACTORS = "detractors"  # a share
    RESPONSE = "response"  # of those asked, how many answered
    TOPIC = "topic"  # of the answers, how many ticked it


class Split(StrEnum):
    """What makes the rows. Not here: kinds of work and employees, which the counts of units do not hold."""

    COMPANY = "company"
    COUNTRY = "country"
    REGION = "region"
    CENTRE = "centre"
    TEAM = "team"
    BELOW = "below"  # the units directly below those chosen
    QUESTIONNAIRE = "questionnaire"
    CHANNEL = "channel"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    TOPIC = "topic"


LEVELS: Final = (Split.COMPANY, Split.COUNTRY, Split.REGION, Split.CENTRE, Split.TEAM)
OF_UNITS: Final = frozenset({*LEVELS, Split.BELOW})
OF_TIME: Final = frozenset({Split.WEEK, Split.MONTH, Split.QUARTER, Split.YEAR})


class Sort(StrEnum):
    """By score is not among them: a table of scores is no league."""

    NAME = "name"
    N = "n"


class Lately(StrEnum):
    """A period that moves along with the calendar. Whole months: a saved view means the same tomorrow."""

    MONTH = "1m"
    QUARTER = "3m"
    TWELVE = "12m"
    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"
    ALL = "all"
    OWN = "own"  # the days chosen


@dataclass(frozen=True, slots=True)
class Question:
    measure: Measure = Measure.NPS
    topic: str = ""  # "praise:friendly"; only of Measure.TOPIC
    split: Split | None = None
    then: Split | None = None
    period: Lately = Lately.TWELVE
    since: date | None = None  # only of Lately.OWN, both ends included
    until: date | None = None
    units: tuple[int, ...] = ()  # each with everything below it; none: everything
    questionnaires: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()
    sort: Sort = Sort.NAME

    @property
    def splits(self) -> tuple[Split, ...]:
        return tuple(one for one in (self.split, self.then) if one is not None)

    @property
    def has_whole(self) -> bool:
        """All rows together are a figure too. Topics are not: one customer ticks several."""
        return Split.TOPIC not in self.splits

    @property
    def of_units(self) -> Split | None:
        return next((one for one in self.splits if one in OF_UNITS), None)

    @property
    def of_time(self) -> Split | None:
        return next((one for one in self.splits if one in OF_TIME), None)


def family(split: Split) -> str:
    """Two splits of one family make no table: a team by region, a month by quarter."""
    if split in OF_UNITS:
        return "units"
    return "time" if split in OF_TIME else str(split)
