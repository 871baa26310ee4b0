"""A final report on its way to its readers, and taking it away from them again."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from extramile.board import operations as board
from extramile.board.problems import BoardProblem, NobodyError, WordsError
from extramile.board.queries import ReportView, deliveries_of
from extramile.core.clock import now
from extramile.people.access import Deed, who_manages, who_may
from extramile.people.models import UnitKind, User
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.board.authoring import back_to, row_or_404
from extramile.web.toasts import toast, went_wrong

# Whoever leads more than one centre: a report is sent to them by name, if at all.
LEADERS: Final = (UnitKind.COMPANY, UnitKind.COUNTRY, UnitKind.REGION)


def readers_without(report: ReportView) -> list[User]:
    """Whoever reads reports and did not receive this one yet."""
    had = {one.user_id for one in deliveries_of(report.public_id)}
    return [user for user in who_may(Deed.READ_REPORTS, today=today()) if user.pk not in had]


def leaders_without(report: ReportView) -> list[User]:
    """Managers who may read it once they are named; none who reads reports anyway."""
    had = {one.user_id for one in deliveries_of(report.public_id)}
    had |= {user.pk for user in who_may(Deed.READ_REPORTS, today=today())}
    return [user for user in who_manages(LEADERS, today=today()) if user.pk not in had]


@allowed(Deed.WRITE_REPORTS)
@require_POST
def send(request: HttpRequest, report: UUID) -> HttpResponse:
    row = row_or_404(report)
    chosen, unknown = _chosen(request)
    if unknown:
        went_wrong(
            request,
            _(
                "Nobody signs in with %(address)s. Sent to nobody yet: mend the address and send again, or"
                " give them the PDF and note it below."
            )
            % {"address": unknown},
        )
        return back_to(request, report, "readers")
    try:
        told = board.deliver(row, to=chosen, actor=signed_in_user(request), now=now())
    except NobodyError:
        went_wrong(request, _("Choose at least one reader, or write an address."))
    except BoardProblem:
        went_wrong(request, _("Only a final report can be sent. Make it final first."))
    else:
        _say(request, told)
    return back_to(request, report, "readers")


def _chosen(request: HttpRequest) -> tuple[list[User], str]:
    """Readers by their tick; somebody else by the address that they sign in with. And an address that is
    nobody's."""
    ticked = {text for text in request.POST.getlist("reader") if text.isdecimal() and len(text) < 19}
    offered = [*who_may(Deed.READ_REPORTS, today=today()), *who_manages(LEADERS, today=today())]
    readers = [user for user in offered if str(user.pk) in ticked]
    for address in request.POST.get("address", "").replace(";", ",").split(","):
        if not (wanted := address.strip()):
            continue
        named = User.objects.filter(email__iexact=wanted, is_active=True).first()
        if named is None:
            return [], wanted[:254]
        readers.append(named)
    return list({user.pk: user for user in readers}.values()), ""


def _say(request: HttpRequest, told: board.Delivered) -> None:
    if told.told:
        n = len(told.told)
        toast(request, ngettext("Sent to %(n)s reader.", "Sent to %(n)s readers.", n) % {"n": n})
    elif told.before:
        toast(request, _("They had it already."))
    if told.unreachable:
        names = ", ".join(told.unreachable)
        went_wrong(
            request,
            _("Without an address, or not working here any more, so not sent: %(names)s.") % {"names": names},
        )


@allowed(Deed.WRITE_REPORTS)
@require_POST
def take_away(request: HttpRequest, report: UUID) -> HttpResponse:
    row, why = row_or_404(report), request.POST.get("why", "")
    try:
        done = board.withdraw(row, why=why, actor=signed_in_user(request), now=now())
    except WordsError:
        went_wrong(request, _("Say why: its readers find your reason in place of the report."))
    except BoardProblem:
        went_wrong(request, _("Only a final report can be withdrawn."))
    else:
        if done:
            toast(request, _("Withdrawn. Readers find your reason in its place."))
    return back_to(request, report)
