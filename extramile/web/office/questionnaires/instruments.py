"""Instruments of others: what may be loaded, who holds the right, and which are there."""

import json
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from extramile.core.clock import now
from extramile.people.access import Deed
from extramile.questionnaires.checking import MOST_BYTES, DefinitionError, Problem
from extramile.questionnaires.instruments import FORMAT
from extramile.questionnaires.loading import load_instrument
from extramile.questionnaires.queries import instruments
from extramile.web.access import allowed
from extramile.web.office.questionnaires.common import actor
from extramile.web.toasts import toast

# Made up: it shows the shape of a file, and asks nothing that anybody owns.
EXAMPLE: Final[dict[str, Any]] = {
    "format": FORMAT,
    "slug": "tea-breaks",
    "name": "Tea breaks, an example",
    "licence": {
        "holder": "Made-up Institute",
        "terms": "Free for whoever asks",
        "statement": "They allowed us to use it on 3 March 2026.",
        "source": "https://example.org/terms",
    },
    "questionnaire": {
        "format": 1,
        "languages": ["en"],
        "questions": [
            {
                "key": "calm",
                "kind": "rating",
                "scale": {"from": 0, "to": 6},
                "texts": {
                    "title": {"en": "How calm is your tea break?"},
                    "low": {"en": "not calm"},
                    "high": {"en": "very calm"},
                },
            },
            {
                "key": "hurry",
                "kind": "rating",
                "scale": {"from": 0, "to": 6},
                "texts": {
                    "title": {"en": "How much of a hurry are you in?"},
                    "low": {"en": "none"},
                    "high": {"en": "a great hurry"},
                },
            },
        ],
    },
    "scales": [
        {
            "key": "rest",
            "label": {"en": "Rest", "nl": "Rust"},
            "scoring": "mean",
            "low": 0,
            "high": 6,
            "items": ["calm", {"question": "hurry", "reversed": True}],
        }
    ],
}


class InstrumentForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("JSON in the shape of the example below.")
    )
    may_use = forms.BooleanField(
        label=gettext_lazy("Our organisation holds the right to use these questions, as the file states"),
        error_messages={"required": gettext_lazy("Without that right the file cannot be loaded.")},
    )


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_http_methods(["GET", "HEAD", "POST"])
def instruments_page(request: HttpRequest) -> HttpResponse:
    form = InstrumentForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            questionnaire = load_instrument(_file(form), actor=actor(request), now=now())
        except DefinitionError as error:
            problems = error.problems
        else:
            toast(request, _("Loaded. It can be chosen for a wave now, with its scales."))
            return redirect("office:questionnaire", slug=questionnaire.slug)
    failed = request.method == "POST"
    context = {
        "form": form,
        "problems": problems,
        "loaded": instruments(),
        "example": json.dumps(EXAMPLE, indent=1, ensure_ascii=False),
    }
    return render(request, "office/questionnaires/instruments.html", context, status=422 if failed else 200)


def _file(form: InstrumentForm) -> bytes:
    upload = form.cleaned_data["file"]
    if upload.size > MOST_BYTES:
        raise DefinitionError([Problem("", _("The file is larger than 512 kB. Is it the right file?"))])
    file: bytes = upload.read()
    return file
