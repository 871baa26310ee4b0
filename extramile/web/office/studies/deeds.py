"""Studies to state: a draft, its freezing, and what is asked to be computed."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from extramile.core.clock import now
from extramile.evidence import operations
from extramile.evidence.models import StudyKind
from extramile.evidence.problems import AlreadyFrozen, BadStatement, EvidenceProblem, NotDone, UnknownStudy
from extramile.evidence.queries import run_of
from extramile.evidence.views import StudyView
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.office.people.fields import units_list
from extramile.web.office.studies.forms import StudyForm
from extramile.web.office.studies.pages import language, study_or_404
from extramile.web.toasts import toast, went_wrong


@allowed(Deed.STATE_STUDIES)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    form = StudyForm(request.POST if request.method == "POST" else None, language=language())
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, None)
    try:
        made = operations.state(
            key=form.key(),
            kind=StudyKind.LINKAGE,
            statement=form.statement(),
            actor=signed_in_user(request),
            now=now(),
        )
    except BadStatement as wrong:
        return _form(request, _told(form, wrong), None)
    toast(request, _("Written down, as a draft. Read it once more, then freeze it."))
    return redirect("office:study", made)


@allowed(Deed.STATE_STUDIES)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = study_or_404(public_id)
    if found.frozen_at is not None or found.kind != StudyKind.LINKAGE:
        raise Http404
    form = StudyForm(request.POST if request.method == "POST" else None, language=language(), study=found)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, found)
    try:
        operations.restate(public_id, statement=form.statement(), actor=signed_in_user(request), now=now())
    except BadStatement as wrong:
        return _form(request, _told(form, wrong), found)
    except AlreadyFrozen:
        went_wrong(request, _("It was frozen meanwhile, so it stays as it was."))
    else:
        toast(request, _("Changed. It is still a draft."))
    return redirect("office:study", public_id)


def _told(form: StudyForm, wrong: BadStatement) -> StudyForm:
    for field, text in wrong.problems.items():
        form.add_error(field if field in form.fields else None, text)
    return form


def _form(request: HttpRequest, form: StudyForm, found: StudyView | None) -> HttpResponse:
    crumbs = [(_("Studies"), reverse("office:studies"))]
    context = {"form": form, "study": found, "crumbs": crumbs, "units": units_list()}
    return render(request, "office/studies/form.html", context, status=422 if form.is_bound else 200)


@allowed(Deed.STATE_STUDIES)
@require_POST
def freeze_it(request: HttpRequest, public_id: UUID) -> HttpResponse:
    study_or_404(public_id)
    try:
        operations.freeze(public_id, actor=signed_in_user(request), now=now())
    except EvidenceProblem:
        went_wrong(request, _("It is frozen already, or not whole. Look at what it says."))
    else:
        toast(request, _("Frozen. It is computed as soon as there is something to read."))
    return redirect("office:study", public_id)


@allowed(Deed.STATE_STUDIES)
@require_POST
def discard_it(request: HttpRequest, public_id: UUID) -> HttpResponse:
    try:
        operations.discard(public_id, actor=signed_in_user(request), now=now())
    except UnknownStudy as error:
        raise Http404 from error
    except AlreadyFrozen:
        went_wrong(request, _("A frozen study stays: what was once asked is not made unasked."))
        return redirect("office:study", public_id)
    toast(request, _("The draft is gone."))
    return redirect("office:studies")


@allowed(Deed.STATE_STUDIES)
@require_POST
def retire_it(request: HttpRequest, public_id: UUID) -> HttpResponse:
    try:
        operations.retire(public_id, actor=signed_in_user(request), now=now())
    except UnknownStudy as error:
        raise Http404 from error
    toast(request, _("It is computed no more. What it said stays readable."))
    return redirect("office:study", public_id)


@allowed(Deed.STATE_STUDIES)
@require_POST
def run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    study_or_404(public_id)
    try:
        operations.ask_for_run(public_id, actor=signed_in_user(request), now=now())
    except EvidenceProblem:
        went_wrong(request, _("Nothing is computed of a draft. Freeze it first."))
    return redirect("office:study", public_id)


@allowed(Deed.STATE_STUDIES)
@require_POST
def again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    try:
        operations.ask_for_again(run_id, actor=signed_in_user(request), now=now())
    except NotDone as error:
        raise Http404 from error
    found = run_of(run_id)
    if found is None:
        raise Http404
    return redirect("office:study", found.study_id)
