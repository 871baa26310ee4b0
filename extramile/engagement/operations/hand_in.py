"""An answer comes in, without a name: with a signed ballot, or with a code card.

Runs as the web role, which may add to these tables and read none of them: no SELECT, no RETURNING.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from extramile.core import blind_signatures
from extramile.engagement import answers as reading
from extramile.engagement.answers import Comment, Given
from extramile.engagement.models import Cell
from extramile.engagement.operations.locks import voting_in
from extramile.engagement.problems import BadBallot
from extramile.questionnaires.queries import definition_of

LONGEST_BALLOT: Final = 512
SPEND: Final = (
    "INSERT INTO engagement_spentballot (ballot_hash, wave_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"
)
CAST: Final = (
    "INSERT INTO engagement_castballot (id, wave_id, cell_id, answers) VALUES (%s, %s, %s, %s::jsonb)"
)
SAY: Final = """
INSERT INTO engagement_castcomment (id, wave_id, cell_id, question_key, words, may_be_shown, reply_address)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


def hand_in(
    public_id: UUID,
    *,
    cell_id: int,
    prepared: bytes,
    signature: bytes,
    answers: Mapping[str, object],
    comments: Mapping[str, Comment],
    now: datetime,
) -> None:
    """Store the answers of a ballot that was not used before. The same ballot again changes nothing, and
    nobody is told: the first press may have been heard and its thank-you lost.

    Raises BadBallot, UnreadableAnswers (the ballot is not spent), WaveNotOpen, UnknownWave.
    """
    with voting_in(public_id, now=now) as wave:
        _check(wave.id, cell_id, prepared, signature)
        given = reading.read(definition_of(wave.version_id), answers=answers, comments=comments)
        if _spend(wave.id, prepared):
            store(given, wave_id=wave.id, cell_id=cell_id)


def _check(wave_id: int, cell_id: int, prepared: bytes, signature: bytes) -> None:
    """Signed by the key of this cell of this wave, and by no other."""
    if len(prepared) > LONGEST_BALLOT:
        raise BadBallot
    public = Cell.objects.filter(pk=cell_id, wave=wave_id).values_list("public_key", flat=True).first()
    if public is None or not blind_signatures.verify(bytes(public), prepared, signature):
        raise BadBallot


def _spend(wave_id: int, prepared: bytes) -> bool:
    """Whether this ballot was unused until now."""
    with connection.cursor() as cursor:
        cursor.execute(SPEND, [hashlib.sha256(prepared).digest(), wave_id])
        return bool(cursor.rowcount == 1)


def store(given: Given, *, wave_id: int, cell_id: int) -> None:
    """The answers, and each comment apart from them."""
    with connection.cursor() as cursor:
        cursor.execute(CAST, [uuid.uuid4(), wave_id, cell_id, json.dumps(given.answers, ensure_ascii=False)])
        for key, comment in given.comments.items():
            said = (key, comment.words, comment.may_be_shown, comment.reply_address)
            cursor.execute(SAY, (uuid.uuid4(), wave_id, cell_id, *said))
