"""Waves: the list, a new one, how one is going."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extramile.core.clock import now as clock
from extramile.engagement.operations import call_off, change_plan, plan
from extramile.engagement.problems import BadPlan, CoachSaysNo, VoiceProblem
from extramile.engagement.queries import (
    Planned,
    WaveView,
    advice_on,
    participation,
    planned,
    waves,
)
from extramile.people.access import Deed, may
from extramile.people.models import Unit
from extramile.stats.disclosure.coding import LEAST_SHARES
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.need.lines import need_line
from extramile.web.office.waves.expecting import what_to_expect
from extramile.web.office.waves.forms import WaveForm
from extramile.web.toasts import toast, went_wrong
from extramile.web.voice.common import wave_or_404
from extramile.web.voice.wording import (
    HINDRANCES,
    KINDS,
    LAYERS,
    STATES,
    STEPS,
    control_code,
    group_name,
    said,
)

RUNNING = ("opening", "open", "closing")
MOST_REASON = 1000


@allowed(Deed.RUN_WAVES, Deed.HAND_OUT_CODES)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Whoever only hands out cards sees the waves that are open, and nothing to plan."""
    runs = may(request.user, Deed.RUN_WAVES, today=today())
    rows = [
        {"wave": wave, "state": said(STATES, wave.state), "kind": said(KINDS, wave.kind)}
        for wave in waves()
        if runs or wave.state == "open"
    ]
    return render(request, "office/waves/overview.html", {"rows": rows, "runs": runs})


@allowed(Deed.RUN_WAVES)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, WaveForm(wave=None, now=clock()), None)
    form = WaveForm(request.POST, wave=None, now=clock())
    if form.is_picking:
        return _form(request, form, None)
    if not form.is_valid():
        return _form(request, form, None, status=422)
    try:
        made = plan(**form.plan(), actor=signed_in_user(request), now=clock())
    except VoiceProblem as problem:
        _tell(form, problem)
        return _form(request, form, None, status=422)
    toast(request, _("Planned. Look here at what opening it will do."))
    return redirect("office:wave", made)


@allowed(Deed.RUN_WAVES)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, wave: UUID) -> HttpResponse:
    found = wave_or_404(wave)
    if found.state != "draft":
        raise Http404
    if request.method != "POST":
        return _form(request, WaveForm(wave=found, now=clock()), found)
    form = WaveForm(request.POST, wave=found, now=clock())
    if form.is_picking:
        return _form(request, form, found)
    if not form.is_valid():
        return _form(request, form, found, status=422)
    try:
        change_plan(found.public_id, **form.plan(), actor=signed_in_user(request), now=clock())
    except VoiceProblem as problem:
        _tell(form, problem)
        return _form(request, form, found, status=422)
    toast(request, _("Changed."))
    return redirect("office:wave", found.public_id)


FIELDS = {"questionnaire_version_id": "questionnaire", "unit_ids": "units", "staff_unit_ids": "staff_units"}


def _tell(form: WaveForm, problem: VoiceProblem) -> None:
    """Each problem at the field that it is about."""
    if isinstance(problem, CoachSaysNo):
        form.ask_why(problem.findings)
        return
    known = problem.problems if isinstance(problem, BadPlan) else {}
    for name, words in known.items():
        field = FIELDS.get(name, name)
        form.add_error(field if field in form.fields else None, words)
    if not known:
        form.add_error(None, str(problem))


def _form(request: HttpRequest, form: WaveForm, wave: WaveView | None, status: int = 200) -> HttpResponse:
    here = _("Change") if wave else _("New wave")
    crumbs = [(_("Waves"), reverse("office:waves")), (here, "")]
    context = {"form": form, "wave": wave, "crumbs": crumbs}
    return render(request, "office/waves/form.html", context, status=status)


@allowed(Deed.RUN_WAVES)
@require_safe
def wave_page(request: HttpRequest, wave: UUID) -> HttpResponse:
    found = wave_or_404(wave)
    what = planned(found.id) if found.state == "draft" else None
    context = {
        **_standing(found),
        "crumbs": [(_("Waves"), reverse("office:waves")), (found.name, "")],
        "units": list(Unit.objects.filter(pk__in=found.unit_ids).order_by("path")),
        "layers": [said(LAYERS, layer) for layer in found.layers],
        "kind": said(KINDS, found.kind),
        "foretold": _foretold(what) if what else None,
        "expect": what_to_expect(request, found, what) if what and what.can_open else None,
        "least_shares": LEAST_SHARES,
        "need": need_line() if found.state == "draft" else None,
        "advice": advice_on(found) if found.state == "draft" else [],
        "code": control_code(found.keys_digest),
        "may_hand_out": may(request.user, Deed.HAND_OUT_CODES, today=today()),
    }
    return render(request, "office/waves/wave.html", context)


@allowed(Deed.RUN_WAVES)
@require_safe
def state(request: HttpRequest, wave: UUID) -> HttpResponse:
    """The piece of the page that goes on while keys are made or results are computed."""
    return render(request, "office/waves/standing.html", _standing(wave_or_404(wave)))


def _standing(wave: WaveView) -> dict[str, Any]:
    return {
        "wave": wave,
        "state": said(STATES, wave.state),
        "step": said(STEPS, wave.step) if wave.step else "",
        "hindrance": HINDRANCES.get(wave.step) if wave.state == "draft" else None,
        "is_busy": wave.state in {"opening", "closing"} or (wave.state == "open" and bool(wave.step)),
        "is_running": wave.state in RUNNING,
        "participation": participation(wave.id) if wave.state in {"open", "closing", "closed"} else [],
    }


def _foretold(what: Planned) -> dict[str, Any]:
    return {
        "planned": what,
        "merged": [group_name(group.unit_name, group.layer) for group in what.merged],
        "too_small": [group_name(group.unit_name, group.layer) for group in what.too_small],
        "more_merged": what.merged_total - len(what.merged),
    }


@allowed(Deed.RUN_WAVES)
@require_POST
def call_it_off(request: HttpRequest, wave: UUID) -> HttpResponse:
    found = wave_or_404(wave)
    reason = request.POST.get("reason", "").strip()[:MOST_REASON]
    if not reason:
        went_wrong(request, _("Write why: everybody who was invited may ask."))
        return redirect("office:wave", found.public_id)
    try:
        call_off(found.public_id, reason=reason, actor=signed_in_user(request), now=clock())
    except VoiceProblem as problem:
        went_wrong(request, str(problem))
    else:
        toast(request, _("Called off. Every answer is destroyed; nothing will be shown."))
    return redirect("office:wave", found.public_id)
