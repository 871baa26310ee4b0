"""What began in some units on known days, and the question what changed since."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extramile.core.clock import now as clock
from extramile.evidence.operations import ask_for_run
from extramile.evidence.operations.changes import add_starts, note_change, study_change, take_back
from extramile.evidence.problems import BadStatement
from extramile.evidence.queries import study_of
from extramile.evidence.queries.changes import ChangeView, change_of, changes
from extramile.evidence.sentences import beside, sentence
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.changes.forms import SORTS, ChangeForm, StartsForm
from extramile.web.office.need.places import tabs
from extramile.web.office.studies.wording import unread
from extramile.web.toasts import toast

FIELDS = {"starts": "units"}


def change_or_404(public_id: UUID) -> ChangeView:
    found = change_of(public_id)
    if found is None:
        raise Http404
    return found


def tell(form: forms.Form, problem: BadStatement) -> None:
    """Each problem at the field that it is about."""
    for name, words in problem.problems.items():
        field = FIELDS.get(name, name)
        form.add_error(field if field in form.fields else None, words)


def crumbs() -> list[tuple[str, str]]:
    return [(_("What began when"), reverse("office:changes"))]


@allowed(Deed.STATE_STUDIES)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    rows = [{"change": one, "sort": SORTS[one.sort]} for one in changes()]
    return render(request, "office/changes/overview.html", {"rows": rows, "tabs": tabs(request)})


@allowed(Deed.STATE_STUDIES)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, ChangeForm())
    form = ChangeForm(request.POST)
    if form.is_picking:
        return _form(request, form)
    if form.is_valid():
        try:
            made = note_change(
                what=form.cleaned_data["what"],
                sort=form.cleaned_data["sort"],
                starts=form.starts,
                actor=signed_in_user(request),
                now=clock(),
            )
        except BadStatement as problem:
            tell(form, problem)
        else:
            toast(request, _("Noted. Did others begin on another day? Add them below."))
            return redirect("office:change", made)
    return _form(request, form, status=422)


def _form(request: HttpRequest, form: forms.Form, *, status: int = 200) -> HttpResponse:
    return render(request, "office/changes/form.html", {"form": form, "crumbs": crumbs()}, status=status)


@allowed(Deed.STATE_STUDIES)
@require_safe
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _page(request, change_or_404(public_id), StartsForm())


def _page(request: HttpRequest, found: ChangeView, form: StartsForm, *, status: int = 200) -> HttpResponse:
    form.fields["units"].widget.action = reverse("office:change-more", args=[found.public_id])
    language = get_language() or "en"
    said = [{"sentence": sentence(one, language), "beside": beside(one, language)} for one in found.findings]
    context: dict[str, Any] = {"change": found, "form": form, "said": said, "sort": SORTS[found.sort]}
    context["is_ahead"] = found.first > today()
    question = study_of(found.study_id) if found.is_rollout and found.study_id else None
    context["unread"] = unread(question) if question else ""  # once, as the page of the lots says
    return render(request, "office/changes/change.html", {**context, "crumbs": crumbs()}, status=status)


@allowed(Deed.STATE_STUDIES)
@require_POST
def more(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Units that began on another day."""
    found = change_or_404(public_id)
    if not found.may_grow:
        raise Http404
    form = StartsForm(request.POST)
    if form.is_picking:
        return _page(request, found, form)
    if form.is_valid():
        try:
            add_starts(public_id, starts=form.starts, actor=signed_in_user(request), now=clock())
        except BadStatement as problem:
            tell(form, problem)
        else:
            toast(request, _("Added."))
            return redirect("office:change", public_id)
    return _page(request, found, form, status=422)


@allowed(Deed.STATE_STUDIES)
@require_POST
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """State and freeze the study; look at once where there is something to see."""
    found = change_or_404(public_id)
    if found.taken_back_at is not None or found.study_id is not None:
        raise Http404
    study = study_change(public_id, actor=signed_in_user(request), now=clock())
    ask_for_run(study, actor=signed_in_user(request), now=clock())
    toast(
        request, _("Written down and sealed. The answer comes in a minute, and again when its time is over.")
    )
    return redirect("office:change", public_id)


@allowed(Deed.STATE_STUDIES)
@require_POST
def take_it_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    if not take_back(public_id, why=request.POST.get("why", ""), actor=signed_in_user(request), now=clock()):
        raise Http404
    toast(request, _("Taken back. It stays readable, and stands beside no other question any more."))
    return redirect("office:changes")
