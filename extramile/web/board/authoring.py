"""What the author does: make, make anew, remark, leave words out, make final."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from extramile.board import operations as board
from extramile.board.compose import LANGUAGES
from extramile.board.models import Report
from extramile.board.problems import BoardProblem, WordsError
from extramile.core.clock import now
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user, today
from extramile.web.board.forms import PeriodForm, RemarkForm, usual_period
from extramile.web.toasts import toast, went_wrong


def row_or_404(report: UUID) -> Report:
    found = Report.objects.filter(public_id=report).first()
    if found is None:
        raise Http404
    return found


def back_to(request: HttpRequest, report: UUID, part: str = "") -> HttpResponse:
    """To the language one was reading, and the place on the page."""
    language = request.POST.get("in", "")
    page = (
        reverse("board:report-in", args=[report, language])
        if language in LANGUAGES
        else reverse("board:report", args=[report])
    )
    return redirect(f"{page}#{part}" if part else page)


@allowed(Deed.WRITE_REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request, PeriodForm(initial=usual_period(today()), today=today()))
    form = PeriodForm(request.POST, today=today())
    if not form.is_valid():
        return _form(request, form, status=422)
    made, is_new = board.make(**form.cleaned_data, actor=signed_in_user(request), now=now())
    if is_new:
        toast(request, _("The report is being made. You can leave this page."))
    else:
        toast(request, _("A report of this period is being made already."))
    return redirect("board:report", made.public_id)


def _form(request: HttpRequest, form: PeriodForm, status: int = 200) -> HttpResponse:
    crumbs = [(_("Reports to the board"), reverse("board:reports"))]
    return render(request, "board_pages/new.html", {"form": form, "crumbs": crumbs}, status=status)


def _done(request: HttpRequest, do: Callable[[], bool], *, told: str, otherwise: str = "") -> None:
    """Do it and say so; or say why not, and what to do."""
    try:
        done = do()
    except WordsError:
        went_wrong(request, _("Write something, and not more than 2,000 characters."))
    except BoardProblem:
        went_wrong(
            request, _("The report is not a draft any more. Look again: it may be final, or being made.")
        )
    else:
        if done:
            toast(request, told)
        elif otherwise:
            toast(request, otherwise)


@allowed(Deed.WRITE_REPORTS)
@require_POST
def anew(request: HttpRequest, report: UUID) -> HttpResponse:
    row = row_or_404(report)

    def do() -> bool:
        board.make_anew(row, actor=signed_in_user(request), now=now())
        return True

    _done(
        request, do, told=_("The report is being made anew. The old text stands until the new one is whole.")
    )
    return redirect("board:report", report)


@allowed(Deed.WRITE_REPORTS)
@require_POST
def add_remark(request: HttpRequest, report: UUID) -> HttpResponse:
    row = row_or_404(report)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        went_wrong(request, _("Write something, and not more than 2,000 characters."))
        return back_to(request, report)
    chosen = form.cleaned_data

    def do() -> bool:
        board.remark(row, **chosen, actor=signed_in_user(request), now=now())
        return True

    _done(request, do, told=_("Your remark stands there."))
    return back_to(request, report, chosen["part"])


@allowed(Deed.WRITE_REPORTS)
@require_POST
def drop_remark(request: HttpRequest, report: UUID, number: int) -> HttpResponse:
    row = row_or_404(report)
    _done(
        request,
        lambda: board.take_back_remark(row, number, actor=signed_in_user(request), now=now()),
        told=_("The remark is gone."),
    )
    return back_to(request, report)


@allowed(Deed.WRITE_REPORTS)
@require_POST
def words_out(request: HttpRequest, report: UUID, number: int) -> HttpResponse:
    row, why = row_or_404(report), request.POST.get("why", "")
    _done(
        request,
        lambda: board.leave_out(row, number, why=why, actor=signed_in_user(request), now=now()),
        told=_("Left out, with your reason. The next of the draw stands in its place."),
    )
    return back_to(request, report, "customers")


@allowed(Deed.WRITE_REPORTS)
@require_POST
def words_back(request: HttpRequest, report: UUID, number: int) -> HttpResponse:
    row = row_or_404(report)
    _done(
        request,
        lambda: board.put_back(row, number, actor=signed_in_user(request), now=now()),
        told=_("The words stand there again."),
    )
    return back_to(request, report, "customers")


@allowed(Deed.WRITE_REPORTS)
@require_POST
def make_final(request: HttpRequest, report: UUID) -> HttpResponse:
    row = row_or_404(report)
    _done(
        request,
        lambda: board.finalise(row, actor=signed_in_user(request), now=now()),
        told=_("The report is final. Nothing of it changes any more; now it can be sent to its readers."),
        otherwise=_("The report was final already."),
    )
    return back_to(request, report)
