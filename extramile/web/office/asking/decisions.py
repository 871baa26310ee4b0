"""Who was asked, who was not and why, who did not answer."""

from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from extramile.core.clock import now as clock
from extramile.invitations.models import Decision, Invitation
from extramile.invitations.operations import remind_now
from extramile.invitations.queries import KINDS, decisions, tally
from extramile.people.access import Deed
from extramile.people.models import Unit
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.asking.common import REASONS, tabs, unit_choices
from extramile.web.toasts import toast

PAGE: Final = 50
MOST_AT_ONCE: Final = 500
WEEKS: Final = {"1": gettext_lazy("7 days"), "4": gettext_lazy("4 weeks"), "13": gettext_lazy("13 weeks")}
STATES: Final[dict[str, str | Promise]] = {
    "asked": gettext_lazy("asked"),
    "silent": gettext_lazy("no answer yet"),
    "answered": gettext_lazy("answered"),
}


def _number(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else None


class Wish:
    """What the address asks for; nonsense in it means nothing."""

    def __init__(self, query: QueryDict) -> None:
        weeks = query.get("weeks", "1")
        self.weeks = weeks if weeks in WEEKS else "1"
        kind = query.get("kind", "")
        self.kind = kind if kind in KINDS else ""
        number = _number(query.get("unit", ""))
        self.unit = Unit.objects.filter(pk=number).first() if number is not None else None
        self.before = _number(query.get("before", ""))
        self.until: date = today()
        self.since = self.until - timedelta(days=7 * int(self.weeks) - 1)

    def url(self, **changes: Any) -> str:
        known = {"weeks": self.weeks, "kind": self.kind, "unit": self.unit.pk if self.unit else "", **changes}
        chosen = {name: value for name, value in known.items() if value}
        return f"{reverse('office:decisions')}?{urlencode(chosen)}"


@allowed(Deed.ASK)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    wish = Wish(request.GET)
    counts = tally(since=wish.since, until=wish.until, unit=wish.unit)
    found = decisions(since=wish.since, until=wish.until, unit=wish.unit, kind=wish.kind, before=wish.before)
    rows = list(found[: PAGE + 1])
    context = {
        "tabs": tabs(request),
        "wish": wish,
        "counts": counts,
        "reasons": _reasons(counts.reasons, wish),
        "rows": [_row(row) for row in rows[:PAGE]],
        "more": wish.url(before=rows[PAGE - 1].pk) if len(rows) > PAGE else "",
        "weeks": [
            {"label": words, "url": wish.url(weeks=key), "is_current": key == wish.weeks}
            for key, words in WEEKS.items()
        ],
        "kinds": [
            {"label": words, "url": wish.url(kind=key), "is_current": key == wish.kind}
            for key, words in {"": _("all"), **STATES}.items()
        ],
        "units": unit_choices(day=wish.until),
        "kind_words": STATES.get(wish.kind) or REASONS.get(wish.kind, ""),
    }
    return render(request, "office/asking/decisions.html", context)


def _reasons(counts: dict[str, int], wish: Wish) -> list[dict[str, Any]]:
    return [
        {
            "words": REASONS.get(name, name),
            "n": n,
            "url": wish.url(kind=name),
            "is_current": name == wish.kind,
        }
        for name, n in counts.items()
    ]


def _row(row: Invitation) -> dict[str, Any]:
    return {"invitation": row, "job": row.job, "words": _state(row), "moment": _moment(row)}


def _state(row: Invitation) -> str | Promise:
    if row.decision == Decision.NOT_ASKED:
        return REASONS.get(row.reason, row.reason)
    if row.responded_at:
        return _("answered")
    if row.cancelled_at:
        return _("called off")
    if row.asked_at is None:
        return _("will be asked")
    if row.reminders_sent:
        return ngettext("asked, reminded once", "asked, reminded %(n)d times", row.reminders_sent) % {
            "n": row.reminders_sent
        }
    return _("asked, no answer yet")


def _moment(row: Invitation) -> Any:
    if row.decision == Decision.NOT_ASKED:
        return row.decided_at
    return row.responded_at or row.cancelled_at or row.asked_at or row.due_at


@allowed(Deed.ASK)
@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """Everybody in the list who was asked and has not answered."""
    wish = Wish(request.POST)
    silent = decisions(since=wish.since, until=wish.until, unit=wish.unit, kind="silent")
    ids = list(silent.values_list("pk", flat=True)[:MOST_AT_ONCE])
    n = remind_now(ids, actor=signed_in_user(request), now=clock())
    words = (
        ngettext("%(n)d reminder will go out.", "%(n)d reminders will go out.", n)
        if n
        else _("Nobody to remind: a reminder goes out at most once a day, and three times in all.")
    )
    toast(request, words % {"n": n} if n else words)
    return redirect(wish.url(kind="silent"))
