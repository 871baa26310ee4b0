"""Where mails go back to. With {token} in the address, each message has an address of its own (VERP)."""

import re
from typing import Final
from urllib.parse import quote

from django.conf import settings

from extramile.core.tokens import link_token, read_link_token

PLACE: Final = "{token}"
RETURN_KIND: Final = "bounce"  # of tokens: who holds one can report a message as undelivered, and no more
TOKEN: Final = re.compile(r"(?<![0-9a-z])[0-9a-z]{17,30}(?![0-9a-z])")


def return_address(message_id: int) -> str:
    """The envelope sender of this message; empty where no mailbox is read."""
    return settings.BOUNCE_ADDRESS.replace(PLACE, link_token(RETURN_KIND, message_id))


def stop_address(token: str) -> str:
    """A mailto: link; a mail to it, whatever it says, asks for an end. Empty where no mailbox is read."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    address = settings.BOUNCE_ADDRESS.replace(PLACE, token)
    return f"mailto:{quote(address, safe='@')}?subject={quote(f'unsubscribe {token}')}"


def returned_number(words: str) -> int | None:
    """The message whose own address stands in this text."""
    for token in TOKEN.findall(words.lower()):
        number = read_link_token(RETURN_KIND, token)
        if number is not None:
            return number
    return None
