"""What the pages about asking share: their tabs, reasons in words, what to choose from."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from extramile.invitations.models import Reason
from extramile.people import access
from extramile.people.access import Deed
from extramile.people.models import Unit
from extramile.questionnaires.models import Questionnaire
from extramile.web.access import today
from extramile.web.naming import called

if TYPE_CHECKING:  # Django's own class takes no type
    OneOf = forms.ModelChoiceField[Questionnaire]
else:
    OneOf = forms.ModelChoiceField

REASONS: dict[str, str | Promise] = {
    Reason.NO_ADDRESS: _("no address to ask at"),
    Reason.OPTED_OUT: _("does not want to be asked"),
    Reason.BOUNCED: _("the address does not exist"),
    Reason.ASKED_RECENTLY: _("was asked recently"),
    Reason.SAMPLED_OUT: _("left out by the sample"),
    Reason.TOO_OLD: _("the job was too long ago"),
    Reason.TEST_JOB: _("a test job"),
    Reason.NO_PLAN: _("no asking plan for this unit"),
    Reason.ERASED: _("the customer was erased"),
}


class QuestionnaireField(OneOf):
    """One of them, called in the reader's language."""

    def label_from_instance(self, obj: Questionnaire) -> str:
        return called(obj.name)


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages about asking that this person may open."""
    deeds = access.deeds(request.user, today=today())
    places = [
        ("office:asking", _("Plans"), Deed.ASK),
        ("office:decisions", _("Who was asked"), Deed.ASK),
        ("office:codes", _("Printed codes"), Deed.ASK),
        ("office:outbox", _("Outbox"), Deed.SEE_OUTBOX),
    ]
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {"label": label, "url": reverse(name), "is_current": name == here}
        for name, label, deed in places
        if deed in deeds
    ]


def unit_choices(*, day: date) -> list[tuple[int, str]]:
    """Every open unit under its place in the tree, parents before children."""
    rows = Unit.objects.exclude(closed_on__lte=day).values_list("pk", "path", "name")
    names = {pk: name for pk, _path, name in rows}
    known = [
        (pk, [names[int(part)] for part in path.split(".") if part and int(part) in names])
        for pk, path, _name in rows
    ]
    return [(pk, " › ".join(way)) for pk, way in sorted(known, key=lambda row: row[1])]
