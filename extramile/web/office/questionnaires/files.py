"""A questionnaire as a file: take it out, bring it in, and the schema it follows."""

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from extramile.core.clock import now
from extramile.people.access import Deed
from extramile.questionnaires import operations
from extramile.questionnaires.checking import MOST_BYTES, DefinitionError, Problem, schema
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.shipped import default_definition
from extramile.web.access import allowed
from extramile.web.office.questionnaires.common import actor, find, find_version
from extramile.web.office.questionnaires.editor import as_file
from extramile.web.toasts import toast


@require_safe
def published_schema(_request: HttpRequest) -> HttpResponse:
    """Open to the world: it says how to write one, and nothing about ours."""
    response = HttpResponse(as_file(schema()), content_type="application/schema+json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    version = find_version(find(slug), request.GET.get("version"))
    response = HttpResponse(as_file(version.definition), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-v{version.number}.json"'
    return response


class FileForm(forms.Form):
    """A file, or a fresh start from the shipped one."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("A name that exists already gets the file as its draft."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy(
            "A questionnaire exported as JSON. Without one you start from NPS after a job."
        ),
    )

    def definition(self) -> Any:
        """What is in the file, as far as it is JSON. Raises DefinitionError."""
        upload = self.cleaned_data["file"]
        if upload is None:
            return default_definition()
        if upload.size > MOST_BYTES:
            raise DefinitionError([Problem("", _("The file is larger than 512 kB. Is it the right file?"))])
        try:
            return json.loads(upload.read().decode("utf-8-sig"))
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            raise DefinitionError([Problem("", _not_json(error))]) from error


def _not_json(error: Exception) -> str:
    place = _(" (line %(line)s)") % {"line": error.lineno} if isinstance(error, json.JSONDecodeError) else ""
    return _("This is not JSON in UTF-8%(place)s. Export a questionnaire to see what it looks like.") % {
        "place": place
    }


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_http_methods(["GET", "HEAD", "POST"])
def take_file(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            questionnaire = keep(request, form.cleaned_data["name"], form.definition())
        except DefinitionError as error:
            problems = error.problems
        else:
            toast(request, _("Kept as a draft. Look it over, then publish it."))
            return redirect("office:questionnaire", slug=questionnaire.slug)
    status = 422 if problems or form.errors else 200
    context = {"form": form, "problems": problems}
    return render(request, "office/questionnaires/import.html", context, status=status)


def keep(request: HttpRequest, name: str, definition: object) -> Questionnaire:
    slug = slugify(name)[:50] or "questionnaire"
    found = Questionnaire.objects.filter(slug=slug).first()
    if found is None:
        return operations.create(slug=slug, name=name, definition=definition, actor=actor(request), now=now())
    operations.save_draft(found, definition, actor=actor(request), now=now())
    return found
