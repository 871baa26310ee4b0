"""The culture map of a unit: how it is, how we wish it, and where layers disagree for sure."""

import math
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from extramile.engagement.queries import (
    Aspect,
    CultureMap,
    Disagreement,
    Statement,
    culture_map,
    disagreements,
)
from extramile.stats.disclosure import LogRatioDifference
from extramile.web.access import signed_in
from extramile.web.voice.drawing import Shape, radar
from extramile.web.voice.figures import about, name_of, value_in_words
from extramile.web.voice.here import crumbs_of, here_or_404
from extramile.web.voice.wording import LAYERS, answers_in_words, said

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@signed_in
@require_safe
def map_page(request: HttpRequest, wave: UUID, unit: int) -> HttpResponse:
    here = here_or_404(request, wave)
    found = here.unit(unit)
    maps = culture_map(here.wave.id, found.pk)
    if not maps:
        raise Http404
    language = request.LANGUAGE_CODE or "en"
    shown = next((one for one in maps if one.group.layer == request.GET.get("layer", "")), maps[0])
    context = {
        "wave": here.wave,
        "unit": found,
        "shown": shown,
        "answers": answers_in_words(shown.group.least, shown.group.most),
        "choices": [_choice(one, is_current=one is shown) for one in maps] if len(maps) > 1 else [],
        "aspects": [_aspect(one, language) for one in shown.aspects if one.is_shown],
        "has_gaps": any(one.gap for aspect in shown.aspects for one in aspect.statements),
        "disagreements": [_apart(one, language) for one in disagreements(maps)[:3]],
        "has_layers": sum(bool(one.group.layer) for one in maps) > 1,
        "crumbs": crumbs_of(here, found, _("Culture map")),
    }
    return render(request, "voice/map.html", context)


def _choice(one: CultureMap, *, is_current: bool) -> dict[str, Any]:
    layer = one.group.layer
    return {
        "label": said(LAYERS, layer) if layer else _("Everybody"),
        "url": f"?layer={layer}",
        "is_current": is_current,
        "name": name_of(one.group),
    }


def _aspect(aspect: Aspect, language: str) -> dict[str, Any]:
    labels = {one.key: one.label.get(language, one.key) for one in aspect.asked.question.options}
    rows = [
        _statement(one, LETTERS[place], labels[one.option_key]) for place, one in enumerate(aspect.statements)
    ]
    return {
        "title": about(aspect.asked, language),
        "rows": rows,
        "picture": _picture(aspect),
        "has_sure": any(row["is_sure"] for row in rows),
        "has_wished": any(one.wished for one in aspect.statements),
    }


def _picture(aspect: Aspect) -> Any:
    letters = [LETTERS[place] for place in range(len(aspect.statements))]
    shapes = []
    now = [one.now.value for one in aspect.statements if one.now]
    wished = [one.wished.value for one in aspect.statements if one.wished]
    if len(now) == len(letters):
        shapes.append(Shape("now", now))
    if len(wished) == len(letters):
        shapes.append(Shape("wished", wished))
    words = _("Points per statement, as it is and as it is wished. The table below has every figure.")
    return radar(letters, shapes, words=words)


def _statement(one: Statement, letter: str, label: str) -> dict[str, Any]:
    sure = one.gap is not None and one.gap.is_distinguishable
    more = one.gap is not None and one.gap.estimate > 0
    return {
        "letter": letter,
        "label": label,
        "now": value_in_words(one.now) if one.now else "",
        "wished": value_in_words(one.wished) if one.wished else "",
        "gap": _("surely more wished") if more else _("surely less wished"),
        "is_sure": sure,
        "weight": _weight(one.gap) if one.gap is not None else "",
    }


def _weight(difference: LogRatioDifference) -> str:
    """A difference of log-ratios, as how many times the weight, with its interval."""
    times, low, high = (
        _times(math.exp(one)) for one in (difference.estimate, difference.low, difference.high)
    )
    return _("%(times)s times the weight, likely between %(low)s and %(high)s") % {
        "times": times,
        "low": low,
        "high": high,
    }


def _times(factor: float) -> str:
    """Two figures that count: 0.45, 1.8, 12."""
    places = 2 if factor < 1 else 1 if factor < 10 else 0
    return number_format(round(factor, places), decimal_pos=places)


def _apart(one: Disagreement, language: str) -> str:
    option = next(
        (option.label.get(language, option.key) for option in one.aspect.question.options
         if option.key == one.option_key),
        one.option_key,
    )  # fmt: skip
    first, second, difference = one.first, one.second, one.difference
    more, less = (first, second) if difference.estimate > 0 else (second, first)
    if difference.estimate < 0:
        difference = LogRatioDifference(-difference.estimate, -difference.high, -difference.low)
    words = (
        _("“%(statement)s”: %(more)s give it more weight than %(less)s, as it is now.")
        if one.moment != "wished"
        else _("“%(statement)s”: %(more)s wish for more of it than %(less)s.")
    )
    told = words % {
        "statement": option,
        "more": said(LAYERS, more).lower(),
        "less": said(LAYERS, less).lower(),
    }
    return f"{told} ({_weight(difference)})"
