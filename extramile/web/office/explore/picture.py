"""The picture above the table: intervals on one axis, or a line with its band where the rows are moments."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from extramile.board.content import Mark, Picture, PictureKind, Scale
from extramile.monitor.queries.explore import OF_TIME, Answer, Measure, Row
from extramile.web.monitor.wording import Wording
from extramile.web.office.explore.table import Line, lines_of
from extramile.web.office.explore.wording import measure_in_words, value_of

SHARES: Final = frozenset({Measure.PROMOTERS, Measure.DETRACTORS, Measure.RESPONSE, Measure.TOPIC})
MOST_LINES: Final = 4  # more colours cannot be told apart
MOST_MARKS: Final = 50
MOST_MOMENTS: Final = 600


def picture_of(
    answer: Answer, lines: Sequence[Line], *, minimum: int, title: str, wording: Wording
) -> Picture | None:
    """None where there is one figure alone, or nothing to see."""
    question = answer.question
    if not question.splits or not answer.rows:
        return None
    if question.splits[-1] in OF_TIME:
        rows = _rows_of_lines(answer)
        shown = lines_of(answer, rows, minimum=minimum, wording=wording)
        return _picture(PictureKind.TREND, answer, shown, title=title, wording=wording)
    return _picture(PictureKind.INTERVALS, answer, list(lines)[:MOST_MARKS], title=title, wording=wording)


def _rows_of_lines(answer: Answer) -> list[Row]:
    """In order of time; of two splits the first few lines. A drawing of forty lines says nothing."""
    rows = sorted(answer.rows, key=lambda row: row.key[-1])
    if len(answer.question.splits) == 1:
        return rows[-MOST_MOMENTS:]
    names = list(dict.fromkeys(row.key[0] for row in answer.rows))[:MOST_LINES]
    return [row for name in names for row in rows if row.key[0] == name]


def _picture(
    kind: PictureKind, answer: Answer, lines: Sequence[Line], *, title: str, wording: Wording
) -> Picture | None:
    """Along the axis stands what is measured; the title, above it, says the rest."""
    known = [line for line in lines if line.figure.value is not None]
    if not known or (kind is PictureKind.TREND and len(known) < 2):
        return None
    measure, along = answer.question.measure, measure_in_words(answer.question, wording)
    two = kind is PictureKind.TREND and len(answer.question.splits) == 2
    return Picture(
        kind,
        title,
        _in_words(measure, known),
        y_label=along if kind is PictureKind.TREND else "",
        x_label=along if kind is PictureKind.INTERVALS else "",
        marks=tuple(
            Mark(
                line.names[-1] if two else line.label,
                line.figure.value,
                line.figure.low,
                line.figure.high,
                line.names[0] if two else "",
            )
            for line in lines
        ),
        scale=Scale.SCORE if measure == Measure.NPS else Scale.SHARE if measure in SHARES else Scale.NUMBER,
    )


def _in_words(measure: str, lines: Sequence[Line]) -> str:
    first, last = lines[0], lines[-1]
    words = ngettext("%(n)s row.", "%(n)s rows.", len(lines)) % {"n": len(lines)}
    ends = _(
        "The first, %(first)s: %(one)s; the last, %(last)s: %(other)s. The table below has every figure."
    )
    return f"{words} " + ends % {
        "first": first.label,
        "one": value_of(measure, first.figure.value),
        "last": last.label,
        "other": value_of(measure, last.figure.value),
    }
