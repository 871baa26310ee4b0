"""The step of the conductor: waves whose time is over."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from extramile.core import audit
from extramile.engagement.models import ReleasedFigure, Wave, WaveState
from extramile.engagement.operations.closing import deciding, reading, writing
from extramile.engagement.operations.closing.deciding import Decided
from extramile.engagement.operations.closing.reading import Read
from extramile.engagement.release.figures import Coded, band_of, figures_of, subject
from extramile.engagement.release.groups import Place, Wanted
from extramile.engagement.release.homes import LEAST_ANSWERS, homes
from extramile.engagement.release.lines import line_of
from extramile.engagement.release.showing import showing
from extramile.engagement.release.tally import COUNTED, Tally, add, answered
from extramile.people.queries import time_zone_of
from extramile.questionnaires.definition import Question
from extramile.questionnaires.queries import definition_of

logger = logging.getLogger(__name__)
LOCK: Final = 0x0E60 << 44  # of PostgreSQL's advisory locks: one closing at a time
PERCENT: Final = 100


def close_due(now: datetime) -> int:
    """Close every wave whose time is over. How many were closed."""
    due = Wave.objects.filter(state=WaveState.OPEN, closes_at__lte=now)
    for wave_id in due.values_list("pk", flat=True):
        _stop_taking(wave_id)
    closing = Wave.objects.filter(state=WaveState.CLOSING).order_by("closes_at", "pk")
    return sum(_close(wave, now=now) for wave in closing)


def is_closing_due(now: datetime) -> bool:
    """Whether `close_due` would find work that no other host is at."""
    due = Q(state=WaveState.OPEN, closes_at__lte=now) | Q(state=WaveState.CLOSING)
    if not Wave.objects.filter(due).exists():
        return False
    with _alone() as mine:
        return mine


def _stop_taking(wave_id: int) -> None:
    """Whoever hands in holds the wave's row: this waits for them, and the next one finds it closing."""
    with transaction.atomic():
        wave = Wave.objects.select_for_update().get(pk=wave_id)
        if wave.state == WaveState.OPEN:
            wave.state = WaveState.CLOSING
            wave.save(update_fields=["state"])


def _close(wave: Wave, *, now: datetime) -> bool:
    with _alone() as mine:
        if not mine:
            return False
        questions = definition_of(wave.questionnaire_version_id).questions
        progress = _Progress(wave)
        read = reading.read(wave, questions, progress=progress)
        decided = deciding.decide(wave, read, questions, progress=progress)
        sums = _sums(decided.shown, read.tallies)
        figures = {group.place: list[Coded]() for group in decided.shown}
        for question in questions:
            if question.kind in COUNTED:
                _add_figures(figures, question, decided.shown, sums, wave=wave)
        return _finish(wave, read, decided, figures=figures, questions=questions, now=now)


@contextmanager
def _alone() -> Iterator[bool]:
    """One closing at a time, whichever wave: two at once would not see what the other is about to tell of
    the same people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        mine = bool((cursor.fetchone() or (False,))[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class _Progress:
    """How far the closing is, written where the office page reads it; a hundred times a step at most."""

    def __init__(self, wave: Wave) -> None:
        self.wave = wave
        self.written: tuple[str, int] | None = None

    def __call__(self, step: str, done: int, total: int) -> None:
        percent = PERCENT * done // total if total else PERCENT
        if (step, percent) == self.written:
            return
        self.written = step, percent
        Wave.objects.filter(pk=self.wave.pk, state=WaveState.CLOSING).update(
            step=step, step_done=done, step_total=total
        )


def _sums(groups: Sequence[Wanted], tallies: Mapping[int, Tally]) -> dict[Place, Tally]:
    found: dict[Place, Tally] = {}
    for group in groups:
        whole: Tally = {}
        for cell in group.cells:
            add(whole, tallies.get(cell, {}))
        found[group.place] = whole
    return found


def _add_figures(
    figures: dict[Place, list[Coded]],
    question: Question,
    groups: Sequence[Wanted],
    sums: Mapping[Place, Tally],
    *,
    wave: Wave,
) -> None:
    counts = {place: answered(counted, question.key) for place, counted in sums.items()}
    shown = showing(groups, counts, node=wave.least_in_node, cut=wave.least_in_cut)
    for group in groups:
        if group.place in shown:
            figures[group.place] += figures_of(question, sums[group.place], kind=group.kind)


def _finish(
    wave: Wave,
    read: Read,
    decided: Decided,
    *,
    figures: Mapping[Place, Sequence[Coded]],
    questions: Sequence[Question],
    now: datetime,
) -> bool:
    with transaction.atomic():
        locked = Wave.objects.select_for_update().get(pk=wave.pk)
        if locked.state != WaveState.CLOSING:
            return False
        writing.write(
            wave,
            decided,
            figures=figures,
            bands={group.place: band_of(_answers(group, read)) for group in decided.shown},
            lines=_lines(wave, questions),
            homes=_homes(wave, read, decided),
            closed_on=_closed_on(wave, decided),
        )
        writing.keep_lost(read.lost)
        writing.destroy(wave)
        locked.state, locked.step, locked.step_done, locked.step_total = WaveState.CLOSED, "", 0, 0
        locked.save()
        audit.record(
            "engagement.wave.closed",
            actor=None,
            now=now,
            subject_type="wave",
            subject_id=wave.pk,
            shown=len(decided.shown),
            withheld=len(decided.why_withheld),
        )
    logger.info("wave closed", extra={"wave": wave.pk, "shown": len(decided.shown)})
    return True


def _answers(group: Wanted, read: Read) -> int:
    return sum(read.ballots.get(cell, 0) for cell in group.cells)


def _homes(wave: Wave, read: Read, decided: Decided) -> dict[int, int]:
    return homes(
        {cell.id: cell.above for cell in read.cells},
        answers=read.ballots,
        comments=reading.comments_a_cell(wave),
        shown=frozenset(group.unit_id for group in decided.shown if not group.layer),
        least_answers=max(LEAST_ANSWERS, wave.least_in_node),
    )


def _closed_on(wave: Wave, decided: Decided) -> date:
    """The day by the clock of the highest unit."""
    return wave.closes_at.astimezone(time_zone_of(decided.groups[0].unit_id)).date()


def _lines(wave: Wave, questions: Sequence[Question]) -> dict[str, str]:
    """What each question is about -> the line it goes on."""
    earlier = _asked_before(wave)
    found: dict[str, str] = {}
    for question in questions:
        key, moment = subject(question)
        if question.kind in COUNTED and (key not in found or not moment):
            found[key] = line_of(question, earlier.get(question.key, ()))
    return found


def _asked_before(wave: Wave) -> dict[str, list[tuple[Question, str]]]:
    """Question key -> the same key in earlier waves with its line, the newest first."""
    rows = (
        ReleasedFigure.objects.filter(group__table__wave__closes_at__lt=wave.closes_at)
        .values_list("group__table__wave__questionnaire_version_id", "question_key", "line")
        .order_by("-group__table__wave__closes_at")
        .distinct()
    )
    found: dict[str, list[tuple[Question, str]]] = {}
    for version_id, key, line in rows:
        for question in definition_of(version_id).questions:
            if subject(question)[0] == key:
                found.setdefault(question.key, []).append((question, line))
    return found
