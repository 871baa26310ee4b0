"""What a unit chose, beside what the next wave said of it: for the page of its talk."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from extramile.engagement.queries import Asked, ChangeView, Figure, MeasuredAgain
from extramile.web.voice.figures import between, value_in_words


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    then: str
    then_between: str
    now: str
    now_between: str
    moved: str


@dataclass(frozen=True, slots=True)
class Again:
    wave_name: str
    closed_on: object
    breaks: bool
    is_withheld: bool
    rows: tuple[Row, ...] = ()


def again(
    change: ChangeView, found: Mapping[str, MeasuredAgain], asked: Mapping[str, Asked], *, language: str
) -> Again | None:
    """None: it is about no question, or no later wave tells of it yet."""
    measured, question = found.get(change.question_key), asked.get(change.question_key)
    if measured is None or question is None:
        return None
    if measured.breaks or not measured.now:
        return Again(measured.wave_name, measured.closed_on, measured.breaks, not measured.now)
    labels = {one.key: one.label.get(language, one.key) for one in question.question.options}
    places = {key: place for place, key in enumerate(labels)}
    rows = [
        (places.get(then.option_key, 0), _row(labels.get(then.option_key, _("all of us")), then, now))
        for then, now in zip(measured.then, measured.now, strict=True)
    ]
    in_order = tuple(row for _place, row in sorted(rows, key=lambda one: one[0]))
    return Again(measured.wave_name, measured.closed_on, False, False, in_order)


def _row(label: str, then: Figure, now: Figure) -> Row:
    return Row(
        label, value_in_words(then), between(then), value_in_words(now), between(now), _moved(then, now)
    )


def _moved(then: Figure, now: Figure) -> str:
    """As sure as it is where the two intervals share nothing, however alike people answer twice."""
    if then.low is None or then.high is None or now.low is None or now.high is None:
        return ""
    if now.low > then.high:
        return _("surely higher")
    return _("surely lower") if now.high < then.low else _("whether it moved is not sure")
