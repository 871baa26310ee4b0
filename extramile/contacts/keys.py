"""One way to write an address, and the hash under which it is remembered for ever.

The hash is keyed with the *oldest* secret the program still knows: a changed EXTRAMILE_SECRET_KEY must not
make it forget who never wants to be asked again. So the oldest of EXTRAMILE_OLD_SECRET_KEYS stays.
"""

import hmac
import unicodedata

from django.conf import settings

KEY_BYTES = 16  # 128 bits: half the index, and still nobody finds two addresses with one key


def normal_address(address: str) -> str:
    """E-mail: trimmed, casefolded. Mobile: E.164 as it came, without anything between the digits."""
    trimmed = (address if address.isascii() else unicodedata.normalize("NFKC", address)).strip()
    if "@" in trimmed:
        return trimmed.removeprefix("mailto:").casefold()
    digits = "".join(character for character in trimmed if character.isdecimal())
    return f"+{digits.removeprefix('00')}" if digits else ""


def _oldest_secret() -> bytes:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS][-1].encode()


def address_key(address: str) -> str:
    """The keyed hash of an address; the same for every way to write it. Empty stays empty."""
    normal = normal_address(address) if address else ""
    if not normal:
        return ""
    return hmac.digest(_oldest_secret(), b"address:" + normal.encode(), "sha256")[:KEY_BYTES].hex()
