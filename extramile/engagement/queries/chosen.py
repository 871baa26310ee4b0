"""What units chose to change after waves, all of them: for a report."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from extramile.engagement.models import Change


@dataclass(frozen=True, slots=True)
class ChosenView:
    unit_id: int
    unit_name: str
    words: str
    owner_name: str
    due_on: date
    outcome: str


def changes_of(wave_ids: Collection[int]) -> Iterator[ChosenView]:
    """The highest units first, then by name; one query."""
    rows = Change.objects.filter(conversation__wave__in=wave_ids).order_by(
        "conversation__unit__depth", "conversation__unit__name", "conversation__unit_id", "number", "pk"
    )
    for unit, name, words, owner, due_on, outcome in rows.values_list(
        "conversation__unit_id", "conversation__unit__name", "words", "owner__name", "due_on", "outcome"
    ).iterator(chunk_size=1000):
        yield ChosenView(unit, name, words, owner or "", due_on, outcome)
