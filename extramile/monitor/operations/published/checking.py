"""Whether a published figure can be one: within the scale of its measure, its interval around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from extramile.monitor.queries.explore import Measure

# The measures that others publish too, and the ends of their scales.
SCALES: Final[dict[str, tuple[float, float]]] = {
    Measure.NPS: (-100, 100),
    Measure.MEAN: (0, 10),
    Measure.PROMOTERS: (0, 100),
    Measure.DETRACTORS: (0, 100),
    Measure.RESPONSE: (0, 100),
}
LONGEST: Final = {"name": 120, "source": 500, "link": 500, "method": 500}
EARLIEST: Final = date(1990, 1, 1)
MOST_ANSWERS: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Given:
    """A figure as somebody gave it, typed."""

    name: str
    measure: str
    value: float
    since: date
    until: date
    source: str
    method: str
    link: str = ""
    low: float | None = None
    high: float | None = None
    n: int | None = None
    is_same_method: bool = False


@dataclass(frozen=True, slots=True)
class FigureProblem:
    """`field` is that of `Given`; the words of a code stand in `words.py`."""

    field: str
    code: str


def check_figure(given: Given, *, today: date) -> list[FigureProblem]:
    """Everything that is wrong, so that it is mended in one go."""
    return list(_problems(given, today=today))


def _problems(given: Given, *, today: date) -> Iterator[FigureProblem]:
    for name in ("name", "source", "method"):
        if not getattr(given, name).strip():
            yield FigureProblem(name, "missing")
    for name, longest in LONGEST.items():
        if len(getattr(given, name)) > longest:
            yield FigureProblem(name, "figure_too_long")
    if given.measure not in SCALES:
        yield FigureProblem("measure", "figure_measure")
    else:
        yield from _off_the_scale(given, *SCALES[given.measure])
    yield from _wrong_interval(given)
    if given.n is not None and not 0 < given.n <= MOST_ANSWERS:
        yield FigureProblem("n", "figure_n")
    yield from _wrong_days(given, today=today)
    if given.link and urlsplit_or_none(given.link) is None:
        yield FigureProblem("link", "figure_link")


def _wrong_interval(given: Given) -> Iterator[FigureProblem]:
    if given.low is not None and given.high is not None and not given.low <= given.value <= given.high:
        yield FigureProblem("low", "figure_interval")
    if (given.low is None) != (given.high is None):
        yield FigureProblem("low" if given.low is None else "high", "figure_half_interval")


def _wrong_days(given: Given, *, today: date) -> Iterator[FigureProblem]:
    if given.until < given.since:
        yield FigureProblem("until", "figure_inverted")
    elif given.since < EARLIEST or given.since > today:
        yield FigureProblem("since", "figure_period")


def _off_the_scale(given: Given, lowest: float, highest: float) -> Iterator[FigureProblem]:
    for name in ("value", "low", "high"):
        value = getattr(given, name)
        if value is not None and not lowest <= value <= highest:  # a NaN is on no scale either
            yield FigureProblem(name, "figure_scale")


def urlsplit_or_none(link: str) -> str | None:
    """A link that may stand on a page: of the web, to a host; never a script."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in {"http", "https"} and parts.hostname else None
