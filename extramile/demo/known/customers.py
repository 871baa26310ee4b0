"""The customers' voice of a known company: a file of responses, as another program would hand it over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from extramile.core.tables import Rows
from extramile.demo.known.calendar import ZONE, days_of
from extramile.demo.known.founding import Founded
from extramile.demo.known.worlds import Size, World, answers
from extramile.demo.voices import sentences
from extramile.intake.operations import source_called
from extramile.responses.blocks import Block
from extramile.responses.operations.filing import take_block
from extramile.responses.operations.placing import Placer
from extramile.responses.operations.spots import Spots
from extramile.responses.reading import response_columns

CHUNK: Final = 5_000
WITH_WORDS: Final = 8  # one answer in so many
COLUMNS: Final = ("external_id", "score", "comment", "responded_at", "employee")


@dataclass(frozen=True, slots=True)
class Customers:
    """`began`: of each team the period with which the new way of working began, or None."""

    founded: Founded
    world: World
    size: Size
    seed: int
    now: datetime  # the end of the story

    def tell(self, periods: range, *, began: Sequence[int | None] = ()) -> int:
        """How many answered in these periods."""
        return take(list(self._rows(periods, began or [None] * len(self.world.regions))), now=self.now)

    def _rows(self, periods: range, began: Sequence[int | None]) -> Iterator[tuple[object, ...]]:
        """As many of each team in each period, spread evenly over its days and people."""
        for period in periods:
            days = days_of(period, now=self.now)
            random = Random(f"{self.seed}:words:{period}")  # noqa: S311
            for team, start in enumerate(began):
                people = self.founded.people[team]
                given = answers(self.world, team, period, began=start, size=self.size, seed=self.seed)
                for place, score in enumerate(given):
                    moment = _moment(days[place * len(days) // self.size.answers], random)
                    words = _words(score, random) if place % WITH_WORDS == 0 else ""
                    number = f"A{period}-{team:02}-{place:03}"
                    yield number, str(score), words, moment, people[place % len(people)]


def take(rows: Sequence[tuple[object, ...]], *, now: datetime) -> int:
    source = source_called("Klantonderzoek", time_zone=ZONE.key)
    spots, told = Spots(Placer(source, now)), 0
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        columns, problems = response_columns(_table(chunk, first=start))
        applied = take_block(source, Block(columns), now=now, spots=spots)
        if problems or applied.problems or applied.created != len(chunk):
            raise RuntimeError(f"the company's own answers are refused: {[*problems, *applied.problems][:1]}")
        told += applied.created
    return told


def _table(rows: Sequence[tuple[Any, ...]], *, first: int) -> Rows:
    columns = zip(*rows, strict=True)
    values: dict[str, Sequence[Any]] = dict(zip(COLUMNS, map(list, columns), strict=True))
    return Rows(list(range(first + 2, first + 2 + len(rows))), values, {}, [])


def _moment(day: date, random: Random) -> datetime:
    """By the clock of the source."""
    return datetime.combine(day, time(9)) + timedelta(minutes=random.randrange(600))


def _words(score: int, random: Random) -> str:
    group = "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"
    plain = [one.words for one in sentences(f"nl-{group}") if not one.needs and "{" not in one.words]
    return random.choice(plain)
