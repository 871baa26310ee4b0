"""Sign a ballot without seeing it: once for everybody who is invited, with the key of their cell."""

import base64
import hashlib
from datetime import datetime
from uuid import UUID

from extramile.core import blind_signatures
from extramile.core.sealing import unseal
from extramile.engagement.models import CellKey, Invitee
from extramile.engagement.operations.locks import voting_in
from extramile.engagement.problems import BadBallot, BallotTaken, NotInvited


def sign_ballot(public_id: UUID, *, employee_id: int, blinded: bytes, now: datetime) -> bytes:
    """The blind signature. The same blinded ballot is signed again after a lost connection, another never.

    Raises NotInvited, BallotTaken, BadBallot (nothing that this key could sign), WaveNotOpen.
    """
    with voting_in(public_id, now=now) as wave:
        invitee = Invitee.objects.filter(wave=wave.id, employee=employee_id).first()
        if invitee is None:
            raise NotInvited
        _take(invitee, hashlib.sha256(blinded).digest())
        return _signed(invitee.cell_id, blinded)


def _take(invitee: Invitee, blinded_hash: bytes) -> None:
    """One guarded update: of two presses at once, one finds the ballot taken."""
    untouched = Invitee.objects.filter(pk=invitee.pk, took_ballot=False, by_card=False)
    if untouched.update(took_ballot=True, blinded_hash=blinded_hash):
        return
    again = Invitee.objects.filter(pk=invitee.pk, blinded_hash=blinded_hash)
    if not again.exists():
        raise BallotTaken


def _signed(cell_id: int, blinded: bytes) -> bytes:
    """Whatever goes wrong here, the transaction ends and the ballot stays to be taken."""
    sealed = CellKey.objects.values_list("sealed", flat=True).get(pk=cell_id)
    try:
        return blind_signatures.blind_sign(base64.b64decode(unseal(sealed)), blinded)
    except blind_signatures.MessageProblem as problem:
        raise BadBallot from problem
