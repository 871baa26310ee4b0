"""One way to write an address, and the hash under which it is remembered for ever.

The hash is keyed with the *oldest* secret the program still knows: a changed EXTRAMILE_SECRET_KEY must not
make it forget who never wants to be asked again. So the oldest of EXTRAMILE_OLD_SECRET_KEYS stays.
"""

import hashlib
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from django.conf import settings

KEY_BYTES: Final = 16  # 128 bits: half the index, and still nobody finds two addresses with one key


def normal_address(address: str) -> str:
    """E-mail: trimmed, casefolded. Mobile: E.164 as it came, without anything between the digits."""
    trimmed = (address if address.isascii() else unicodedata.normalize("NFKC", address)).strip()
    if "@" in trimmed:
        return trimmed.removeprefix("mailto:").casefold()
    if trimmed[:1] == "+" and trimmed[1:3] != "00" and trimmed.isascii() and trimmed[1:].isdecimal():
        return trimmed  # nearly all there are
    digits = "".join(character for character in trimmed if character.isdecimal())
    return f"+{digits.removeprefix('00')}" if digits else ""


def _oldest_secret() -> bytes:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS][-1].encode()


@lru_cache(maxsize=4)
def _keyed(secret: bytes) -> tuple[Any, Any]:
    """The two halves of an HMAC with the secret already in: half the work of each of a million addresses."""
    key = hashlib.sha256(secret).digest() if len(secret) > 64 else secret
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + b"address:")
    return inner, hashlib.sha256(bytes(byte ^ 0x5C for byte in block))


def key_maker() -> Callable[[str], str]:
    """`address_key` with the secret already read: for many addresses at once."""
    opened, closed = _keyed(_oldest_secret())

    def key_of(address: str) -> str:
        if not address or not (normal := normal_address(address)):
            return ""
        inner, outer = opened.copy(), closed.copy()
        inner.update(normal.encode())
        outer.update(inner.digest())
        key: bytes = outer.digest()
        return key[:KEY_BYTES].hex()

    return key_of


def reference_key(reference: str) -> bytes:
    """The keyed hash of a customer's number: by it others know again what they hold of a customer."""
    if not (trimmed := reference.strip()):
        return b""
    opened, closed = _keyed(_oldest_secret())
    inner, outer = opened.copy(), closed.copy()
    inner.update(b"reference:" + trimmed.encode("utf-8", "replace"))
    outer.update(inner.digest())
    key: bytes = outer.digest()
    return key[:KEY_BYTES]


def address_key(address: str) -> str:
    """The keyed hash of an address; the same for every way to write it. Empty stays empty."""
    return key_maker()(address)
