"""How we ask: one plan for everybody, and others where a unit differs."""

from datetime import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extramile.core.clock import now as clock
from extramile.invitations.models import AskingPlan
from extramile.invitations.operations import retire_plan, save_plan, send_test_mail
from extramile.invitations.queries import Forecast, foresee
from extramile.people.access import Deed
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.queries import DEFAULT_SLUG
from extramile.web.access import allowed, signed_in_user
from extramile.web.naming import called
from extramile.web.office.asking.common import REASONS, tabs
from extramile.web.office.asking.forms import PlanForm
from extramile.web.toasts import toast, went_wrong


@allowed(Deed.ASK)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    plans = AskingPlan.objects.filter(active=True).select_related("unit", "questionnaire")
    ordered = sorted(plans, key=lambda plan: (plan.unit is not None, plan.unit.path if plan.unit else ""))
    return render(request, "office/asking/plans.html", {"plans": ordered, "tabs": tabs(request)})


def _new() -> AskingPlan:
    """What the form begins with."""
    questionnaire = Questionnaire.objects.filter(slug=DEFAULT_SLUG).first()
    plan = AskingPlan(quiet_from=time(20), quiet_until=time(9), channels=["email"])
    plan.questionnaire_id = questionnaire.pk if questionnaire else None  # type: ignore[assignment]
    return plan


@allowed(Deed.ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    return _form(request, _new())


@allowed(Deed.ASK)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, get_object_or_404(AskingPlan, pk=pk, active=True))


def _form(request: HttpRequest, plan: AskingPlan) -> HttpResponse:
    if request.method != "POST":
        forecast = foresee(plan, now=clock()) if plan.pk else None
        return _show(request, plan, PlanForm(plan=plan), forecast)
    form = PlanForm(request.POST, plan=plan)
    if not form.is_valid():
        return _show(request, plan, form, None, status=422)
    filled = form.apply()
    if "foresee" in request.POST:
        return _show(request, plan, form, foresee(filled, now=clock()))
    save_plan(filled, actor=signed_in_user(request), now=clock())
    toast(request, _("Saved. It counts for jobs that are decided from now on."))
    return redirect("office:asking")


def _show(
    request: HttpRequest, plan: AskingPlan, form: PlanForm, forecast: Forecast | None, status: int = 200
) -> HttpResponse:
    crumbs = [(_("Asking"), reverse("office:asking")), (called(plan.name) if plan.pk else _("New plan"), "")]
    context = {"plan": plan, "form": form, "forecast": _in_words(forecast), "crumbs": crumbs}
    return render(request, "office/asking/plan.html", context, status=status)


def _in_words(forecast: Forecast | None) -> dict[str, Any] | None:
    if forecast is None:
        return None
    reasons = [{"words": REASONS.get(name, name), "n": n} for name, n in forecast.reasons.items()]
    return {"jobs": forecast.jobs, "asked": forecast.asked, "reasons": reasons, "is_part": forecast.is_part}


@allowed(Deed.ASK)
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(AskingPlan, pk=pk, active=True)
    retire_plan(plan, actor=signed_in_user(request), now=clock())
    toast(request, _("The plan has ended. Jobs there fall under the plan above from now on."))
    return redirect("office:asking")


@allowed(Deed.ASK)
@require_POST
def test_mail(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(AskingPlan, pk=pk, active=True)
    user = signed_in_user(request)
    if not user.email:
        went_wrong(request, _("You have no e-mail address here, so there is nowhere to send it."))
    else:
        send_test_mail(plan, user=user, now=clock())
        toast(request, _("On its way to %(address)s.") % {"address": user.email})
    return redirect("office:asking")
