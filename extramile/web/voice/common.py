"""What the pages of the employees' voice share: which wave, and whose place in it."""

import base64
import re
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest

from extramile.core.tokens import keyed_hash
from extramile.engagement.queries import Place, WaveView, place_of, wave_of
from extramile.people.access import employee_of
from extramile.people.models import Employee

BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]{1,4096}")


def from_base64url(text: object) -> bytes:
    """Raises ValueError for anything else."""
    if not isinstance(text, str) or not BASE64URL.fullmatch(text):
        raise ValueError("not base64url")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def voter_of(wave: UUID, employee_id: int) -> str:
    """Tells people who share a device apart in what its browser keeps; it never comes back from there."""
    return keyed_hash("voter", f"{wave} {employee_id}")[:32]


def wave_or_404(public_id: UUID) -> WaveView:
    found = wave_of(public_id)
    if found is None:
        raise Http404
    return found


def employee_or_404(request: HttpRequest) -> Employee:
    found = employee_of(request.user)
    if found is None:
        raise Http404
    return found


def place_or_404(request: HttpRequest, wave: WaveView) -> tuple[Employee, Place]:
    """Whoever is not invited does not find the wave."""
    employee = employee_or_404(request)
    place = place_of(wave.id, employee.pk)
    if place is None:
        raise Http404
    return employee, place
