"""Who holds a wave while something is done in it.

Whoever votes holds it together with the others who vote; whoever closes, calls off or mixes holds it alone.
So nothing comes in after the state changed, and no row moves while it is being written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from extramile.engagement.models import Wave, WaveState
from extramile.engagement.problems import UnknownWave, WaveNotOpen

SHARED: Final = """
SELECT id, state, opens_at, closes_at, questionnaire_version_id
FROM engagement_wave WHERE public_id = %s FOR SHARE
"""
CELL_LOCKS: Final = 20_261_122  # the first half of the advisory locks of cells' cards


@dataclass(frozen=True, slots=True)
class HeldWave:
    id: int
    public_id: UUID
    version_id: int


@contextmanager
def voting_in(public_id: UUID, *, now: datetime) -> Iterator[HeldWave]:
    """One transaction in which the wave stays open. Raises UnknownWave, WaveNotOpen."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SHARED, [public_id])
            row = cursor.fetchone()
        if row is None:
            raise UnknownWave
        wave, state, opens_at, closes_at, version = row
        if state != WaveState.OPEN or not opens_at <= now < closes_at:
            raise WaveNotOpen
        yield HeldWave(wave, public_id, version)


def one_at_a_time(cell_id: int) -> None:
    """Until the end of this transaction: what has to do with the cards of one cell is done one by one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashint8(%s))", [CELL_LOCKS, cell_id])


def take_alone(**which: object) -> Wave | None:
    """One wave of these, the oldest, that no other host is at, held alone until the transaction ends."""
    rows = Wave.objects.filter(**which).order_by("opens_at", "pk")
    return rows.select_for_update(skip_locked=True, no_key=True).first()
