"""Whether the promises of closed waves were kept: what `extramile check` looks at."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from extramile.engagement.models import (
    CastBallot,
    CastComment,
    CellKey,
    CodeCard,
    ReleasedTable,
    SpentBallot,
    Wave,
    WaveState,
)

OVER = (WaveState.CLOSED, WaveState.CALLED_OFF)


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Of waves that are over; all noughts when all is well."""

    keys: int
    answers: int  # ballots, comments, spent ballots and code cards
    waves_without_table: int

    @property
    def is_clean(self) -> bool:
        return not (self.keys or self.answers or self.waves_without_table)


def leftovers() -> Leftovers:
    """A wave that is being cleared by its step is not over yet."""
    over = Wave.objects.filter(state__in=OVER, step="")
    table = ReleasedTable.objects.filter(wave=OuterRef("pk"))
    return Leftovers(
        keys=CellKey.objects.filter(cell__wave__in=over).count(),
        answers=sum(
            each.objects.filter(wave__in=over).count()
            for each in (CastBallot, CastComment, SpentBallot, CodeCard)
        ),
        waves_without_table=Wave.objects.filter(~Exists(table), state=WaveState.CLOSED).count(),
    )
