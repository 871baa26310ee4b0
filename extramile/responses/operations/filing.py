"""A chunk of a file of responses: what is plain goes by columns, the rest in turn."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from extramile.core.copying import is_fenced
from extramile.core.tables import Applied
from extramile.intake.models import Source
from extramile.responses.blocks import MARK, MOMENT, NAME, UNIT, WORKER, Block
from extramile.responses.incoming import OWN_NUMBER, Asked
from extramile.responses.operations.asking import asked_nps, asked_rating, settle
from extramile.responses.operations.changes import ERASED
from extramile.responses.operations.importing import alone, everywhere, in_turn, known_of
from extramile.responses.operations.partitions import ensure_months, first_days
from extramile.responses.operations.spots import Spot, Spots, lines
from extramile.responses.operations.units import make_units

Places = Sequence[tuple[int, Spot] | None]


def make_room(block: Block, *, now: datetime) -> None:
    """Months for the rows, by their own clocks. Not in the transaction of a chunk: until its end nobody could
    read or give an answer. What a zone moves into another month goes where that is missing for now.
    """
    months = {moment[:7] for moment in block.columns[MOMENT] if moment}
    days = {date.fromisoformat(f"{month}-01") for month in months}
    ensure_months(first_days((day for day in days if day <= now.date()), now=now))


@transaction.atomic
def take_block(
    source: Source, block: Block, *, now: datetime, spots: Spots, create_units: bool = False
) -> Applied:
    """What `import_responses` does, of many rows at once. `spots` are kept from chunk to chunk."""
    if create_units and make_units(_named_alone(block)):
        spots.placer.ask_anew()
        spots.forget()
    alone(source.pk)
    applied = Applied()
    if is_fenced("responses_response") or len(set(block.columns[NAME])) < len(block):
        _in_turn(source, block, None, applied, now=now, spots=spots)
        return applied
    places = spots.moments(block)
    if not (spots.all_new and _all_new(source, block, places, applied, now=now, spots=spots)):
        _some_known(source, block, places, applied, now=now, spots=spots)
    return applied


def _named_alone(block: Block) -> set[str]:
    units, workers = block.columns[UNIT], block.columns[WORKER]
    return {unit for unit, worker in set(zip(units, workers, strict=True)) if unit and not worker}


def _all_new(
    source: Source, block: Block, places: Places, applied: Applied, *, now: datetime, spots: Spots
) -> bool:
    """As nothing of the chunk before was known, nothing of this one is looked up: the key of the table says
    it where that is wrong, and then nothing was written."""
    plain = [place for place, found in enumerate(places) if found]
    try:
        with transaction.atomic():
            _write(source, block, plain, places, now=now)
    except IntegrityError:
        return False
    applied.created += len(plain)
    _in_turn(source, _others(block, plain), None, applied, now=now, spots=spots)
    return True


def _some_known(
    source: Source, block: Block, places: Places, applied: Applied, *, now: datetime, spots: Spots
) -> None:
    names = block.columns[NAME]
    known = known_of(source.pk, filter(None, names))
    spots.all_new = not known
    same = _same(block, known)
    plain = [
        place for place, found in enumerate(places) if found and not same[place] and names[place] not in known
    ]
    _write(source, block, plain, places, now=now)
    applied.created += len(plain)
    applied.unchanged += sum(same)
    done = {*plain, *(place for place, is_same in enumerate(same) if is_same)}
    _in_turn(source, _others(block, done), known, applied, now=now, spots=spots)


def _same(block: Block, known: Mapping[str, bytes]) -> list[bool]:
    """Which rows are stored just so, or were erased."""
    if not known:
        return [False] * len(block)
    return [
        bool(mark)
        and (stored := known.get(name)) is not None
        and (stored in (mark, ERASED) or name.startswith(OWN_NUMBER))
        for name, mark in zip(block.columns[NAME], block.columns[MARK], strict=True)
    ]


def _others(block: Block, done: Sequence[int] | set[int]) -> Block:
    gone = set(done)
    return block.among([place for place in range(len(block)) if place not in gone])


def _write(source: Source, block: Block, plain: Sequence[int], places: Places, *, now: datetime) -> None:
    if not plain:
        return
    chosen = block if len(plain) == len(block) else block.among(plain)
    found = [place for number in plain if (place := places[number])]
    nps, rating = _asked(chosen, now=now)
    lines(chosen, found, source_id=source.pk, nps=nps, rating=rating, now=now).write()


def _asked(block: Block, *, now: datetime) -> tuple[Asked, Asked]:
    """The questionnaires that these rows are answers to; made where they are needed for the first time."""
    rated = [one is not None and score is None for score, one in zip(*block.columns[2:4], strict=True)]
    nps = None if all(rated) else asked_nps(now)
    rating = asked_rating(now) if any(rated) else None
    found = nps or rating or asked_nps(now)
    return nps or found, rating or found


def _in_turn(
    source: Source,
    block: Block,
    known: dict[str, bytes] | None,
    applied: Applied,
    *,
    now: datetime,
    spots: Spots,
) -> None:
    """What is not plain; looked up first where nobody did."""
    if not len(block):
        return
    incoming = list(block)
    settle(incoming, now=now, everywhere=everywhere())
    missing = [one.external_id for one in incoming if known is None or one.external_id not in known]
    known = (known or {}) | known_of(source.pk, missing)
    in_turn(source.pk, incoming, known, applied, placer=spots.placer, now=now, new_months=True)
