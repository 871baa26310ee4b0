"""The employees' voice of a known company: waves from plan to closing, every answer on a code card.

A wave's cards are told at once (`hand_in_past`): card by card would take longer than all the rest. The same
people take part each time: where one or two come or go, a team is withheld from the next table, as it should
be, and a study has less to read.
"""

from datetime import datetime, timedelta
from uuid import UUID

from extramile.core import blind_signatures
from extramile.demo.known.calendar import closes_at, opens_at
from extramile.demo.known.founding import Founded
from extramile.demo.known.worlds import World, scores
from extramile.engagement import operations, queries
from extramile.engagement.operations.past import hand_in_past
from extramile.engagement.queries.ballots import places_of
from extramile.questionnaires.queries import newest_published


def tell_wave(founded: Founded, world: World, wave: int, *, key: bytes, now: datetime) -> UUID:
    """One wave, with one key for all its cells: it is destroyed at the closing, and many take long."""
    opens, closes = opens_at(wave, now=now), closes_at(wave, now=now)
    public_id = operations.plan(
        actor=founded.hr,
        now=opens - timedelta(days=1),
        name=f"eNPS {wave + 1}",
        kind="enps",
        questionnaire_version_id=newest_published("enps").pk,
        opens_at=opens,
        closes_at=closes,
        languages=["nl", "en"],
        unit_ids=[founded.company.pk],
        staff_unit_ids=[founded.office.pk],
    )
    while operations.open_due(opens, new_key=lambda: key):
        pass
    _answer(founded, world, wave, public_id, now=opens + timedelta(days=2))
    operations.close_due(closes)
    return public_id


def new_key() -> bytes:
    return blind_signatures.new_private_key()


def _answer(founded: Founded, world: World, wave: int, public_id: UUID, *, now: datetime) -> None:
    view = queries.wave_of(public_id)
    if view is None:
        raise LookupError(public_id)
    places = places_of(view.id)
    took_part, ballots = [], {}
    for people, moods in zip(founded.people, world.moods, strict=True):
        ids = [founded.employees[number].pk for number in people]
        took_part += ids
        ballots[places[ids[0]].cell_id] = [{"enps": score} for score in scores(moods[wave], len(ids))]
    hand_in_past(public_id, took_part=took_part, ballots=ballots, now=now)
