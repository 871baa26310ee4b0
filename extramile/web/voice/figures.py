"""Released figures in words: never a bare number, never one that is not in the released table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extramile.engagement.queries import Asked, Figure, Point, ReleasedUnit, ScaleFigure, ScalePoint
from extramile.stats.disclosure import CodedFigure, coded_mean, coded_nps, coded_points
from extramile.stats.disclosure.coding import LEAST_POINTS
from extramile.stats.disclosure.groups import Kind
from extramile.web.voice.drawing import interval
from extramile.web.voice.wording import answers_in_words, group_name

WITHHELD: Final[dict[str, Promise]] = {
    "floor": gettext_lazy("Too few people answered. Shown from {least} answers."),
    "remainder": gettext_lazy(
        "Shown, it would leave a few people of a neighbouring group: a subtraction would give them away."
    ),
    "pair": gettext_lazy(
        "It is nearly the same people as another group that is shown: the difference would be about a few."
    ),
    "triple": gettext_lazy(
        "Together with two other groups that are shown, it would tell about a few people."
    ),
    "row_space": gettext_lazy("Put together with what else is shown, it would tell about single people."),
    "integers": gettext_lazy(
        "Put together with what else is shown, or with what a few colleagues answered,"
        " it would tell about others."
    ),
}
LEAST_EXAMPLE: Final = 8  # of fewer answers hardly any team is told: docs/methods/disclosure.md
OTHERWISE: Final = gettext_lazy("Shown, it could tell about single people.")
GROUPS: Final[dict[str, Promise]] = {
    "promoter": gettext_lazy("would recommend us (9 or 10)"),
    "passive": gettext_lazy("in between (7 or 8)"),
    "detractor": gettext_lazy("would not (0 to 6)"),
}

# The database keeps shares in an order of its own.
ORDER: Final = {key: place for place, key in enumerate(GROUPS)}


def why_withheld(group: ReleasedUnit, *, least: int) -> str:
    return str(WITHHELD.get(group.why_withheld, OTHERWISE)).format(least=least)


def about(asked: Asked, language: str) -> str:
    """What is asked, in short: of a question asked twice what both begin with.

    "A working day here" of "A working day here: how is it now?" and "A working day here: how do we wish it?".
    """
    now = asked.question.text("title", language)
    wished = asked.wished.text("title", language) if asked.wished else ""
    begins, colon, _rest = now.partition(":")
    return begins if colon and wished.startswith(f"{begins}:") else now


def signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


def value_in_words(figure: Figure) -> str:
    """The figure as it is told: "80 or more" at the ends, which are never shown."""
    number = signed(figure.value) if figure.measure == "enps" else str(figure.value)
    if figure.measure == "share":
        number = f"{figure.value}%"
    if figure.is_at_least:
        return _("%(number)s or more") % {"number": number}
    if figure.is_at_most:
        return _("%(number)s or less") % {"number": number}
    return number


@dataclass(frozen=True, slots=True)
class Share:
    label: str
    percent: int
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """One question of one group, ready for the page."""

    key: str
    title: str
    value: str
    between: str
    answers: str
    sentence: str
    picture: SafeString
    shares: tuple[Share, ...]
    history: tuple["Past", ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    name: str
    day: object
    value: str
    between: str
    breaks: bool


def between(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    low, high = (signed(one) if figure.measure == "enps" else str(one) for one in (figure.low, figure.high))
    return _("likely between %(low)s and %(high)s") % {"low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Example:
    value: str
    between: str
    answers: str


def example_of(invited: int, *, kind: Kind, measure: str) -> Example | None:
    """What the results would say of three in four who answer, most of them pleased: told as any figure is.
    None of so few that nothing is told of them alone, or of a wave without such a figure."""
    n = invited * 3 // 4
    coded = _example(n, kind, measure) if n >= LEAST_EXAMPLE else None
    if coded is None:
        return None
    figure = Figure(
        "",
        "",
        "",
        "",
        measure,
        coded.points,
        coded.low,
        coded.high,
        coded.top_coded,
        coded.bottom_coded,
        None,
    )
    return Example(value_in_words(figure), between(figure), answers_in_words(coded.band.low, coded.band.high))


def _example(n: int, kind: Kind, measure: str) -> CodedFigure | None:
    if measure == "enps":
        return coded_nps(n - n // 3 - n // 5, n // 3, n // 5, kind=kind)
    if measure == "mean":
        return coded_mean(7 * n, n, lowest=0, highest=10, kind=kind)
    if measure == "points" and n >= LEAST_POINTS:
        return coded_points((35 * n, 65 * n), n, kind=kind).shares[0]
    return None


SENTENCES: Final[dict[str, tuple[int, Promise, Promise, Promise]]] = {
    # Where the scale has its middle; surely above it, surely below it, neither.
    "enps": (
        0,
        gettext_lazy("More colleagues would recommend working here than would not."),
        gettext_lazy("More colleagues would not recommend working here than would."),
        gettext_lazy("Whether more would recommend working here than would not is not sure."),
    ),
    "mean": (
        50,
        gettext_lazy("On average people are on the upper side of the scale."),
        gettext_lazy("On average people are on the lower side of the scale."),
        gettext_lazy("On average people are about in the middle; on which side is not sure."),
    ),
}


def sentence_of(figure: Figure) -> str:
    """What it means, said only as surely as the interval allows."""
    if figure.measure not in SENTENCES or figure.low is None or figure.high is None:
        return ""
    middle, above, below, neither = SENTENCES[figure.measure]
    return str(above if figure.low > middle else below if figure.high < middle else neither)


def told(
    asked: Asked,
    figure: Figure,
    group: ReleasedUnit,
    *,
    language: str,
    history: Sequence[Point] = (),
) -> Told:
    title = asked.question.text("title", language)
    value, span = value_in_words(figure), between(figure)
    least = -100 if figure.measure == "enps" else 0
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    words = f"{title} {value}, {span}"
    return Told(
        key=asked.key,
        title=title,
        value=value,
        between=span,
        answers=answers_in_words(group.least, group.most),
        sentence=sentence_of(figure),
        picture=interval(figure.value, low, high, least=least, most=100, words=words),
        shares=_shares(asked, figure, language),
        history=tuple(_past(one) for one in history) if len(history) > 1 else (),
    )


def _shares(asked: Asked, figure: Figure, language: str) -> tuple[Share, ...]:
    if not figure.shares:
        return ()
    options = {one.key: one.label.get(language, one.key) for one in asked.question.options}
    names = {**options, **{key: str(words) for key, words in GROUPS.items()}}
    return tuple(
        Share(names.get(key, key), figure.shares[key], f"{figure.shares[key]}%")
        for key in sorted(figure.shares, key=lambda key: ORDER.get(key, len(ORDER)))
    )


def told_options(asked: Asked, group: ReleasedUnit, *, language: str) -> Told | None:
    """A question with options to choose: how many of whoever answered chose each; None: it is not shown."""
    labels = {one.key: one.label.get(language, one.key) for one in asked.question.options}
    found = [one for one in group.figures if one.question_key == asked.key and one.measure == "share"]
    if not found:
        return None
    return Told(
        key=asked.key,
        title=asked.question.text("title", language),
        value="",
        between="",
        answers=answers_in_words(group.least, group.most),
        sentence="",
        picture=SafeString(""),
        shares=tuple(
            Share(labels.get(one.option_key, one.option_key), one.value, value_in_words(one)) for one in found
        ),
    )


@dataclass(frozen=True, slots=True)
class ToldScale:
    """A scale of an instrument, ready for the page."""

    label: str
    moment: str
    ends: str
    value: str
    between: str
    history: tuple[Past, ...] = ()


MOMENTS: Final[dict[str, Promise]] = {
    "now": gettext_lazy("as it is"),
    "wished": gettext_lazy("as we wish it"),
}


def told_scale(
    figure: ScaleFigure, group: ReleasedUnit, *, language: str, history: Sequence[ScalePoint] = ()
) -> ToldScale:
    past = tuple(
        Past(one.wave_name, one.closed_on, _scale_value(one.figure), _scale_between(one.figure), one.breaks)
        for one in history
    )
    ends = _("%(low)s to %(high)s; %(answers)s") % {
        "low": plain_number(figure.lowest),
        "high": plain_number(figure.highest),
        "answers": answers_in_words(group.least, group.most),
    }
    return ToldScale(
        label=figure.label.get(language) or next(iter(figure.label.values()), figure.key),
        moment=str(MOMENTS.get(figure.moment, "")),
        ends=ends,
        value=_scale_value(figure),
        between=_scale_between(figure),
        history=past if len(past) > 1 else (),
    )


def plain_number(number: float) -> str:
    """By the reader's own signs: 4.2 or 4,2."""
    shown = round(number, 1)  # number_format cuts off and does not round
    return number_format(shown, decimal_pos=0 if shown == int(shown) else 1)


def _scale_value(figure: ScaleFigure) -> str:
    number = plain_number(figure.value)
    if figure.is_at_least:
        return _("%(number)s or more") % {"number": number}
    return _("%(number)s or less") % {"number": number} if figure.is_at_most else number


def _scale_between(figure: ScaleFigure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    low, high = plain_number(figure.low), plain_number(figure.high)
    return _("likely between %(low)s and %(high)s") % {"low": low, "high": high}


def _past(point: Point) -> Past:
    return Past(
        point.wave_name, point.closed_on, value_in_words(point.figure), between(point.figure), point.breaks
    )


def name_of(group: ReleasedUnit) -> str:
    return group_name(group.unit_name, group.layer)
