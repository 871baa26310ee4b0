"""The audit trail: who did or saw what about whom, newest first. Found by person and days; out as CSV."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from extramile.core import audit
from extramile.core.clock import now
from extramile.core.models import AuditEntry
from extramile.core.tables.writing import csv_blocks
from extramile.people.access import Deed
from extramile.people.models import Employee, User
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.people.deeds import SENTENCES, about, names_of, sentence

PAGE: Final = 50
BLOCK: Final = 2000  # rows whose names are looked up together
MOST_NAMED: Final = 500

HEADING: Final = ("at", "who", "what", "about", "sentence", "more")


class FindForm(forms.Form):
    """Empty fields ask nothing."""

    q = forms.CharField(
        label=_("Who, about whom, or what"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Up to and including"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean_q(self) -> str:
        return str(self.cleaned_data["q"]).strip()

    def found(self) -> QuerySet[AuditEntry]:
        """All of it, until the form says what is wanted; nothing, where it says what cannot be."""
        if self.is_bound and not self.is_valid():
            return AuditEntry.objects.none()
        given = self.cleaned_data if self.is_bound else {}
        entries = AuditEntry.objects.all()
        if given.get("q"):
            entries = entries.filter(_matching(given["q"]))
        if given.get("since"):
            entries = entries.filter(at__gte=_midnight(given["since"]))
        if given.get("until") and given["until"] < date.max:
            entries = entries.filter(at__lt=_midnight(given["until"] + timedelta(days=1)))
        return entries

    def wanted(self) -> dict[str, str]:
        return (
            {name: str(value) for name, value in self.cleaned_data.items() if value} if self.is_bound else {}
        )


def _midnight(day: date) -> datetime:
    """Where the program runs; on the first days there are, in UTC, where a zone has no such moment."""
    if day.year < 2:
        return datetime.combine(day, time(), UTC)
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _matching(text: str) -> Q:
    """The name of who did it or of whom it was about, words of the deed, or its code."""
    employees = Employee.objects.filter(name__icontains=text).values_list("pk", flat=True)[:MOST_NAMED]
    users = User.objects.filter(name__icontains=text).values_list("pk", flat=True)[:MOST_NAMED]
    deeds = [action for action, told in SENTENCES.items() if text.casefold() in _bare(str(told))]
    return (
        Q(actor_name__icontains=text)
        | Q(action__icontains=text)
        | Q(action__in=deeds)
        | Q(subject_type="employee", subject_id__in=[str(pk) for pk in employees])
        | Q(subject_type="user", subject_id__in=[str(pk) for pk in users])
    )


def _bare(told: str) -> str:
    return (told % {"who": "", "about": ""}).casefold()


@allowed(Deed.SEE_AUDIT)
def trail(request: HttpRequest) -> HttpResponse:
    """Read on from an id, so that a long trail costs no more at its end than at its start."""
    form = FindForm(request.GET if request.GET.keys() & {"q", "since", "until"} else None)
    found = form.found()
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    entries = list(found.order_by("-pk")[: PAGE + 1])
    shown = entries[:PAGE]
    names = names_of(shown)
    wanted = form.wanted()
    context = {
        "form": form,
        "wanted": wanted,
        "entries": [(one, sentence(one, names), _more(one)) for one in shown],
        "older": urlencode({**wanted, "before": shown[-1].pk}) if len(entries) > PAGE else "",
    }
    return render(request, "office/people/trail.html", context)


def _more(entry: AuditEntry) -> str:
    return json.dumps(entry.detail, ensure_ascii=False) if entry.detail else ""


@allowed(Deed.SEE_AUDIT)
@require_POST
def trail_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What was found, as a file for HR or the works council. That it was taken out is in the trail too."""
    form = FindForm(request.POST)
    if not form.is_valid():
        return render(request, "office/people/trail.html", {"form": form, "entries": []}, status=422)
    last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    audit.record(
        "office.trail.exported",
        actor=signed_in_user(request),
        now=now(),
        subject_type="export",
        **form.wanted(),
    )
    rows = _rows(form.found().filter(pk__lte=last), language=get_language() or "en")
    response = StreamingHttpResponse(csv_blocks(HEADING, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{today().isoformat()}.csv"'
    return response


def _rows(found: QuerySet[AuditEntry], *, language: str) -> Iterator[tuple[Any, ...]]:
    """Newest first, a block at a time: memory stays what it is. In the reader's language, also when the
    request is over."""
    before: int | None = None
    while True:
        asked = found if before is None else found.filter(pk__lt=before)
        block = list(asked.order_by("-pk")[:BLOCK])
        if not block:
            return
        with override(language):
            names = names_of(block)
            told = [
                (
                    one.at.isoformat(),
                    one.actor_name,
                    one.action,
                    about(one, names),
                    sentence(one, names),
                    _more(one),
                )
                for one in block
            ]
        yield from told
        before = block[-1].pk
