"""Every e-mail and SMS with its state; what went wrong, and "try again"."""

from datetime import timedelta
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from extramile.core import audit
from extramile.core.clock import now as clock
from extramile.outbox import queries
from extramile.outbox.models import Message, State
from extramile.outbox.operations import try_again
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.office.asking.common import tabs
from extramile.web.toasts import toast, went_wrong

PAGE: Final = 50
DAYS: Final = 30
STATES: Final[dict[str, str | Promise]] = {
    State.QUEUED: gettext_lazy("waiting"),
    State.SENDING: gettext_lazy("being sent"),
    State.SENT: gettext_lazy("sent"),
    State.FAILED: gettext_lazy("failed"),
    State.CANCELLED: gettext_lazy("called off"),
}
BOUNCES: Final[dict[str, str | Promise]] = {
    "hard": gettext_lazy("came back: no such address"),
    "soft": gettext_lazy("came back: the mailbox is full or busy"),
    "complaint": gettext_lazy("the customer called it spam"),
}
LATE: Final = timedelta(minutes=10)


@allowed(Deed.SEE_OUTBOX)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    moment = clock()
    page = Paginator(queries.newest(state=state), PAGE).get_page(request.GET.get("page"))
    counts = queries.state_counts(since=moment - timedelta(days=DAYS))
    overdue, oldest = queries.waiting(moment)
    context = {
        "tabs": tabs(request),
        "state": state,
        "states": _choices(counts, state),
        "rows": [_row(message) for message in page],
        "page": page,
        "overdue": overdue if oldest and moment - oldest > LATE else 0,
        "oldest": oldest,
        "error": queries.newest_error(),
        "days": DAYS,
    }
    return render(request, "office/asking/outbox.html", context)


def _choices(counts: dict[str, int], state: str) -> list[dict[str, Any]]:
    here = reverse("office:outbox")
    every = [{"label": _("all"), "url": here, "is_current": not state}]
    return every + [
        {"label": f"{words} {counts[key]}", "url": f"{here}?state={key}", "is_current": key == state}
        for key, words in STATES.items()
    ]


def _row(message: Message) -> dict[str, Any]:
    return {
        "message": message,
        "to": queries.masked(message.recipient) or _("forgotten"),
        "state": BOUNCES.get(message.bounce_kind) or STATES[message.state],
        "moment": message.sent_at or message.due_at,
        "may_retry": message.state == State.FAILED and not message.bounced_at and bool(message.recipient),
    }


@allowed(Deed.SEE_OUTBOX)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.defer("text", "html"), pk=pk)
    if try_again(message.pk, now=clock()):
        audit.record(
            "outbox.message.again",
            actor=signed_in_user(request),
            now=clock(),
            subject_type="message",
            subject_id=message.pk,
        )
        toast(request, _("It is tried again now."))
    else:
        went_wrong(request, _("This message cannot be sent again."))
    return redirect("office:outbox")
