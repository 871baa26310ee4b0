"""The right to ask at an address. Events are added, never changed: the newest counts."""

from datetime import datetime
from typing import Final

from extramile.contacts.models import ConsentEvent, ConsentKind
from extramile.contacts.queries import standing

BOUNCES: Final = {"hard": ConsentKind.BOUNCED, "complaint": ConsentKind.COMPLAINED}


def _note(address_key: str, kind: ConsentKind, *, via: str, now: datetime) -> bool:
    """Adds the event unless it already stands; the same press twice is one event."""
    if not address_key or standing([address_key]).get(address_key) == kind:
        return False
    ConsentEvent.objects.create(address_key=address_key, kind=kind, at=now, via=via)
    return True


def opt_out(address_key: str, *, via: str, now: datetime) -> bool:
    """Never ask at this address again. True if that is new."""
    return _note(address_key, ConsentKind.OPTED_OUT, via=via, now=now)


def opt_in(address_key: str, *, via: str, now: datetime) -> bool:
    """The customer wants to be asked (again): lifts an earlier no and an earlier bounce."""
    return _note(address_key, ConsentKind.OPTED_IN, via=via, now=now)


def bounced(address_key: str, *, kind: str, now: datetime) -> bool:
    """A hard bounce or a complaint stops the address; a soft bounce ("mailbox full") does not."""
    if kind not in BOUNCES:
        return False
    return _note(address_key, BOUNCES[kind], via="bounce", now=now)
