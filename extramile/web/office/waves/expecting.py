"""What to expect of a wave that is planned: in sentences, and what if more or fewer took part."""

from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

from extramile.engagement.queries import Expectation, Planned, WaveView, expected

MEASURES: Final[dict[str, Promise]] = {
    "enps": gettext_lazy("The eNPS of all of them is then known to within %(points)s points."),
    "mean": gettext_lazy("A mean of all of them, from 0 to 100, is then known to within %(points)s points."),
    "points": gettext_lazy("Of a hundred points, all of theirs are then known to within %(points)s."),
    "share": gettext_lazy("A share of all of them is then known to within %(points)s percentage points."),
}


class WhatIf(forms.Form):
    """Sent by GET: nothing is kept."""

    taking_part = forms.IntegerField(
        label=gettext_lazy("People who take part, in a hundred"), min_value=5, max_value=100
    )


def what_to_expect(request: HttpRequest, wave: WaveView, what: Planned) -> dict[str, Any]:
    """For `office/waves/expected.html`."""
    form = WhatIf(request.GET) if "taking_part" in request.GET else None
    percent = form.cleaned_data["taking_part"] if form is not None and form.is_valid() else None
    found = expected(wave, what, percent=percent)
    return {
        "told": found,
        "because": _because(found, percent),
        "answers": _answers(found),
        "certainty": _certainty(found),
        "usual": _usual(found),
        "units": [
            {"words": words, "names": units.names, "more": units.more}
            for units, words in (
                (found.below, _below_words(found.below.total, wave.least_in_node)),
                (found.few, _few_words(found.few.total)),
            )
            if units.total
        ],
        "often": _often(found),
        "form": form or WhatIf(initial={"taking_part": (found.low_percent + found.high_percent) // 2}),
        "is_changed": percent is not None,
        "is_open": form is not None,
    }


def _because(found: Expectation, percent: int | None) -> str:
    if percent is not None:
        return gettext("If %(percent)s of a hundred take part:") % {"percent": percent}
    if not found.earlier:
        return gettext("No wave has closed yet, so nobody can tell how many take part. If it is 6 of 10:")
    words = ngettext(
        "In the last wave %(low)s to %(high)s%% of the whole company took part. If it is so again:",
        "In the last %(n)s waves %(low)s to %(high)s%% of the whole company took part. If it is so again:",
        len(found.earlier),
    )
    return words % {"n": len(found.earlier), "low": found.low_percent, "high": found.high_percent}


def _answers(found: Expectation) -> str:
    of = {"low": _whole(found.low), "high": _whole(found.high), "invited": _whole(found.invited)}
    if found.is_one_share:
        return gettext("%(low)s answers of %(invited)s people.") % of
    return gettext("%(low)s to %(high)s answers of %(invited)s people.") % of


def _certainty(found: Expectation) -> str:
    if found.within is None:
        return ""
    return str(MEASURES[found.measure]) % {"points": found.within}


def _usual(found: Expectation) -> str:
    if not found.usual:
        return ""
    answers = round(found.usual * (found.low_percent + found.high_percent) / 200)
    words = ngettext(
        "A usual team of %(people)s gives some %(answers)s answer",
        "A usual team of %(people)s gives some %(answers)s answers",
        answers,
    ) % {"people": found.usual, "answers": answers}
    if found.usual_within is None:
        return gettext("%(words)s: too few for a figure of its own.") % {"words": words}
    return gettext("%(words)s: where a figure may be shown, it is known to within %(points)s points.") % {
        "words": words,
        "points": found.usual_within,
    }


def _below_words(total: int, least: int) -> str:
    return ngettext(
        "%(n)s unit will probably have fewer than %(least)s answers and is told only with the units above",
        "%(n)s units will probably have fewer than %(least)s answers and are told only with the units above",
        total,
    ) % {"n": _whole(total), "least": least}


def _few_words(total: int) -> str:
    return ngettext(
        "%(n)s unit will probably have more, but fewer than ten: mostly that is told higher up too",
        "%(n)s units will probably have more, but fewer than ten: mostly those are told higher up too",
        total,
    ) % {"n": _whole(total)}


def _often(found: Expectation) -> str:
    words = ngettext(
        "In twelve months these people are asked once, with this wave",
        "In twelve months these people are asked %(n)s times, with this wave",
        found.asked_a_year,
    ) % {"n": found.asked_a_year}
    rate = gettext("%(each)s answers a month of each, %(team)s of a usual team.") % {
        "each": number_format(found.a_month_each, decimal_pos=2),
        "team": number_format(found.a_month_usual, decimal_pos=1),
    }
    return f"{words}: {rate}"


def _whole(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)
