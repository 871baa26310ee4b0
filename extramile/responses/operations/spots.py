"""Rows of a file as columns, all the way to COPY: no object a row, where a row is plain.

Plain is a row without a zone of its own in its moment, whose one employee was in a team that day, or whose
unit was named before; all but a few of a file are. Any other row becomes an `Incoming`, and goes the way of
single ones (`importing`): that way is the truth, and a test holds this one to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from struct import Struct
from typing import Final
from zoneinfo import ZoneInfo

from extramile.core.copying import next_ids
from extramile.core.wall_clocks import offset_on
from extramile.responses import binary
from extramile.responses.blocks import (
    CLOCKS,
    DAYS,
    KEPT,
    MARK,
    NUMBERED,
    RATING,
    SAID,
    SCORE,
    UNIT,
    WORDED,
    WORKER,
    Block,
)
from extramile.responses.incoming import Asked
from extramile.responses.operations import copying
from extramile.responses.operations.placing import Placer
from extramile.responses.pieces import CHANNEL

_DAY_ZERO: Final = date(2000, 1, 1).toordinal()
_MICROSECOND: Final = 1_000_000
_UNIT, _ASKED = Struct("!iq"), Struct("!iqiq")
_AT, _NUMBER, _DAY = Struct("!iq"), Struct("!iq"), Struct("!ii")
RESPONSE: Final = (
    "id responded_at completed_at changed_at unit_id day questionnaire_id version_id channel language"
    " kind_of_work score has_words attributes"
)
IMPORTED: Final = "response_id responded_at source_id fingerprint external_id customer_key"
CHANGE: Final = (
    "response_id responded_at unit_id day questionnaire_id channel is_new is_removed after_score"
    " before_ticks after_ticks employees"
)


class _Offsets(dict[int, int | None]):
    """Microseconds from UTC, by day; none on a day on which the clock is changed."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, day: int) -> int | None:
        found = offset_on(date.fromordinal(day + _DAY_ZERO), self._zone)
        self[day] = None if found is None else (found.days * 86_400 + found.seconds) * _MICROSECOND
        return self[day]


@dataclass(slots=True)
class Spot:
    """Where rows belong in the days from `first` to `end`, and what COPY says of that."""

    first: int
    end: int
    offsets: _Offsets
    unit: bytes
    credit: bytes
    employees: bytes


@dataclass(slots=True)
class Spots:
    """What a placer remembers, in the form of COPY. Made once a file."""

    placer: Placer
    all_new: bool = False  # whether nothing of the last chunk was known
    _zones: dict[ZoneInfo, _Offsets] = field(default_factory=dict)
    _known: dict[tuple[str, str], list[Spot]] = field(default_factory=dict)

    def forget(self) -> None:
        self._known.clear()

    def moments(self, block: Block) -> list[tuple[int, Spot] | None]:
        """Of each row its moment and its spot; nothing where it is not plain."""
        units, workers = block.columns[UNIT], block.columns[WORKER]
        self.placer.learn({worker for worker in set(workers) if worker})
        known, latest = self._known, binary.moment(self.placer.resolver.latest)
        found: list[tuple[int, Spot] | None] = []
        for unit, worker, day, clock, mark in zip(
            units, workers, block.columns[DAYS], block.columns[CLOCKS], block.columns[MARK], strict=True
        ):
            place = None
            if day and mark:
                for spot in known.get((unit, worker)) or self._spots(unit, worker):
                    if spot.first <= day < spot.end:
                        offset = spot.offsets[day]
                        if offset is not None and clock - offset <= latest:
                            place = clock - offset, spot
                        break
            found.append(place)
        return found

    def _spots(self, unit: str, worker: str) -> list[Spot]:
        """None yet where the placer has not met that unit: it may be a problem."""
        terms = self.placer.plain_terms(unit, worker)
        if terms is None:
            return []
        spots = []
        for first, end, zone, home, credits_ in terms:
            if self.placer.source.time_zone and zone is not self.placer.resolver.zone:
                continue  # the day may be another one there
            offsets = self._zones.get(zone) or self._zones.setdefault(zone, _Offsets(zone))
            spots.append(
                Spot(
                    first.toordinal() - _DAY_ZERO,
                    end.toordinal() - _DAY_ZERO,
                    offsets,
                    _UNIT.pack(8, home),
                    b"".join(copying.credit(*one) for one in credits_),
                    copying.employees(credits_),
                )
            )
        self._known[unit, worker] = spots
        return spots


