"""What was chosen to change is measured again: the same question of a unit, in the next wave that tells it.

From the released tables of both waves and nothing else.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from extramile.engagement.models import Change, ReleasedFigure, ReleasedTable, Wave
from extramile.engagement.queries.afterwards import ConversationView, conversation
from extramile.engagement.queries.results import Figure, _figure, questions_of

AS_IT_IS = ("", "now")  # a wish is not what was changed


@dataclass(frozen=True, slots=True)
class MeasuredAgain:
    """A question's figures then and in the next wave: one, or one an option. `breaks`: it was asked
    differently, so the two are not to be compared. Nothing `now`: later waves withheld the unit; this is the
    first that did."""

    wave_name: str
    closed_on: date
    then: tuple[Figure, ...]
    now: tuple[Figure, ...]

    @property
    def breaks(self) -> bool:
        return bool(self.now) and [_asked(one) for one in self.then] != [_asked(one) for one in self.now]


def _asked(figure: Figure) -> tuple[str, str, str]:
    return figure.option_key, figure.measure, figure.line


@dataclass(frozen=True, slots=True)
class TalkedBefore:
    """The unit's newest conversation about an earlier wave in which something was chosen."""

    wave_id: int
    public_id: UUID
    wave_name: str
    conversation: ConversationView


def measured_again(wave_id: int, unit_id: int, question_keys: Collection[str]) -> dict[str, MeasuredAgain]:
    """By question; those that no later wave asked of this unit are missing."""
    begun = Wave.objects.filter(pk=wave_id).values("closes_at")
    rows = (
        ReleasedFigure.objects.filter(
            group__unit=unit_id,
            group__layer="",
            group__is_shown=True,
            question_key__in=list(question_keys),
            moment__in=AS_IT_IS,
            group__table__wave__closes_at__gte=begun,
        )
        .select_related("group__table__wave")
        .order_by("group__table__wave__closes_at", "group__table__wave_id", "option_key", "pk")
    )
    told: dict[str, dict[Wave, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    closed: dict[int, date] = {}
    for row in rows:
        table = row.group.table
        closed[table.wave_id] = table.closed_on
        told[row.question_key][table.wave].append(_figure(row))
    found = {}
    for key, waves in told.items():
        first = next((wave for wave in waves if wave.pk == wave_id), None)
        later = next((wave for wave in waves if first and _after(wave, first)), None)
        if first and later:
            then, now = tuple(waves[first]), tuple(waves[later])
            found[key] = MeasuredAgain(later.name, closed[later.pk], then, now)
        elif first and (withheld := _withheld(first, unit_id, key)):
            found[key] = MeasuredAgain(withheld.wave.name, withheld.closed_on, tuple(waves[first]), ())
    return found


def _withheld(first: Wave, unit_id: int, question_key: str) -> ReleasedTable | None:
    """The table of the next wave that asked it, where that says of the unit that it is withheld."""
    tables = ReleasedTable.objects.filter(
        wave__closes_at__gt=first.closes_at, groups__unit=unit_id, groups__layer="", groups__is_shown=False
    )
    for table in tables.select_related("wave").order_by("wave__closes_at", "wave_id"):
        if any(one.key == question_key for one in questions_of(table.wave_id)):
            return table
    return None


def _after(wave: Wave, first: Wave) -> bool:
    return (wave.closes_at, wave.pk) > (first.closes_at, first.pk)


def talked_before(wave_id: int, unit_id: int) -> TalkedBefore | None:
    """What to look back on when the unit sits together about this wave."""
    here = Wave.objects.get(pk=wave_id)
    last = (
        Change.objects.filter(conversation__unit=unit_id, conversation__wave__closes_at__lt=here.closes_at)
        .select_related("conversation__wave")
        .order_by("-conversation__wave__closes_at", "-conversation__wave_id")
        .first()
    )
    if last is None:
        return None
    wave = last.conversation.wave
    return TalkedBefore(wave.pk, wave.public_id, wave.name, conversation(wave.pk, unit_id))
