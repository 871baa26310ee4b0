"""The technician holds out the phone: "would you tell us how it went?". Own jobs, today and yesterday.

Looking at the list asks nobody. Pressing "Show the question" does, once, and only where it may be asked.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from extramile.core.clock import now as clock
from extramile.core.texts import direction
from extramile.intake.models import Job
from extramile.invitations.letters import Facts, say
from extramile.invitations.models import Decision, Invitation, Reason
from extramile.invitations.operations import NotShownError, show_question
from extramile.invitations.queries import answer_link, own_jobs
from extramile.people.access import employee_of
from extramile.people.models import Employee
from extramile.web.access import signed_in, signed_in_user
from extramile.web.office.asking.codes import picture
from extramile.web.toasts import went_wrong


def _myself(request: HttpRequest) -> Employee:
    employee = employee_of(signed_in_user(request))
    if employee is None:
        raise Http404
    return employee


def _jobs(request: HttpRequest) -> list[Job]:
    """From the first minute of yesterday, as the page says: not from so many hours ago."""
    now = clock()
    yesterday = timezone.localtime(now).date() - timedelta(days=1)
    return own_jobs(
        _myself(request), since=timezone.make_aware(datetime.combine(yesterday, time())), until=now
    )


@signed_in
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    jobs = _jobs(request)
    return render(request, "asking/today.html", {"rows": [_row(job) for job in jobs]})


def _row(job: Job) -> dict[str, Any]:
    invitation = getattr(job, "invitation", None)
    return {"job": job, "place": job.place or job.unit, "state": _state(invitation)}


def _state(invitation: Invitation | None) -> str:
    if invitation is None:
        return ""
    if invitation.responded_at:
        return "answered"
    return "asked" if invitation.decision == Decision.ASKED and invitation.asked_at else ""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """POST asks; GET shows what was asked."""
    jobs = _jobs(request)
    job = next((each for each in jobs if each.pk == pk), None)
    if job is None:
        raise Http404
    if request.method == "POST":
        return _ask(request, job)
    invitation = getattr(job, "invitation", None)
    if invitation is None or invitation.asked_at is None or invitation.cancelled_at is not None:
        return redirect("asking:today")
    return _show(request, invitation)


def _ask(request: HttpRequest, job: Job) -> HttpResponse:
    try:
        show_question(job.pk, now=clock())
    except NotShownError as error:
        went_wrong(request, _why_not(error.reason))
        return redirect("asking:today")
    return redirect("asking:show", pk=job.pk)


def _why_not(reason: str) -> str:
    words = {
        Reason.OPTED_OUT: _("This customer has asked us not to ask."),
        Reason.ASKED_RECENTLY: _("This customer was asked not long ago; we leave them in peace."),
        Reason.ERASED: _("This customer has been erased."),
        Reason.TEST_JOB: _("This is a test job."),
    }
    return words.get(Reason(reason), _("There is no plan for asking here yet; your office can make one."))


def _show(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    link = answer_link(invitation.pk)
    facts = Facts(language=invitation.language, pieces={}, link=link, stop="")
    context = {
        "picture": picture(link),
        "link": link,
        "link_words": link.partition("://")[2],
        "title": say("sheet_title", facts),
        "scan": say("sheet_show", facts),
        "customer_language": invitation.language,
        "customer_direction": direction(invitation.language),
        "answered": invitation.responded_at is not None,
        "crumbs": [(_("My jobs of today"), reverse("asking:today")), (_("The question"), "")],
    }
    return render(request, "asking/show.html", context)
