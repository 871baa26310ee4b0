"""What the import pages share: who may import what, and the names of things on the screen."""

from typing import Final

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from extramile.intake.models import BatchKind, ImportBatch
from extramile.people.access import Deed, may
from extramile.web.access import signed_in_user, today

DEEDS: Final = {
    BatchKind.JOBS: Deed.IMPORT,
    BatchKind.RESPONSES: Deed.IMPORT,
    BatchKind.PEOPLE: Deed.MANAGE_PEOPLE,
    BatchKind.UNITS: Deed.MANAGE_PEOPLE,
}
KINDS: Final[dict[str, Promise]] = {
    BatchKind.JOBS: _("Jobs"),
    BatchKind.RESPONSES: _("Responses"),
    BatchKind.PEOPLE: _("People"),
    BatchKind.UNITS: _("Units"),
}
EXPLAINED: Final[dict[str, Promise]] = {
    BatchKind.JOBS: _("Finished work, with who did it and for which customer"),
    BatchKind.RESPONSES: _("Answers that customers gave elsewhere"),
    BatchKind.PEOPLE: _("Employees, their teams and their roles"),
    BatchKind.UNITS: _("The organisation: regions, centres and teams"),
}
FIELDS: Final[dict[str, Promise]] = {
    "external_id": _("Number"),
    "finished_at": _("Finished on"),
    "employees": _("Employee(s)"),
    "employee": _("Employee"),
    "unit": _("Unit"),
    "kind_of_work": _("Kind of work"),
    "channel": _("Channel"),
    "amount": _("Amount"),
    "customer_reference": _("Customer's number"),
    "customer_email": _("Customer's e-mail address"),
    "customer_mobile": _("Customer's mobile number"),
    "customer_name": _("Customer's name"),
    "language": _("Language"),
    "is_test": _("Is it a test?"),
    "name": _("Name"),
    "email": _("E-mail address"),
    "mobile": _("Mobile number"),
    "team": _("Team"),
    "team_since": _("In this team since"),
    "role": _("Role"),
    "coach_of": _("Coach of"),
    "manager_of": _("Manager of"),
    "started_on": _("First day"),
    "ended_on": _("Last day"),
    "kind": _("Kind of unit"),
    "parent": _("Belongs to"),
    "time_zone": _("Time zone"),
    "closed_on": _("Closed on"),
    "score": _("Score"),
    "comment": _("Comment"),
    "responded_at": _("Answered on"),
    "date": _("Date"),
}


def label_of(key: str) -> str:
    return str(FIELDS.get(key, key.replace("_", " ").capitalize()))


def kinds_for(request: HttpRequest) -> list[BatchKind]:
    """Which kinds of file this person may import."""
    user = signed_in_user(request)
    return [kind for kind, deed in DEEDS.items() if may(user, deed, today=today())]


def find_batch(request: HttpRequest, pk: int) -> ImportBatch:
    """The import, if it is of a kind that this person may import; else there is none."""
    found = get_object_or_404(ImportBatch.objects.select_related("source"), pk=pk)
    if found.kind not in kinds_for(request):
        raise Http404
    return found
