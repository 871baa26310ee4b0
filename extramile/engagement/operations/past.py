"""The past told afterwards, of a made-up company alone: the code cards of a wave, all at once.

As `tick_off`, `print_cards` and `hand_in_by_card` would have left it, without the cards themselves: these are
destroyed at the closing. Who took part and what was answered come apart, as they lie in the tables.
"""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count

from extramile.core import bulk
from extramile.core.preferences import preferences
from extramile.engagement import answers as reading
from extramile.engagement.models import CastBallot, Invitee
from extramile.engagement.operations.locks import voting_in
from extramile.engagement.problems import NoNameTicked, NotInvited, NotMadeUp
from extramile.questionnaires.queries import definition_of

Answers = Mapping[str, object]
CAST: Final = {"id": "uuid", "wave_id": "bigint", "cell_id": "bigint", "answers": "jsonb"}


def hand_in_past(
    public_id: UUID,
    *,
    took_part: Collection[int],
    ballots: Mapping[int, Sequence[Answers]],
    now: datetime,
) -> None:
    """`took_part`: employees, who draw a card. `ballots`: cell -> what its cards say, one each.

    Raises NotMadeUp, NotInvited, NoNameTicked, UnreadableAnswers, WaveNotOpen, UnknownWave.
    """
    if not preferences().made_up:
        raise NotMadeUp
    with voting_in(public_id, now=now) as wave:
        people = Invitee.objects.filter(wave=wave.id, employee__in=took_part, took_ballot=False)
        if people.update(took_ballot=True, by_card=True) != len(set(took_part)):
            raise NotInvited
        _count(wave.id, ballots)
        definition = definition_of(wave.version_id)
        given = [
            (cell, reading.read(definition, answers=answers, comments={}).answers)
            for cell, cards in ballots.items()
            for answers in cards
        ]
        rows = [_row(wave.id, cell, answers) for cell, answers in given]
        bulk.insert(CastBallot._meta.db_table, CAST, rows)


def _count(wave_id: int, ballots: Mapping[int, Sequence[Answers]]) -> None:
    """No more answers of a cell than names ticked off in it."""
    ticked = Invitee.objects.filter(wave=wave_id, by_card=True).values_list("cell_id")
    names = dict(ticked.annotate(names=Count("pk")))
    cast = dict(
        CastBallot.objects.filter(wave=wave_id).values_list("cell_id").annotate(cast=Count("pk")).order_by()
    )
    for cell, cards in ballots.items():
        if len(cards) + cast.get(cell, 0) > names.get(cell, 0):
            raise NoNameTicked


def _row(wave_id: int, cell_id: int, answers: Answers) -> dict[str, object]:
    written = json.loads(json.dumps(answers, ensure_ascii=False))
    return {"id": uuid.uuid4(), "wave_id": wave_id, "cell_id": cell_id, "answers": written}
