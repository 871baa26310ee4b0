"""The rows of an answer as a page shows them: a page of them at a time, each with interval, n and words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from extramile.estimates.queries import Leaning, pooled_units
from extramile.monitor.queries.explore import OF_UNITS, Answer, Figure, Lately, Measure, Row, figures_of
from extramile.web.drawing.figures import Leaned
from extramile.web.monitor.cells import leaned_in_words
from extramile.web.monitor.wording import Wording
from extramile.web.office.explore.wording import (
    MEASURES,
    headings,
    key_in_words,
    n_in_words,
    sentence,
    too_few,
    value_of,
)

ON_PAGE: Final = 50
# A score leans on the answers of the last year: not that of years ago, nor that of some of the answers.
OF_LATE: Final = frozenset({Lately.MONTH, Lately.QUARTER, Lately.TWELVE, Lately.THIS_YEAR})


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its names, one a split, and its figure in words."""

    names: tuple[str, ...]
    figure: Figure
    value: str
    between: str
    n: str
    leaned: str = ""

    @property
    def label(self) -> str:
        return ", ".join(self.names)


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    number: int
    last: int
    total: int

    @property
    def first_row(self) -> int:
        return (self.number - 1) * ON_PAGE + 1

    @property
    def last_row(self) -> int:
        return min(self.number * ON_PAGE, self.total)


def page_of(answer: Answer, *, number: int, minimum: int, wording: Wording) -> Page:
    """Intervals are made for what is shown alone."""
    last = max(1, -(-len(answer.rows) // ON_PAGE))
    number = min(max(number, 1), last)
    shown = answer.rows[(number - 1) * ON_PAGE : number * ON_PAGE]
    return Page(lines_of(answer, shown, minimum=minimum, wording=wording), number, last, len(answer.rows))


def lines_of(answer: Answer, rows: Sequence[Row], *, minimum: int, wording: Wording) -> list[Line]:
    measure = answer.question.measure
    figures = figures_of(measure, [row.counted for row in rows], minimum=minimum)
    leaned = leaned_of(answer, rows, figures)
    return [
        Line(
            names_of(answer, row, wording),
            figure,
            value_of(measure, figure.value),
            between_of(measure, figure, minimum=minimum),
            n_in_words(measure, figure.n),
            leaned_in_words(beside) if beside else "",
        )
        for row, figure, beside in zip(rows, figures, leaned, strict=True)
    ]


def leaned_of(answer: Answer, rows: Sequence[Row], figures: Sequence[Figure]) -> list[Leaned | None]:
    """The pooled score of each unit that has a plain one."""
    question = answer.question
    is_of_all = not question.questionnaires and not question.channels and question.period in OF_LATE
    if question.measure != Measure.NPS or question.then or question.split not in OF_UNITS or not is_of_all:
        return [None] * len(rows)
    leanings = pooled_units([row.key[0] for row in rows])
    return [
        _leaned(leanings[row.key[0]], row) if figure.value is not None and row.key[0] in leanings else None
        for row, figure in zip(rows, figures, strict=True)
    ]


def _leaned(leaning: Leaning, row: Row) -> Leaned:
    counted = row.counted
    points = leaning.pooled((counted.promoters, counted.passives, counted.detractors)).points
    return Leaned(points.estimate, points.low, points.high)


def names_of(answer: Answer, row: Row, wording: Wording) -> tuple[str, ...]:
    return tuple(
        key_in_words(split, part, places=answer.places, wording=wording, span=answer.span)
        for split, part in zip(answer.question.splits, row.key, strict=True)
    )


def between_of(measure: str, figure: Figure, *, minimum: int) -> str:
    if measure == Measure.ANSWERS:
        return _("counted")
    if figure.value is None:
        return too_few(figure, minimum)
    return f"{value_of(measure, figure.low)} … {value_of(measure, figure.high)}"


def heading_of(answer: Answer) -> list[str]:
    """The columns of a file."""
    return [
        *headings(answer.question.splits),
        _("measure"),
        _("value"),
        _("low"),
        _("high"),
        _("leaning"),
        _("leaning, low"),
        _("leaning, high"),
        _("n"),
        _("first day"),
        _("last day"),
        _("in words"),
    ]


def file_rows(answer: Answer, *, minimum: int, wording: Wording) -> Iterator[Sequence[object]]:
    """Every row, and all of them together at the end; values with all their digits."""
    question, span = answer.question, answer.span
    counted = [row.counted for row in answer.rows]
    names = [names_of(answer, row, wording) for row in answer.rows]
    if question.splits and question.has_whole:  # without splits the only row is all of them already
        counted.append(answer.together)
        names.append((_("Together"), *[""] * (len(question.splits) - 1)))
    figures = figures_of(question.measure, counted, minimum=minimum)
    leaned = leaned_of(answer, answer.rows, figures[: len(answer.rows)])
    leaned += [None] * (len(figures) - len(leaned))
    measure = str(MEASURES[question.measure])
    for own, figure, beside in zip(names, figures, leaned, strict=True):
        yield (
            *own,
            f"{measure} {question.topic}".strip(),
            _rounded(figure.value),
            _rounded(figure.low),
            _rounded(figure.high),
            *(
                (_rounded(one) for one in (beside.estimate, beside.low, beside.high))
                if beside
                else [None] * 3
            ),
            figure.n,
            span.since.isoformat(),
            span.until.isoformat(),
            sentence(question.measure, figure, minimum=minimum),
        )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
