"""Which secret the kept fingerprints of addresses were made with: known again without being kept.

"Never ask me again" is kept as a keyed hash of the address (`contacts/keys.py`), keyed with the oldest secret
the program knows. Without that secret the hash of the same address is another, and who said never would be
asked. So a value that only that secret gives is remembered, and looked at before the program serves anybody.
"""

import hmac
from enum import StrEnum
from typing import Final

from django.conf import settings

from extramile.core.models import Setting

NAME: Final = "address_secret"
REMEDY: Final = (
    "put the former EXTRAMILE_SECRET_KEY (or what the file secret-key in the data folder held) last in "
    "EXTRAMILE_OLD_SECRET_KEYS and keep it there for good. If it is lost: "
    "`extramile check --accept-lost-secret`, and opt-outs from before count no more"
)


class Standing(StrEnum):
    NEW = "new"  # nothing remembered yet
    SAME = "same"
    NOT_LAST = "not last"  # known, but another is taken for the oldest
    UNKNOWN = "unknown"


def check_value(secret: str) -> str:
    """Says whether it is the same secret, and nothing about it."""
    return hmac.digest(secret.encode(), b"secret-check", "sha256")[:16].hex()


def _known() -> list[str]:
    """The check values of all secrets, the newest first."""
    return [check_value(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def standing() -> Standing:
    kept = Setting.objects.filter(name=NAME).values_list("value", flat=True).first()
    if kept is None:
        return Standing.NEW
    known = _known()
    if kept == known[-1]:
        return Standing.SAME
    return Standing.NOT_LAST if kept in known else Standing.UNKNOWN


def remember() -> None:
    """From now on the oldest secret of today is the one."""
    Setting.objects.update_or_create(name=NAME, defaults={"value": _known()[-1]})
