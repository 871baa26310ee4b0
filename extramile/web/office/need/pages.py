"""How much would it take? Of this organisation's own teams and answers, and what if they were otherwise."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from extramile.board.content import Mark, Picture, PictureKind, Scale
from extramile.core.clock import now as clock
from extramile.evidence.queries.power import Outlook, as_finding, would_take
from extramile.evidence.sentences import beside, sentence
from extramile.evidence.sentences.numbers import number
from extramile.people.access import Deed
from extramile.web.access import allowed
from extramile.web.office.need.places import tabs

WAVES, WORTH, RATE = 4, 1.0, 75


class WhatIf(forms.Form):
    """Sent by GET: nothing is kept, and the address can be passed on."""

    waves = forms.IntegerField(
        label=_("Waves"), min_value=1, max_value=40, initial=WAVES, help_text=_("Two a year is usual.")
    )
    worth = forms.FloatField(
        label=_("Worth seeing"),
        min_value=0.1,
        max_value=20,
        initial=WORTH,
        help_text=_("NPS points of customers, for ten points more of a team's eNPS."),
    )
    rate = forms.IntegerField(
        label=_("People who answer, in a hundred"), min_value=5, max_value=100, initial=RATE
    )
    answers = forms.IntegerField(
        label=_("Customers' answers per team and quarter"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Empty: as it is now."),
    )
    teams = forms.IntegerField(
        label=_("Teams large enough"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Empty: as it is now."),
    )


@allowed(Deed.STATE_STUDIES, Deed.READ_FINDINGS, Deed.RUN_WAVES)
@require_safe
def need(request: HttpRequest) -> HttpResponse:
    form = WhatIf(request.GET) if request.GET else WhatIf()
    asked: dict[str, Any] = {"waves": None, "worth": WORTH, "rate": RATE}
    if form.is_bound:
        if not form.is_valid():
            return render(request, "office/need/need.html", {"form": form, "tabs": tabs(request)}, status=422)
        asked = form.cleaned_data
    told = would_take(
        now=clock(),
        waves=asked["waves"],
        worth=asked["worth"],
        rate=asked["rate"] / 100,
        answers=asked.get("answers"),
        teams=asked.get("teams"),
    )
    if not form.is_bound:
        form.initial["waves"] = told.waves
    return render(request, "office/need/need.html", {"form": form, "tabs": tabs(request), **shown(told)})


def shown(told: Outlook) -> dict[str, Any]:
    language = get_language() or "en"
    view = as_finding(told, now=clock())
    return {
        "told": told,
        "sentence": sentence(view, language),
        "beside": beside(view, language),
        "picture": _picture(told, language) if told.by_waves else None,
    }


def _picture(told: Outlook, language: str) -> Picture:
    """The smallest link that would show, by the number of waves."""
    rows = tuple(
        (str(waves), number(detectable, language, places=2), f"{number(100 * chance, language, places=0)}%")
        for waves, detectable, chance in told.by_waves
    )
    first, last = told.by_waves[0], told.by_waves[-1]
    return Picture(
        kind=PictureKind.TREND,
        title=gettext("The more waves, the smaller the link that shows"),
        alternative=gettext(
            "With %(few)s waves a link of %(much)s points shows, with %(many)s waves one of %(little)s."
        )
        % {
            "few": first[0],
            "much": number(first[1], language, places=2),
            "many": last[0],
            "little": number(last[1], language, places=2),
        },
        x_label=gettext("waves"),
        y_label=gettext("NPS points for ten points of eNPS"),
        marks=tuple(
            Mark(str(waves), detectable, detectable, detectable)
            for waves, detectable, _chance in told.by_waves
        ),
        reference=told.worth,
        reference_label=gettext("worth seeing"),
        scale=Scale.NUMBER,
        columns=(gettext("Waves"), gettext("Shows from"), gettext("Chance of seeing what is worth it")),
        rows=rows,
    )
