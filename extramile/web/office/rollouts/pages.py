"""Let lots decide who begins first: plan it, see what it could show, draw once, and see who starts when."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extramile.core.clock import now as clock
from extramile.evidence.operations.rollouts import call_off, change_rollout, draw_lots, plan_rollout
from extramile.evidence.problems import AlreadyDrawn, BadStatement, Undecided, UnknownRollout
from extramile.evidence.queries import newest_findings, study_of
from extramile.evidence.queries.rollouts import (
    RolloutView,
    as_calendar,
    as_csv,
    drawn_before,
    promise_of,
    rollout_of,
    rollouts,
    starting,
)
from extramile.evidence.sentences import beside, sentence
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.changes.forms import SORTS
from extramile.web.office.need.places import tabs
from extramile.web.office.rollouts.deciding import overlapping
from extramile.web.office.rollouts.forms import RolloutForm
from extramile.web.office.studies.wording import unread
from extramile.web.toasts import toast, went_wrong

SOON = timedelta(weeks=8)


def rollout_or_404(public_id: UUID) -> RolloutView:
    found = rollout_of(public_id)
    if found is None:
        raise Http404
    return found


def drawn_or_404(public_id: UUID) -> RolloutView:
    found = rollout_or_404(public_id)
    if found.drawn_at is None:
        raise Http404
    return found


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Begin by lot"), reverse("office:rollouts")), *more]


@allowed(Deed.STATE_STUDIES)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All of them, and who begins in the coming weeks."""
    rows = [{"rollout": one, "sort": SORTS[one.sort]} for one in rollouts()]
    soon = [{"rollout": one, "start": start} for one, start in starting(today(), today() + SOON)]
    context = {"rows": rows, "soon": soon, "tabs": tabs(request)}
    return render(request, "office/rollouts/overview.html", context)


@allowed(Deed.STATE_STUDIES)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, RolloutForm(rollout=None), None)
    form = RolloutForm(request.POST, rollout=None)
    if form.is_picking:
        return _form(request, form, None)
    if form.is_valid():
        try:
            made = plan_rollout(**form.plan(), actor=signed_in_user(request), now=clock())
        except BadStatement as problem:
            form.tell(problem.problems)
        else:
            toast(request, _("Planned. Look here at what it could show, before you draw."))
            return redirect("office:rollout", made)
    return _form(request, form, None, status=422)


@allowed(Deed.STATE_STUDIES)
@require_http_methods(["GET", "HEAD", "POST"])
def alter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Before the lots are drawn."""
    found = rollout_or_404(public_id)
    if found.state != "planned":
        raise Http404
    if request.method != "POST":
        return _form(request, RolloutForm(rollout=found), found)
    form = RolloutForm(request.POST, rollout=found)
    if form.is_picking:
        return _form(request, form, found)
    if form.is_valid():
        try:
            change_rollout(public_id, **form.plan(), actor=signed_in_user(request), now=clock())
        except BadStatement as problem:
            form.tell(problem.problems)
        else:
            toast(request, _("Changed."))
            return redirect("office:rollout", public_id)
    return _form(request, form, found, status=422)


def _form(
    request: HttpRequest, form: RolloutForm, found: RolloutView | None, *, status: int = 200
) -> HttpResponse:
    here = [(found.name, reverse("office:rollout", args=[found.public_id]))] if found else []
    context = {"form": form, "rollout": found, "crumbs": crumbs(*here)}
    return render(request, "office/rollouts/form.html", context, status=status)


@allowed(Deed.STATE_STUDIES)
@require_safe
def rollout(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = rollout_or_404(public_id)
    language = get_language() or "en"
    context: dict[str, Any] = {"rollout": found, "sort": SORTS[found.sort], "crumbs": crumbs(), "said": []}
    if found.state == "planned":
        context["promise"] = promise_of(found, now=clock())
        context["drawn_before"] = drawn_before(found.unit_ids, now=clock())
        context["is_late"] = found.starts_on[0] <= today()
        context |= overlapping(found, now=clock())
    elif found.study_key:
        context["said"] = [
            {"sentence": sentence(one, language), "beside": beside(one, language)}
            for one in newest_findings([found.study_key])
        ]
        question = study_of(found.study_id) if found.study_id else None
        context["unread"] = unread(question) if question else ""
    return render(request, "office/rollouts/rollout.html", context)


@allowed(Deed.STATE_STUDIES)
@require_POST
def draw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Once."""
    try:
        draw_lots(public_id, actor=signed_in_user(request), now=clock())
    except UnknownRollout as error:
        raise Http404 from error
    except AlreadyDrawn:
        went_wrong(request, _("The lots are drawn already: these are they."))
    except Undecided:
        went_wrong(request, _("Something else begins in these units. Decide about that first."))
    except BadStatement as problem:
        went_wrong(request, " ".join(problem.problems.values()))
    else:
        toast(request, _("Drawn. The question is sealed with the lots; nobody can draw again."))
    return redirect("office:rollout", public_id)


@allowed(Deed.STATE_STUDIES)
@require_POST
def call_it_off(request: HttpRequest, public_id: UUID) -> HttpResponse:
    try:
        call_off(public_id, why=request.POST.get("why", ""), actor=signed_in_user(request), now=clock())
    except UnknownRollout as error:
        raise Http404 from error
    except BadStatement as problem:
        went_wrong(request, " ".join(problem.problems.values()))
        return redirect("office:rollout", public_id)
    toast(request, _("Called off. It stays in the record."))
    return redirect("office:rollouts")


@allowed(Deed.STATE_STUDIES)
@require_safe
def table(_request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = drawn_or_404(public_id)
    return _file("\ufeff" + as_csv(found), "text/csv; charset=utf-8", "starts.csv")


@allowed(Deed.STATE_STUDIES)
@require_safe
def calendar(_request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = drawn_or_404(public_id)
    return _file(as_calendar(found, now=clock()), "text/calendar; charset=utf-8", "starts.ics")


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text.encode(), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
