"""Survey files of other programs: bring one in (a look first, then a draft), take one of ours along."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from extramile.people.access import Deed
from extramile.questionnaires.checking import DefinitionError, Problem
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.estimates import minutes
from extramile.questionnaires.exchange import PROGRAMS, Carried, read_file, write_file
from extramile.questionnaires.exchange.opening import MOST_BYTES
from extramile.web.access import allowed
from extramile.web.office.questionnaires.common import find, find_version
from extramile.web.office.questionnaires.files import keep
from extramile.web.office.questionnaires.presenting import KIND_NAMES, in_words, title_of
from extramile.web.toasts import toast


class BringForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Survey file"),
        help_text=gettext_lazy(
            "From LimeSurvey (.lss), Qualtrics (.qsf), SurveyJS or Formbricks (.json). At most 10 MB."
        ),
    )

    def carried(self) -> Carried:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise DefinitionError([Problem("", _("The file is larger than 10 MB. Is it the right file?"))])
        return read_file(upload.read())


class DraftForm(forms.Form):
    """What was looked at, to be kept. It travelled with the page, so it is checked again."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("A name that exists already gets this as its draft."),
    )
    definition = forms.JSONField(widget=forms.HiddenInput)


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "definition" in request.POST:
        return _keep(request)
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _look(request, form.carried())
        except DefinitionError as error:
            problems = error.problems
    context = {"form": form, "problems": problems}
    status = 422 if problems or form.errors else 200
    return render(request, "office/questionnaires/bring.html", context, status=status)


def _look(request: HttpRequest, carried: Carried) -> HttpResponse:
    definition = dict(carried.definition)
    name = carried.name or _("Survey from %(program)s") % {"program": carried.program}
    form = DraftForm(initial={"name": name, "definition": definition})
    languages = definition["languages"]
    context = {
        "carried": carried,
        "form": form,
        "rows": [_row(question, languages) for question in definition["questions"]],
        "languages": languages,
        "seconds": max(10 * round(6 * minutes(Definition.trust(definition), languages[0])), 10),
    }
    return render(request, "office/questionnaires/brought.html", context)


def _row(question: dict[str, Any], languages: list[str]) -> dict[str, Any]:
    spoken = [get_language() or "", *languages]
    return {
        "title": title_of(question, spoken),
        "kind": KIND_NAMES[question["kind"]],
        "choices": [_label(option, spoken) for option in question.get("options", ())],
        "when": in_words(question.get("when", ())),
    }


def _label(option: dict[str, Any], languages: list[str]) -> str:
    texts: dict[str, str] = option["label"]
    return next((texts[one] for one in languages if texts.get(one)), option["key"])


def _keep(request: HttpRequest) -> HttpResponse:
    form = DraftForm(request.POST)
    problems: list[Problem] = []
    if form.is_valid():
        try:
            questionnaire = keep(request, form.cleaned_data["name"], form.cleaned_data["definition"])
        except DefinitionError as error:
            problems = error.problems
        else:
            toast(request, _("Kept as a draft. Look it over, then publish it."))
            return redirect("office:questionnaire", slug=questionnaire.slug)
    context = {"form": BringForm(), "problems": problems or [Problem("", _again())]}
    return render(request, "office/questionnaires/bring.html", context, status=422)


def _again() -> str:
    return _("That could not be kept. Choose the file again, and give the questionnaire a name.")


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_safe
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Which programs it can go to, and what none of them takes."""
    questionnaire = find(slug)
    version = find_version(questionnaire, request.GET.get("version"))
    definition = Definition.read(version.definition)
    notes = write_file(definition, name=questionnaire.name, program="surveyjs").notes
    context = {"questionnaire": questionnaire, "version": version, "programs": PROGRAMS, "notes": notes}
    return render(request, "office/questionnaires/take.html", context)


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_safe
def take_file(request: HttpRequest, slug: str, program: str) -> HttpResponse:
    if program not in PROGRAMS:
        raise Http404
    questionnaire = find(slug)
    version = find_version(questionnaire, request.GET.get("version"))
    taken = write_file(Definition.read(version.definition), name=questionnaire.name, program=program)
    response = HttpResponse(taken.data, content_type=taken.content_type)
    name = f"{slug}-v{version.number}.{taken.suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
