"""The files that somebody asked for: how far each is, the way to take it, to stop it and to put it away."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from extramile.core.clock import now
from extramile.exports import operations as exports
from extramile.exports.files import path_of
from extramile.exports.models import Export, ExportFormat, ExportKind, ExportState, Failure
from extramile.exports.queries import exports_of, is_within, newest_of
from extramile.people.access import Deed, visible_units
from extramile.people.models import Unit
from extramile.people.queries import descendants
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.office.exports.forms import GROUPS
from extramile.web.office.exports.streams import lying_ready
from extramile.web.toasts import toast, went_wrong

KINDS = {ExportKind.RESPONSES: gettext_lazy("Answers"), ExportKind.JOBS: gettext_lazy("Jobs")}
FORMATS = {ExportFormat.CSV: "CSV", ExportFormat.XLSX: "Excel"}
FAILURES = {
    Failure.NO_ROOM: gettext_lazy(
        "There is no room left on the server's disk. Ask whoever looks after it, then ask for the file again."
    ),
    Failure.CUT_OFF: gettext_lazy(
        "It was cut off three times. Choose a shorter period, or ask whoever looks after the server."
    ),
    Failure.ERROR: gettext_lazy(
        "Something went wrong, three times. The server's log says what. Ask for the file again."
    ),
}


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """One line of the list."""

    export: Export

    @property
    def title(self) -> str:
        return f"{KINDS[ExportKind(self.export.kind)]}, {FORMATS[ExportFormat(self.export.format)]}"

    @property
    def chosen(self) -> list[str]:
        """What was asked for, in words."""
        chosen = self.export.chosen
        group = dict(GROUPS).get(chosen.get("group", ""), "") if chosen.get("group") else ""
        return [part for part in (self._period(), chosen.get("unit", ""), str(group)) if part]

    def _period(self) -> str:
        since, until = (_day(self.export.chosen.get(end, "")) for end in ("since", "until"))
        if since and until:
            return _("%(since)s until %(until)s") % {"since": since, "until": until}
        if since:
            return _("since %(since)s") % {"since": since}
        return _("until %(until)s") % {"until": until} if until else _("of all time")

    @property
    def why(self) -> str:
        return str(FAILURES.get(Failure(self.export.failure), ""))

    @property
    def is_ready(self) -> bool:
        return self.export.state == ExportState.DONE

    @property
    def name(self) -> str:
        """Of the file, as it will be called where it is taken to."""
        return f"{self.export.kind}-{self.export.created_at.date().isoformat()}.{self.export.format}"


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y") if text else ""


def ready_files(request: HttpRequest) -> list[ReadyFile]:
    within = unit_ids_of(request, None)
    return [ReadyFile(one) for one in newest_of(signed_in_user(request)) if is_within(one, within)]


def unit_ids_of(request: HttpRequest, chosen: Unit | None) -> tuple[int, ...] | None:
    """The units meant, of those this person sees; None: all there are."""
    mine = visible_units(signed_in_user(request), today=today())
    wanted = mine & descendants(chosen) if chosen else mine
    ids = tuple(wanted.values_list("pk", flat=True))
    return None if not chosen and len(ids) == Unit.objects.count() else ids


def _found(request: HttpRequest, pk: int) -> Export:
    """One's own, of units that one still sees; any other does not exist."""
    export = exports_of(signed_in_user(request)).filter(pk=pk).first()
    if export is None or not is_within(export, unit_ids_of(request, None)):
        raise Http404
    return export


@allowed(Deed.EXPORT)
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of one line; when the work has ended, the whole line in its place."""
    found = ReadyFile(_found(request, pk))
    if found.export.is_busy:
        return render(request, "office/exports/progress.html", {"one": found})
    response = render(request, "office/exports/ended.html", {"one": found})
    response.headers["HX-Retarget"] = f"#export-{pk}"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


@allowed(Deed.EXPORT)
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    export = _found(request, pk)
    if export.state != ExportState.DONE or export.expires_at is None or export.expires_at <= now():
        raise Http404
    try:
        response = lying_ready(path_of(export), ExportFormat(export.format), ReadyFile(export).name)
    except FileNotFoundError as error:
        raise Http404 from error
    exports.downloaded(export, actor=signed_in_user(request), now=now())
    return response


@allowed(Deed.EXPORT)
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    if exports.cancel(_found(request, pk), actor=signed_in_user(request), now=now()):
        toast(request, _("Stopped. Nothing of the file is kept."))
    else:
        went_wrong(request, _("It had ended already."))
    return redirect("office:exports")


@allowed(Deed.EXPORT)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    if exports.remove(_found(request, pk), actor=signed_in_user(request), now=now()):
        toast(request, _("The file is deleted."))
    return redirect("office:exports")
