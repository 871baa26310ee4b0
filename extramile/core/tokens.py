"""Links that carry an id and prove that we made them; keyed hashes of what must not be kept.

A link's token is the id and a keyed hash of (kind, id): nothing to store, nothing to look up but the
primary key, and a guess is one in 2^80. Old secrets go on being read, so that a changed secret key
does not break links already sent.
"""

import hashlib
import hmac
import secrets
from typing import Final

from django.conf import settings

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u
SIGNATURE_BYTES: Final = 10


def _encode(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 32)
        digits = ALPHABET[rest] + digits
        if not number:
            return digits


def _decode(text: str) -> int:
    number = 0
    for character in text:
        number = number * 32 + ALPHABET.index(character)
    return number


def _signature(kind: str, number: int, secret: str) -> str:
    digest = hmac.new(secret.encode(), f"{kind}:{number}".encode(), hashlib.sha256).digest()
    return _encode(int.from_bytes(digest[:SIGNATURE_BYTES], "big")).rjust(16, "0")


def link_token(kind: str, number: int) -> str:
    """The token of the row `number` of this kind ("answer", "walk-in", "stop", ...)."""
    return _encode(number) + _signature(kind, number, settings.SECRET_KEY)


def read_link_token(kind: str, token: str) -> int | None:
    """The id in the token, or None if we did not make it."""
    if not 17 <= len(token) <= 30 or not set(token) <= set(ALPHABET):
        return None
    number = _decode(token[:-16])
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if hmac.compare_digest(_signature(kind, number, secret), token[-16:]):
            return number if number < 2**63 else None
    return None


def keyed_hash(kind: str, value: str) -> str:
    """A hash nobody can recompute without our secret: of an address, a card, a rate limit's key."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def random_token() -> str:
    """For what is stored hashed and shown once: 160 bits."""
    return secrets.token_hex(20)
