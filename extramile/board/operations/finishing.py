"""What the author does with a draft: remarks, leaving drawn words out, and making it final."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db.models import Case, Value, When
from django.utils import translation

from extramile.board.compose import drawn_note, quoted
from extramile.board.content import PARTS, Content
from extramile.board.frozen import from_text
from extramile.board.gather.facts import QuoteFacts
from extramile.board.models import ENDED, Frozen, Quote, Remark, Report, ReportState
from extramile.board.operations.locking import draft, locked
from extramile.board.operations.making import write
from extramile.board.operations.trail import record
from extramile.board.problems import NotADraftError, WordsError
from extramile.people.models import User

MOST_WORDS: Final = 2000


def remark(
    report: Report, *, part: str, words: str, language: str = "", actor: User | None, now: datetime
) -> Remark:
    """About a part, in one language or for readers of each. Raises NotADraftError, WordsError."""
    text = words.replace("\x00", "").strip()
    if part not in PARTS or not text or len(text) > MOST_WORDS:
        raise WordsError
    with draft(report) as found:
        made = Remark.objects.create(
            report=found, part=part, words=text, language=language, written_by=actor, written_at=now
        )
        record("board.report.remarked", found, actor=actor, now=now, part=part)
    return made


def take_back_remark(report: Report, number: int, *, actor: User | None, now: datetime) -> bool:
    """False: it was gone already. Raises NotADraftError."""
    with draft(report) as found:
        gone, _by_model = Remark.objects.filter(report=found, pk=number).delete()
        if gone:
            record("board.report.remark-taken-back", found, actor=actor, now=now)
    return bool(gone)


def leave_out(report: Report, number: int, *, why: str, actor: User | None, now: datetime) -> bool:
    """Words that were drawn are not shown; the next of their group in the draw step in. The reason is kept.
    False: they were not shown. Raises NotADraftError, WordsError."""
    reason = why.replace("\x00", "").strip()[:MOST_WORDS]
    if not reason:
        raise WordsError
    with draft(report) as found:
        quote = Quote.objects.filter(report=found, number=number, is_shown=True).first()
        if quote is None:
            return False
        Quote.objects.filter(pk=quote.pk).update(left_out_at=now, left_out_by=actor, left_out_why=reason)
        _choose(found, quote.group)
        record("board.report.words-left-out", found, actor=actor, now=now, number=number, why=reason)
    return True


def put_back(report: Report, number: int, *, actor: User | None, now: datetime) -> bool:
    """Left out by mistake: shown again, and whoever stepped in last steps out. Raises NotADraftError."""
    with draft(report) as found:
        quote = Quote.objects.filter(report=found, number=number, left_out_at__isnull=False).first()
        if quote is None:
            return False
        Quote.objects.filter(pk=quote.pk).update(left_out_at=None, left_out_by=None, left_out_why="")
        _choose(found, quote.group)
        record("board.report.words-put-back", found, actor=actor, now=now, number=number)
    return True


def finalise(report: Report, *, actor: User | None, now: datetime) -> bool:
    """From here on a trigger keeps it as it is. False: it was final already (pressed twice, or at once).
    Raises NotADraftError."""
    with locked(report) as found:
        if found.state in ENDED:
            return False
        if found.state != ReportState.DRAFT:
            raise NotADraftError
        Quote.objects.filter(report=found, is_shown=False, left_out_at__isnull=True).delete()
        Quote.objects.filter(report=found, is_shown=False).update(words="")
        Report.objects.filter(pk=found.pk).update(
            state=ReportState.FINAL, finalised_at=now, finalised_by=actor
        )
        record("board.report.made-final", found, actor=actor, now=now)
    return True


def _choose(report: Report, group: str) -> None:
    """As many of this group as were drawn to be shown, in the order of the draw, without those left out."""
    drawn = Quote.objects.filter(report=report, group=group)
    wanted = drawn.filter(is_spare=False).count()
    there = drawn.filter(left_out_at__isnull=True).exclude(words="").order_by("number")
    chosen = list(there.values_list("pk", flat=True)[:wanted])
    drawn.update(is_shown=Case(When(pk__in=chosen, then=Value(True)), default=Value(False)))
    _show_quotes(report)


def _show_quotes(report: Report) -> None:
    """Write the chosen words into the frozen text of each language, and say how many were left out."""
    rows = list(Quote.objects.filter(report=report).order_by("number"))
    shown = [one for one in rows if one.is_shown]
    left_out = sum(one.left_out_at is not None for one in rows)
    for frozen in Frozen.objects.filter(report=report):
        with translation.override(frozen.language):
            words = quoted(_facts(one) for one in shown)
            content = replace(from_text(frozen.body), customers_words=words)
            write(report, _with_note(content, left_out))


def _facts(one: Quote) -> QuoteFacts:
    return QuoteFacts(
        number=one.number,
        response_id=one.response_id,
        responded_at=one.responded_at,
        words=one.words,
        language=one.language,
        where=one.where,
        said_on=one.said_on,
        group=one.group,
        is_shown=one.is_shown,
    )


def _with_note(content: Content, left_out: int) -> Content:
    words = drawn_note(left_out)
    return replace(
        content,
        headings=tuple(
            replace(one, note=words) if one.key == "customers" else one for one in content.headings
        ),
    )
