"""Printed codes for units and employees, and the sheets to print them on."""

from typing import Any, Final
from urllib.parse import urlencode

import segno
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extramile.core.clock import now as clock
from extramile.core.preferences import preferences
from extramile.core.texts import direction
from extramile.invitations.letters import Facts, say
from extramile.invitations.models import WalkIn
from extramile.invitations.operations import make_walk_in, revoke_walk_in
from extramile.invitations.queries import walk_in_link
from extramile.people.access import Deed
from extramile.people.models import Unit
from extramile.people.queries import members_below
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.pieces import first_name
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.asking.common import QuestionnaireField, tabs, unit_choices
from extramile.web.toasts import toast

LANGUAGES: Final = [("en", "English"), ("nl", "Nederlands"), ("de", "Deutsch"), ("fr", "Français")]
SIZES: Final = [
    ("a4", gettext_lazy("A4, one on a sheet: for a wall or a counter")),
    ("a6", gettext_lazy("A6, four on a sheet: to cut out and hand over")),
]
MOST: Final = 200


class CodesForm(forms.Form):
    unit = forms.TypedChoiceField(label=gettext_lazy("Unit"), coerce=int)
    whose = forms.ChoiceField(
        label=gettext_lazy("Codes"),
        choices=[
            ("unit", gettext_lazy("One for the unit")),
            ("employees", gettext_lazy("One for each employee in it")),
        ],
        widget=forms.RadioSelect,
        initial="unit",
    )
    questionnaire = QuestionnaireField(
        label=gettext_lazy("Questionnaire"), queryset=Questionnaire.objects.none()
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the sheet"), choices=LANGUAGES)
    size = forms.ChoiceField(
        label=gettext_lazy("Size"), choices=SIZES, widget=forms.RadioSelect, initial="a4"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = Questionnaire.objects.filter(versions__published_at__isnull=False, archived_at=None)
        found = published.distinct().order_by("name")
        self.fields["questionnaire"].queryset = found  # type: ignore[attr-defined]
        self.fields["questionnaire"].initial = found.first()
        self.fields["language"].initial = preferences().default_language
        self.fields["unit"].choices = unit_choices(day=today())  # type: ignore[attr-defined]


@allowed(Deed.ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    form = CodesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _print(request, form)
    running = WalkIn.objects.filter(revoked_at=None).select_related("unit", "employee", "questionnaire")
    codes = running.order_by("unit__name", "employee__name")[:MOST]
    context = {"tabs": tabs(request), "form": form, "codes": codes, "languages": LANGUAGES}
    return render(request, "office/asking/codes.html", context, status=422 if form.errors else 200)


def _print(request: HttpRequest, form: CodesForm) -> HttpResponse:
    """Make what is not there yet; a code that is running is printed again as it is."""
    chosen = form.cleaned_data
    unit = get_object_or_404(Unit, pk=chosen["unit"])
    people: list[Any] = [None]
    if chosen["whose"] == "employees":
        people = list(members_below(unit, day=today())[:MOST])
    made = [
        make_walk_in(
            unit=unit,
            employee=person,
            questionnaire=chosen["questionnaire"],
            actor=signed_in_user(request),
            now=clock(),
        )
        for person in people
    ]
    if not made:
        form.add_error("unit", _("Nobody works in this unit today."))
        return render(request, "office/asking/codes.html", {"tabs": tabs(request), "form": form}, status=422)
    query = [("code", code.pk) for code in made]
    query += [("language", chosen["language"]), ("size", chosen["size"])]
    return redirect(f"{reverse('office:code-sheet')}?{urlencode(query)}")


@allowed(Deed.ASK)
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    ids = [int(raw) for raw in request.GET.getlist("code") if raw.isascii() and raw.isdigit()][:MOST]
    running = WalkIn.objects.filter(pk__in=ids, revoked_at=None)
    codes = {code.pk: code for code in running.select_related("unit", "employee")}
    if not codes:
        raise Http404
    language = request.GET.get("language", "")
    language = language if language in dict(LANGUAGES) else LANGUAGES[0][0]
    context = {
        "cards": [_card(codes[pk], language) for pk in ids if pk in codes],
        "size": "a6" if request.GET.get("size") == "a6" else "a4",
        "sheet_language": language,
        "sheet_direction": direction(language),
        "crumbs": [(_("Printed codes"), reverse("office:codes")), (_("Sheet"), "")],
    }
    return render(request, "office/asking/sheet.html", context)


def _card(code: WalkIn, language: str) -> dict[str, Any]:
    link = walk_in_link(code.pk)
    name = first_name(code.employee.name) if code.employee else ""
    pieces = {"employee": name, "unit": code.unit.name, "organisation": preferences().organisation}
    facts = Facts(language=language, pieces=pieces, link=link, stop="")
    return {
        "picture": picture(link),
        "link": link.partition("://")[2],
        "title": say("sheet_title", facts),
        "text": say("sheet_text", facts),
        "whose": code.employee.name if code.employee else code.unit.name,
    }


def picture(link: str) -> str:
    """The code as a data address: nothing is fetched. Upper case halves its size, and tokens do not mind."""
    return segno.make(link, error="m", micro=False).svg_data_uri(
        scale=8, border=2, dark="#10141a", light="#fff"
    )


@allowed(Deed.ASK)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    code = get_object_or_404(WalkIn, pk=pk)
    revoke_walk_in(code, actor=signed_in_user(request), now=clock())
    toast(request, _("Revoked. Whoever scans it is told so kindly; a next sheet carries a new code."))
    return redirect("office:codes")
