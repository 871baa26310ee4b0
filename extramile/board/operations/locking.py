"""One at a time on a report: whoever makes it final, and whoever writes on it, wait for each other."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from extramile.board.models import Report, ReportState
from extramile.board.problems import NotADraftError


@contextmanager
def locked(report: Report) -> Iterator[Report]:
    """The row as it is now, kept for us until the end."""
    with transaction.atomic():
        yield Report.objects.select_for_update().get(pk=report.pk)


@contextmanager
def draft(report: Report) -> Iterator[Report]:
    """The same of a draft. Raises NotADraftError."""
    with locked(report) as found:
        if found.state != ReportState.DRAFT:
            raise NotADraftError
        yield found
