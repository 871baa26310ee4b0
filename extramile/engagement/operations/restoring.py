"""After a restore: a backup holds no answer, ballot, card or key of a wave that was open.

Whoever took a ballot is known to have taken it, and what they answered is gone; so such a wave cannot be
closed with what came in, nor go on. It is called off, said so in the audit trail, and can be planned anew.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from extramile.core import audit
from extramile.engagement.models import Cell, Wave, WaveState
from extramile.engagement.queries.waves import WaveStep

WHY: Final = "Restored from a backup, which holds no answers of an open wave."


def begin_again(now: datetime) -> int:
    """Call off waves that were open; waves that were opening open anew, with new keys. How many were called
    off."""
    with transaction.atomic():
        Cell.objects.filter(wave__state=WaveState.OPENING).delete()  # and invitees with them
        opening = Wave.objects.filter(state=WaveState.OPENING)
        opening.update(state=WaveState.DRAFT, step="", step_done=0, step_total=0, keys_digest="")
        lost = Wave.objects.filter(state__in=[WaveState.OPEN, WaveState.CLOSING])
        names = list(lost.values_list("pk", "name"))
        lost.update(state=WaveState.CALLED_OFF, step=WaveStep.CLEARING, step_done=0, step_total=0)
        for wave_id, name in names:
            audit.record(
                "engagement.wave.called-off",
                actor=None,
                now=now,
                subject_type="wave",
                subject_id=wave_id,
                name=name,
                reason=WHY,
            )
    return len(names)
