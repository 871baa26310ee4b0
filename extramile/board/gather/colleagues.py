"""What colleagues' released tables say; nothing else of their voice is read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from extramile.board.gather.facts import ChosenChange, Colleagues, CommentFacts, WaveFacts
from extramile.engagement.queries import (
    Figure,
    ReleasedUnit,
    WaveView,
    changes_of,
    closed_waves,
    comment_page,
    names_in_table,
    participation,
    released,
    tables_of,
)
from extramile.people.models import Unit

ENPS: Final = "enps"
MOST_WAVES: Final = 12
MOST_COMMENTS: Final = 6
MOST_CHANGES: Final = 12
ON_THE_WAY: Final = ("chosen", "trying")


def waves_until(day: date) -> list[WaveView]:
    """Closed waves with an eNPS may be of any kind; the newest twelve that closed by then, oldest first."""
    found = closed_waves()
    tables = tables_of([wave.id for wave in found])
    closed = [wave for wave in found if wave.id in tables and tables[wave.id].closed_on <= day]
    return closed[:MOST_WAVES][::-1]


def wave_facts(waves: Sequence[WaveView], *, top_ids: Sequence[int]) -> list[WaveFacts]:
    tables = tables_of([wave.id for wave in waves])
    return [
        WaveFacts(
            name=wave.name,
            closed_on=tables[wave.id].closed_on,
            company=_company(wave.id, top_ids),
            fingerprint=tables[wave.id].fingerprint,
            rules=tables[wave.id].rules,
            participation=_participation(wave.id, top_ids),
        )
        for wave in waves
    ]


def _company(wave_id: int, top_ids: Sequence[int]) -> Colleagues | None:
    """Of a company with several tops none is told: a sum of released figures is not one."""
    if len(top_ids) != 1:
        return None
    return next((enps_of(unit) for unit in released(wave_id, top_ids, layers=False)), None)


def _participation(wave_id: int, top_ids: Sequence[int]) -> tuple[int, int] | None:
    found = [one for one in participation(wave_id) if one.unit_id in top_ids]
    return (found[0].low_percent, found[0].high_percent) if found and len(top_ids) == 1 else None


def enps_of(unit: ReleasedUnit) -> Colleagues | None:
    figure = next((one for one in unit.figures if one.measure == ENPS and not one.moment), None)
    return _told(unit, figure) if unit.is_shown and figure is not None else None


def _told(unit: ReleasedUnit, figure: Figure) -> Colleagues:
    return Colleagues(
        value=figure.value,
        low=figure.low,
        high=figure.high,
        is_at_least=figure.is_at_least,
        is_at_most=figure.is_at_most,
        least=unit.least,
        most=unit.most,
        line=figure.line,
    )


def newest_with_enps(waves: Sequence[WaveView], facts: Sequence[WaveFacts]) -> WaveView | None:
    """A wave of another kind (a culture map) asks no eNPS; then the one before tells it."""
    told = [wave for wave, fact in zip(waves, facts, strict=True) if fact.company is not None]
    return told[-1] if told else (waves[-1] if waves else None)


def of_areas(wave: WaveView | None, unit_ids: Sequence[int]) -> Mapping[int, ReleasedUnit]:
    if wave is None or not unit_ids:
        return {}
    return {unit.unit_id: unit for unit in released(wave.id, unit_ids, layers=False)}


def comments(waves: Sequence[WaveView], *, lot: UUID) -> list[CommentFacts]:
    """Some of the newest wave that has any: ids were drawn at random at the closing, so those that come after
    another random one are a draw."""
    everywhere = Unit.objects.all()
    for wave in reversed(waves):
        page = comment_page(wave.id, everywhere, start=lot, limit=MOST_COMMENTS)
        found = list(page.comments)
        if len(found) < MOST_COMMENTS:
            first = comment_page(wave.id, everywhere, limit=MOST_COMMENTS)
            known = {one.id for one in found}
            found += [one for one in first.comments if one.id not in known]
        if found:
            names = names_in_table(wave.id, tuple({one.unit_id for one in found}))
            return [
                CommentFacts(one.words, names.get(one.unit_id, ""), wave.name)
                for one in found[:MOST_COMMENTS]
            ]
    return []


def chosen(waves: Sequence[WaveView], *, today: date) -> tuple[list[ChosenChange], Mapping[str, int], int]:
    """What units chose to change after these waves: the highest units' own, how many of each state, and how
    many are late."""
    counts: Counter[str] = Counter()
    late = 0
    shown: list[ChosenChange] = []
    for change in changes_of([wave.id for wave in waves]):
        counts[change.outcome] += 1
        late += change.outcome in ON_THE_WAY and change.due_on < today
        if len(shown) < MOST_CHANGES:
            shown.append(
                ChosenChange(change.words, change.unit_name, change.owner_name, change.due_on, change.outcome)
            )
    return shown, dict(counts), late
