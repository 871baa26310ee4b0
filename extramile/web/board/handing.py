"""Noting who received a final report without signing in: on paper, as a file, at a meeting."""

from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from extramile.board import operations as board
from extramile.board.models import HandingWay
from extramile.board.operations.handing import LONGEST_NAME
from extramile.board.problems import BoardProblem, DayError, NobodyError
from extramile.core.clock import now
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.board.authoring import back_to, row_or_404
from extramile.web.toasts import toast, went_wrong

WAYS: Final = {
    HandingWay.PAPER: gettext_lazy("on paper"),
    HandingWay.FILE: gettext_lazy("as a PDF"),
    HandingWay.READ_OUT: gettext_lazy("shown at a meeting"),
}


class HandingForm(forms.Form):
    name = forms.CharField(max_length=LONGEST_NAME)
    way = forms.ChoiceField(choices=list(WAYS.items()))
    handed_on = forms.DateField(input_formats=["%Y-%m-%d"])


@allowed(Deed.WRITE_REPORTS)
@require_POST
def note(request: HttpRequest, report: UUID) -> HttpResponse:
    row, form = row_or_404(report), HandingForm(request.POST)
    if not form.is_valid():
        went_wrong(request, _("Write who received it, and choose the day and the way."))
        return back_to(request, report, "readers")
    try:
        board.note_handing(row, **form.cleaned_data, actor=signed_in_user(request), now=now())
    except NobodyError:
        went_wrong(request, _("Write who received it, and choose the day and the way."))
    except DayError:
        went_wrong(request, _("Choose a day from the one on which it was made final until today."))
    except BoardProblem:
        went_wrong(request, _("Only a final report can be handed over. Make it final first."))
    else:
        toast(request, _("Noted. It stays with the report."))
    return back_to(request, report, "readers")


@allowed(Deed.WRITE_REPORTS)
@require_POST
def strike(request: HttpRequest, report: UUID, number: int) -> HttpResponse:
    row = row_or_404(report)
    if board.strike_handing(row, number, actor=signed_in_user(request), now=now()):
        toast(request, _("Struck out. The audit trail keeps it."))
    return back_to(request, report, "readers")
