"""Every component in every state, in both languages. Only while developing; its screenshots are tests."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from extramile.core.clock import now
from extramile.web.house.pictures import pictures

LONG_WORDS: Final = (
    "He put cardboard under my garage door so the rain stayed out while he worked. Then he explained, "
    "without one word I had to look up, why the camera behind the mirror is set again, showed me the old "
    "chip under his lamp, and rang the next customer to say he would be ten minutes late. Who thinks of that?"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A quote as the gallery shows it."""

    words: str
    score: int | None
    group: str | None
    at: datetime
    language: str = "en"
    facts: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()


class ExampleForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("As colleagues know this person."))
    kind = forms.ChoiceField(label=_("Kind of unit"), choices=[("team", _("Team")), ("centre", _("Centre"))])
    started_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    mobile = forms.CharField(label=_("Mobile number"), required=False)
    remark = forms.CharField(label=_("Remark"), widget=forms.Textarea, required=False)
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("email", _("E-mail")), ("sms", _("SMS"))], widget=forms.RadioSelect
    )
    reminders = forms.BooleanField(label=_("Send one reminder"), required=False)
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX."), required=False)


def _quotes(moment: datetime) -> list[Shown]:
    return [
        Shown(
            "Quick and friendly. I would have liked a call when he was twenty minutes late.",
            8,
            "passive",
            moment - timedelta(days=1),
            facts=("chip repair", "Utrecht-Noord"),
        ),
        Shown(
            "De camera moest ergens anders opnieuw worden ingesteld. Dat had niemand vooraf gezegd.",
            5,
            "detractor",
            moment - timedelta(days=4),
            language="nl",
            facts=("voorruit met camera",),
            ticks=("Vriendelijk en rustig",),
            wishes=("Mij op de hoogte houden", "Een afspraak maken"),
        ),
        Shown("", 9, "promoter", moment - timedelta(days=40), facts=("windscreen",)),
        Shown("عمل رائع وسريع، شكرا جزيلا.", 10, "promoter", moment - timedelta(days=400), language="ar"),
        Shown("Donaudampfschifffahrtsgesellschaftskapitän" * 4, 10, "promoter", moment, language="de"),
    ]


def _weeks() -> list[dict[str, Any]]:
    estimates = [38, 44, 31, None, 40, 52, 47, 55, 51, 58, 54, 63, 61]
    return [
        {
            "label": f"{place + 1}",
            "estimate": estimate,
            "low": None if estimate is None else estimate - 22 + place,
            "high": None if estimate is None else min(100, estimate + 20 - place),
            "n": 4 if estimate is None else 24 + place,
        }
        for place, estimate in enumerate(estimates)
    ]


def _units() -> list[dict[str, Any]]:
    return [
        {"name": "Amsterdam-Zuid", "estimate": 63, "low": 54, "high": 70, "n": 410, "rate": 0.27},
        {"name": "Haarlem", "estimate": 55, "low": 44, "high": 64, "n": 265, "rate": 0.22},
        {"name": "Zaandam", "estimate": None, "low": None, "high": None, "n": 7, "rate": 0.09},
    ]


def _context() -> dict[str, Any]:
    moment = now()
    wrong = ExampleForm({"name": "", "kind": "team", "started_on": "soon", "channel": ""}, prefix="wrong")
    wrong.add_error(None, _("Two things need your attention before this can be saved."))
    return {
        "hero": Shown(
            "He put cardboard under my garage door so the rain stayed out while he worked. "
            "Who thinks of that?",
            10,
            "promoter",
            moment,
            facts=("windscreen, at home", "Utrecht-Noord"),
        ),
        "long_hero": Shown(LONG_WORDS, 10, "promoter", moment - timedelta(days=2), facts=("windscreen",)),
        "quotes": _quotes(moment),
        "weeks": _weeks(),
        "units": _units(),
        "pictures": pictures(),
        "topics": [
            {"label": _("Friendly and at ease"), "count": 21},
            {"label": _("Explains what is done"), "count": 14},
            {"label": _("Leaves it tidy"), "count": 12},
        ],
        "crumbs": [("Ruitmeesters", "#"), ("Region West", "#"), ("Haarlem", "")],
        "choices": [
            {"label": _("4 weeks"), "url": "#", "is_current": False},
            {"label": _("13 weeks"), "url": "#", "is_current": True},
            {"label": _("Year"), "url": "#", "is_current": False},
        ],
        "form": ExampleForm(),
        "wrong_form": wrong,
    }


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """`?language=nl` shows it in Dutch, `?direction=rtl` from right to left."""
    if not settings.DEBUG:
        raise Http404
    with translation.override(request.GET.get("language", translation.get_language() or "en")):
        right_to_left = request.GET.get("direction") == "rtl"
        return render(request, "house/gallery.html", {**_context(), "right_to_left": right_to_left})
