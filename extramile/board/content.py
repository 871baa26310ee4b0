"""What a report says, in one language, frozen: every figure a number with its interval or a sentence.

Pure: no database and no translation. `gather` composes it in each language, `paper` and the pages show it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what makes it honest. Scores in points. None: not told; `why_not` says why."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: str = ""  # "1,204 answers", "15 to 19 answers": a band stays a band
    why_not: str = ""
    note: str = ""


class PictureKind(StrEnum):
    INTERVALS = "intervals"  # a row each: a mark with its interval on one axis
    TREND = "trend"  # moments from left to right, a band around each line
    SCATTER = "scatter"  # points with a line and its band


class Scale(StrEnum):
    """What the numbers along an axis are, so that a picture writes them as they are meant."""

    SCORE = "score"  # an NPS or eNPS in points: +61, and never beyond −100 and +100
    DIFFERENCE = "difference"  # so many points more or less: +61, without an end
    SHARE = "share"  # so many of a hundred: 61%
    NUMBER = "number"  # anything else: 61


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of intervals, or one moment of a trend."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    series: str = ""  # of a trend: the line it belongs to ("" when there is one)
    is_emphasised: bool = False


@dataclass(frozen=True, slots=True)
class FittedLine:
    """y = intercept + slope x, over the points' range; the band is the slope's interval."""

    intercept: float
    slope: float
    slope_low: float
    slope_high: float


@dataclass(frozen=True, slots=True)
class Picture:
    kind: PictureKind
    title: str  # what is seen, not what is drawn
    alternative: str  # the same in words, for who cannot see it
    x_label: str = ""
    y_label: str = ""
    marks: tuple[Mark, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    line: FittedLine | None = None
    reference: float | None = None
    reference_label: str = ""
    scale: Scale = Scale.SCORE  # of the values; of a scatter: of y
    x_scale: Scale = Scale.SCORE  # of a scatter alone
    columns: tuple[str, ...] = ()  # the table behind it
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain: enthusiastic employee, enthusiastic customer, growth."""

    key: str  # "employees", "customers", "employees-customers", "customers-growth"
    heading: str
    sentence: str
    how_sure: str
    figures: tuple[Figure, ...] = ()
    picture: Picture | None = None
    caution: str = ""
    finding: str = ""  # the finding's public id, "" where it is a description


@dataclass(frozen=True, slots=True)
class Area:
    """A country or region."""

    name: str
    path: str
    level: str
    employees: Figure
    customers: Figure
    sentence: str


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody said. Of an employee: released, and without anything but the unit it was released for."""

    words: str
    language: str
    where: str = ""
    when: str = ""
    group: str = ""  # "promoter", "passive", "detractor"; "" of an employee
    group_label: str = ""  # the same in the report's language
    # Of a customer: the place in the draw. Words that were erased since are empty, and say so.
    number: int = 0
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that leadership promised, on the tour or after a wave, and whether it was kept."""

    what: str
    where: str
    owner: str
    due: str
    state: str


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a part of the report, in its language; `note` is one line under it."""

    key: str  # as `PARTS`; also the anchor on the page and what a remark is about
    title: str
    note: str = ""


PARTS: Final = (
    "answer",
    "how-sure",
    "to-know-more",
    "to-decide",
    "changed",
    "chain",
    "areas",
    "customers",
    "employees",
    "promises",
    "methods",
)


@dataclass(frozen=True, slots=True)
class Remarked:
    """A remark of the author, as pages and paper show it."""

    part: str  # one of `PARTS`
    words: str
    author: str
    day: str
    language: str = ""  # of the words; "": for both languages
    number: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """One report in one language."""

    language: str
    title: str
    company: str
    period: str
    made_on: str
    answer: str  # the whole report in one sentence
    picture: Picture | None
    how_sure: tuple[str, ...]
    to_know_more: tuple[str, ...]  # what it would cost to know more
    to_decide: tuple[str, ...]
    chain: tuple[Link, ...]
    areas: tuple[Area, ...]
    customers_words: tuple[Words, ...]
    employees_words: tuple[Words, ...]
    promises: tuple[Promise, ...]
    changed: tuple[str, ...]  # since the report before; empty: there was none
    methods: tuple[Section, ...]
    areas_picture: Picture | None = None
    headings: tuple[Heading, ...] = ()
    notice: str = ""  # whose the marks are

    def heading(self, key: str) -> Heading:
        return next((one for one in self.headings if one.key == key), Heading(key, ""))