@dataclass(slots=True)
class Lines:
    """What COPY takes of some plain rows, a list a table. They are made while the first table is written:
    PostgreSQL has work meanwhile."""

    imported: Iterator[bytes] = field(default_factory=lambda: iter(()))
    responses: list[bytes] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    credits: list[bytes] = field(default_factory=list)
    changes: list[bytes] = field(default_factory=list)

    def write(self) -> None:
        """First what may be refused: a number that is known already."""
        binary.copy("responses_importedresponse", IMPORTED, self.imported)
        binary.copy("responses_response", RESPONSE, self.responses)
        binary.copy("responses_answer", copying.ANSWER, self.answers)
        if self.credits:
            binary.copy("responses_credit", copying.CREDIT, self.credits)
        binary.copy("responses_responsechange", CHANGE, self.changes)


def lines(
    block: Block,
    places: Sequence[tuple[int, Spot]],
    *,
    source_id: int,
    nps: Asked,
    rating: Asked,
    now: datetime,
) -> Lines:
    """`places`: of every row of the block."""
    made = Lines()
    numbers = next_ids("responses_response_id_seq", len(block))  # now: later the connection is busy
    made.imported = _making(
        made, block, places, numbers, source_id=source_id, nps=nps, rating=rating, now=now
    )
    return made


def _making(
    made: Lines,
    block: Block,
    places: Sequence[tuple[int, Spot]],
    numbers: Sequence[int],
    *,
    source_id: int,
    nps: Asked,
    rating: Asked,
    now: datetime,
) -> Iterator[bytes]:
    """Row by row: what says that it was taken; everything else of it is put aside."""
    changed_at = _AT.pack(8, binary.moment(now))
    source = _NUMBER.pack(8, source_id)
    asked = {one: _ASKED.pack(8, one.questionnaire_id, 8, one.version_id) for one in (nps, rating)}
    which = _NUMBER.size  # of the bytes of `asked`: the questionnaire alone
    became = _Became()
    put_response, put_answer = made.responses.append, made.answers.append
    put_credit, put_change = made.credits.append, made.changes.append
    columns = block.columns
    for number, (at, spot), day, score, is_rating, said, numbered, worded, kept in zip(
        numbers, places, columns[DAYS], columns[SCORE],
        columns[RATING], columns[SAID], columns[NUMBERED], columns[WORDED], columns[KEPT], strict=True,
    ):  # fmt: skip
        moment = _AT.pack(8, at)
        key = _NUMBER.pack(8, number) + moment
        where = spot.unit + _DAY.pack(4, day)
        about = asked[nps if score is not None or is_rating is None else rating]
        put_response(b"\x00\x0e" + key + moment + changed_at + where + about + said)
        if numbered:
            put_answer(b"\x00\x06" + key + numbered)
        if worded:
            put_answer(b"\x00\x06" + key + worded)
        if spot.credit:
            put_credit(b"\x00\x05" + key + spot.credit)
        put_change(b"\x00\x0c" + key + where + about[:which] + became[score] + spot.employees)
        yield b"\x00\x06" + key + source + kept


class _Became(dict[int | None, bytes]):
    """What the feed says of a new response without ticks, by its score."""

    def __missing__(self, score: int | None) -> bytes:
        self[score] = copying.became(CHANNEL, score, ())
        return self[score]
