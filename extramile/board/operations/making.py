"""Ask for a report, and the step that makes it: gather, compose, freeze as a draft.

All is read in one snapshot, and written in one transaction after it: killed half-way, nothing is there, and
the next worker begins again. How far it is is written by a second connection (`desk`), which also holds a
lock that PostgreSQL lets go of when its process is gone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from extramile.board.compose import LANGUAGES, compose
from extramile.board.content import Content
from extramile.board.frozen import fingerprint_of, to_text, without_words
from extramile.board.gather import STEPS, basis_of, gather
from extramile.board.gather.basis import Basis
from extramile.board.gather.facts import Facts
from extramile.board.models import WAITING, Failure, Frozen, Quote, Report, ReportState
from extramile.board.operations.desk import CalledOff, Desk, desk_of
from extramile.board.operations.erasing import still_said
from extramile.board.operations.locking import locked
from extramile.board.operations.trail import record
from extramile.board.problems import NotADraftError, PeriodError
from extramile.evidence.operations import is_run_due
from extramile.people.models import User

MOST_TRIES: Final = 3
PATIENCE: Final = timedelta(minutes=10)  # with studies that are to be computed first


def make(*, since: date, until: date, actor: User | None, now: datetime) -> tuple[Report, bool]:
    """The report asked for, and whether it is a new one: pressed twice, or at once in two windows, it is one.
    Raises PeriodError."""
    if since > until or until > now.date():
        raise PeriodError
    for _attempt in range(3):
        found = Report.objects.filter(since=since, until=until, state__in=WAITING).first()
        if found is not None:
            return found, False
        try:
            with transaction.atomic():
                report = Report.objects.create(
                    since=since, until=until, created_at=now, created_by=actor, steps_expected=STEPS
                )
                _record("board.report.asked", report, actor=actor, now=now)
        except IntegrityError:  # at the same moment, in another window
            continue
        return report, True
    raise NotADraftError


def make_anew(report: Report, *, actor: User | None, now: datetime) -> None:
    """Gather a draft again, with what came in since; the old text stands until the new one is whole. Remarks
    stay; words that were left out are drawn anew. Raises NotADraftError."""
    with locked(report) as found:
        if found.state not in {ReportState.DRAFT, ReportState.FAILED}:
            raise NotADraftError
        twin = Report.objects.filter(since=found.since, until=found.until, state__in=WAITING)
        if twin.exists():
            raise NotADraftError
        Report.objects.filter(pk=found.pk).update(
            state=ReportState.QUEUED, tries=0, steps=0, failure=Failure.NONE
        )
        _record("board.report.asked-anew", found, actor=actor, now=now)


def is_making_due(now: datetime) -> bool:
    return _waiting(now).exists()


def make_due(now: datetime) -> int:
    """The step: what waits, and what a killed worker left behind, oldest first. How many were ended."""
    return sum(_make(report, now=now) for report in _waiting(now).order_by("pk")[:20])


def _waiting(now: datetime) -> QuerySet[Report]:
    """A study with something new to read goes first, for a while: the report tells what it found."""
    found = Report.objects.filter(state__in=WAITING)
    is_held_up = found.exists() and is_run_due(now)  # asked every few seconds, mostly for nothing
    return found.filter(created_at__lte=now - PATIENCE) if is_held_up else found


def _make(report: Report, *, now: datetime) -> bool:
    """Make this one, unless somebody else does. Raises what went wrong; after some tries it has failed."""
    with desk_of(report) as desk:
        if not desk.take():
            return False
        if desk.tries > MOST_TRIES:
            desk.fail(Failure.CUT_OFF)
            return True
        try:
            before = newest_final(until=report.until)
            with _one_moment():
                facts = _gathered(report, before, desk, now=now)
            with transaction.atomic():
                _freeze(report, before, facts, now=now)
        except CalledOff:
            return False
        except Exception:
            if desk.tries >= MOST_TRIES:
                desk.fail(Failure.ERROR)
            raise
    return True


def _gathered(report: Report, before: Report | None, desk: Desk, *, now: datetime) -> Facts:
    return gather(
        report.public_id,
        since=report.since,
        until=report.until,
        before=Basis.from_text(before.basis) if before else None,
        today=now.date(),
        step=desk.step,
    )


def newest_final(*, until: date) -> Report | None:
    """The one that this one may be compared with."""
    final = Report.objects.filter(state=ReportState.FINAL, until__lte=until)
    return final.order_by("-finalised_at", "-pk").first()


def _freeze(report: Report, before: Report | None, facts: Facts, *, now: datetime) -> None:
    """What was there of an earlier making goes, in the same transaction. Raises CalledOff."""
    if not Report.objects.select_for_update().filter(pk=report.pk, state=ReportState.MAKING).exists():
        raise CalledOff
    facts = replace(facts, quotes=still_said(facts.quotes))
    Frozen.objects.filter(report=report).delete()
    Quote.objects.filter(report=report).delete()
    for language in LANGUAGES:
        write(report, compose(facts, language))
    Quote.objects.bulk_create(
        Quote(
            report=report,
            number=one.number,
            response_id=one.response_id,
            responded_at=one.responded_at,
            words=one.words,
            language=one.language,
            where=one.where,
            said_on=one.said_on,
            group=one.group,
            is_shown=one.is_shown,
            is_spare=not one.is_shown,
        )
        for one in facts.quotes
    )
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.DRAFT,
        before=before,
        basis=basis_of(facts).to_text(),
        made_at=now,
        steps=STEPS,
        failure=Failure.NONE,
    )
    _record("board.report.made", report, actor=None, now=now)


def write(report: Report, content: Content) -> None:
    """The words of customers stand apart; the fingerprint is of the whole."""
    Frozen.objects.update_or_create(
        report=report,
        language=content.language,
        defaults={
            "body": to_text(without_words(content)),
            "fingerprint": fingerprint_of(to_text(content)),
        },
    )


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction in which every statement sees the same moment, unless we are inside one already."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _record(action: str, report: Report, *, actor: User | None, now: datetime) -> None:
    period = {"since": report.since.isoformat(), "until": report.until.isoformat()}
    record(action, report, actor=actor, now=now, **period)
