"""The audit trail: who did or saw what about whom, newest first."""

import json
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from extramile.core.models import AuditEntry
from extramile.people.access import Deed
from extramile.people.models import Employee, Unit, User
from extramile.web.access import allowed

PAGE = 50


@allowed(Deed.SEE_AUDIT)
def trail(request: HttpRequest) -> HttpResponse:
    """Read on from an id, so that a long trail costs no more at its end than at its start."""
    before = request.GET.get("before", "")
    found = _found(request)
    if before.isdigit() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    entries = list(found.order_by("-pk")[: PAGE + 1])
    more = entries[PAGE - 1].pk if len(entries) > PAGE else None
    names = _names(entries[:PAGE])
    context = {
        "entries": [
            (one, names.get((one.subject_type, one.subject_id), ""), _said(one)) for one in entries[:PAGE]
        ],
        "more": more,
        "search": request.GET.get("q", ""),
    }
    return render(request, "office/people/trail.html", context)


def _found(request: HttpRequest) -> QuerySet[AuditEntry]:
    search = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if not search:
        return AuditEntry.objects.all()
    return AuditEntry.objects.filter(Q(actor_name__icontains=search) | Q(action__icontains=search))


def _names(entries: list[AuditEntry]) -> dict[tuple[str, str], str]:
    """Names of the subjects, a query for each kind."""
    found: dict[tuple[str, str], str] = {}
    for kind, model in (("employee", Employee), ("user", User), ("unit", Unit)):
        ids = [one.subject_id for one in entries if one.subject_type == kind and one.subject_id.isdigit()]
        if ids:
            rows: QuerySet[Any] = model.objects.filter(pk__in=ids)
            found |= {(kind, str(one.pk)): str(one) for one in rows}
    return found


def _said(entry: AuditEntry) -> str:
    return json.dumps(entry.detail, ensure_ascii=False) if entry.detail else ""
