"""Text that the database keeps but cannot read: sealed with our secret, opened where it is needed.

For a message that carries a sign-in code: it waits in the outbox, where others may look.
"""

import base64
import hashlib
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

MARK: Final = "sealed:"


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.sha256(f"sealing:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def seal(text: str) -> str:
    return MARK + _box().encrypt(text.encode()).decode("ascii")


def is_sealed(text: str) -> bool:
    return text.startswith(MARK)


def unseal(text: str) -> str:
    """The text itself; what was never sealed is returned as it is."""
    if not is_sealed(text):
        return text
    try:
        return _box().decrypt(text[len(MARK) :].encode("ascii")).decode()
    except InvalidToken as error:
        raise ValueError("sealed with another secret key") from error
