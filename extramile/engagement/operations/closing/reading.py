"""What the closing knows of a wave: cells, counts a cell, who took part in this and in earlier waves."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db.models import Count, Q

from extramile.engagement.models import (
    CastBallot,
    CastComment,
    Cell,
    Invitee,
    LostBallots,
    ReleasedGroup,
    Wave,
    WaveState,
)
from extramile.engagement.release.groups import CellPlace
from extramile.engagement.release.tally import Tally, add, tally
from extramile.questionnaires.definition import Question

Progress = Callable[[str, int, int], None]
PIECE = 2000


@dataclass(frozen=True, slots=True)
class Read:
    """One wave's answers as counts. Which ballot was whose, or came when, was never known."""

    cells: Sequence[CellPlace]
    ballots: dict[int, int]  # cell -> answers handed in
    taken: dict[int, int]  # cell -> ballots taken
    tallies: dict[int, Tally]

    @property
    def lost(self) -> dict[int, int]:
        """Ballots that were taken and not handed in, by cell."""
        lost = {cell: taken - self.ballots.get(cell, 0) for cell, taken in self.taken.items()}
        return {cell: number for cell, number in lost.items() if number > 0}


def read(wave: Wave, questions: Sequence[Question], *, progress: Progress) -> Read:
    ballots: dict[int, int] = defaultdict(int)
    tallies: dict[int, Tally] = defaultdict(dict)
    rows = CastBallot.objects.filter(wave=wave).values_list("cell_id", "answers")
    total = rows.count()
    for done, (cell, answers) in enumerate(rows.iterator(chunk_size=PIECE)):
        if done % PIECE == 0:
            progress("answers", done, total)
        ballots[cell] += 1
        add(tallies[cell], tally(questions, answers))
    return Read(_cells(wave), dict(ballots), _taken(wave), dict(tallies))


def _cells(wave: Wave) -> list[CellPlace]:
    cells = Cell.objects.filter(wave=wave).order_by("pk").values_list("pk", "above", "layer")
    return [CellPlace(pk, tuple(above), layer) for pk, above, layer in cells]


def _taken(wave: Wave) -> dict[int, int]:
    took = Invitee.objects.filter(wave=wave).filter(TOOK_PART)
    return dict(took.values_list("cell_id").annotate(Count("pk")).values_list("cell_id", "pk__count"))


TOOK_PART = Q(took_ballot=True) | Q(by_card=True)


def earlier_waves(wave: Wave) -> list[Wave]:
    """Closed waves in which somebody took part who took part in this one, the oldest first."""
    # One pass over who took part: PostgreSQL takes a table that was filled just now for one that is all but
    # empty, and where it is joined to itself holds everybody against everybody.
    closed = Wave.objects.filter(state=WaveState.CLOSED).exclude(pk=wave.pk)
    took = Invitee.objects.filter(TOOK_PART, wave__in=[wave.pk, *closed.values_list("pk", flat=True)])
    people = took.values("employee_id").annotate(in_waves=ArrayAgg("wave_id"), here=BoolOr(Q(wave=wave)))
    found: set[int] = set()
    for in_waves in people.filter(here=True).values_list("in_waves", flat=True).iterator(chunk_size=PIECE):
        found.update(in_waves)
    return list(closed.filter(pk__in=found).order_by("closes_at", "pk"))


def histories(waves: Sequence[Wave]) -> list[list[int]]:
    """Of everybody who took part in any of these waves: their cell in each, -1 where none. No names."""
    column = {wave.pk: number for number, wave in enumerate(waves)}
    took = Invitee.objects.filter(TOOK_PART, wave__in=column).values("employee_id")
    rows = took.annotate(
        in_waves=ArrayAgg("wave_id", order_by=("wave_id", "pk")),
        in_cells=ArrayAgg("cell_id", order_by=("wave_id", "pk")),
    ).values_list("in_waves", "in_cells")
    found = []
    for in_waves, in_cells in rows.iterator(chunk_size=PIECE):
        history = [-1] * len(waves)
        for wave_id, cell in zip(in_waves, in_cells, strict=True):
            history[column[wave_id]] = cell
        found.append(history)
    return found


def lost_before(waves: Sequence[Wave]) -> list[tuple[int, int, int]]:
    """Of earlier waves, by their place: cell, and how many ballots were lost in it."""
    place = {wave.pk: number for number, wave in enumerate(waves)}
    rows = LostBallots.objects.filter(cell__wave__in=place).values_list("cell__wave_id", "cell_id", "number")
    return [(place[wave_id], cell, number) for wave_id, cell, number in rows]


def comments_a_cell(wave: Wave) -> dict[int, int]:
    """How many comments that may be shown came from each cell."""
    rows = CastComment.objects.filter(wave=wave, may_be_shown=True).values_list("cell_id")
    return dict(rows.annotate(Count("pk")).values_list("cell_id", "pk__count"))


def shown_before(wave: Wave) -> list[tuple[int, str]]:
    """The groups that an earlier wave's released table shows."""
    shown = ReleasedGroup.objects.filter(table__wave=wave, is_shown=True).order_by("pk")
    return list(shown.values_list("unit_id", "layer"))


def cells_of(wave: Wave) -> list[CellPlace]:
    return _cells(wave)
