"""Who reads which report. Whoever writes reports sees all of them; a reader of reports every final one;
anybody else a final one that was delivered to them by name. What is not theirs is not there."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest

from extramile.board.queries import ReportView, final_reports, report_of, reports
from extramile.people import fence
from extramile.people.access import Deed, deeds
from extramile.people.models import User
from extramile.web.access import signed_in_user, today

MINE = frozenset({Deed.WRITE_REPORTS, Deed.READ_REPORTS})


@dataclass(frozen=True, slots=True)
class Reader:
    user: User
    writes: bool
    reads_all: bool

    def reports(self) -> list[ReportView]:
        return reports() if self.writes else final_reports(reader=self.user, all_of_them=self.reads_all)


def reader_of(request: HttpRequest) -> Reader:
    """And tell the database what this reader's deeds open: the page itself is open to whoever signs in."""
    user = signed_in_user(request)
    done = deeds(user, today=today()) & MINE
    fence.open_for(user, today=today(), deeds=done)
    return Reader(user, Deed.WRITE_REPORTS in done, Deed.READ_REPORTS in done)


def report_or_404(reader: Reader, public_id: UUID) -> ReportView:
    found = report_of(public_id)
    if found is None:
        raise Http404
    if not reader.writes and public_id not in {one.public_id for one in reader.reports()}:
        raise Http404
    return found
