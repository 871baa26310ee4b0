"""What a mail that came back says. Anybody may send anything here: only our own signed marks are believed.

A delivery report (RFC 3464) or a complaint (RFC 5965) counts when it carries the address that one message of
ours alone was sent from, or the Message-ID that we signed, in the headers that came back. Whom the report
says it is about is not read at all: the message knows that itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Any, Final

from extramile.outbox import verdicts
from extramile.outbox.addresses import TOKEN, returned_number
from extramile.outbox.mail import number_of
from extramile.outbox.models import BounceKind

MOST_BYTES: Final = 256 * 1024
MOST_PARTS: Final = 200
MOST_REPORTS: Final = 20
MOST_TOKENS: Final = 20
OWN_ADDRESS: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
MESSAGE_ID: Final = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{3,250}>)", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Returned:
    """A message of ours that came back (`number`, `kind`), or a wish to hear no more."""

    number: int | None = None
    kind: str = ""  # empty: it is ours, but says nothing final, such as "delayed"
    stop_tokens: tuple[str, ...] = ()  # what may be one; most are just long words


NOTHING: Final = Returned()


def read_mail(raw: bytes) -> Returned:
    """What one mail says; NOTHING for whatever is not ours, or is no mail that can be read."""
    try:
        mail = BytesParser(policy=compat32).parsebytes(raw[:MOST_BYTES])
        return _read(mail)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        return NOTHING  # the parser's own failures with mails made to hurt it


def _read(mail: "Message[Any, Any]") -> Returned:
    parts = list(_parts(mail))
    kind = _report(parts)
    if kind is not None:
        number = _own_number(mail, parts)
        return Returned(number=number, kind=kind) if number is not None else NOTHING
    return _wish(mail)


def _parts(mail: "Message[Any, Any]") -> Iterator["Message[Any, Any]"]:
    """Outside in; a mail of a thousand parts is looked at for the first of them."""
    for count, part in enumerate(mail.walk()):
        if count >= MOST_PARTS:
            return
        yield part


# --- reports --------------------------------------------------------------------------------------


def _report(parts: list["Message[Any, Any]"]) -> str | None:
    """The verdict of a delivery report or a complaint; None: this is no report."""
    if parts[0].get_content_type() != "multipart/report":
        return None
    for part in parts[1:]:
        if part.get_content_type() == "message/delivery-status":
            return _delivery(part)
        if part.get_content_type() == "message/feedback-report":
            return _complaint(part)
    return None


def _delivery(part: "Message[Any, Any]") -> str:
    """The worst of what is said of the recipients: a message of ours has one."""
    groups = part.get_payload()
    found: set[str] = set()
    for group in groups[:MOST_REPORTS] if isinstance(groups, list) else []:
        if isinstance(group, Message) and "Action" in group:
            action, status, said = (_words(group, name) for name in ("Action", "Status", "Diagnostic-Code"))
            found.add(verdicts.of_report(action, status, said))
    return next((kind for kind in (BounceKind.HARD, BounceKind.SOFT) if kind in found), "")


def _complaint(part: "Message[Any, Any]") -> str:
    held = part.get_payload()
    text = str(held[0] if isinstance(held, list) and held else held)
    said = re.search(r"^feedback-type:[ \t]*([\w-]+)", text, re.I | re.M)
    return BounceKind.COMPLAINT if said and said[1].lower() == "abuse" else ""


def _words(mail: "Message[Any, Any]", name: str) -> str:
    """A header as text, whatever it claims its letters are."""
    return str(mail.get(name, ""))[:2000]


def _own_number(mail: "Message[Any, Any]", parts: list["Message[Any, Any]"]) -> int | None:
    for name in OWN_ADDRESS:
        for value in mail.get_all(name, [])[:5]:
            number = returned_number(str(value)[:2000])
            if number is not None:
                return number
    return next((number for part in parts[1:] if (number := _returned_headers(part)) is not None), None)


def _returned_headers(part: "Message[Any, Any]") -> int | None:
    """The number in the Message-ID of what came back: whole, or its headers only."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inside = part.get_payload()
        whole = inside[0] if isinstance(inside, list) and inside else None
        return number_of(_words(whole, "Message-ID")) if isinstance(whole, Message) else None
    if kind in {"text/rfc822-headers", "message/rfc822-headers"}:
        text = part.get_payload(decode=True)
        raw = text if isinstance(text, bytes) else str(part.get_payload()).encode("utf-8", "replace")
        found = MESSAGE_ID.search(raw[:MOST_BYTES])
        return number_of(found[1].decode("ascii", "replace")) if found else None
    return None


# --- wishes ---------------------------------------------------------------------------------------


def _wish(mail: "Message[Any, Any]") -> Returned:
    """A mail to the address of List-Unsubscribe: the token is in the address or in the subject."""
    if not re.match(r"\s*(no\b|$)", _words(mail, "Auto-Submitted"), re.I):  # an answering machine
        return NOTHING
    texts = [str(value) for name in OWN_ADDRESS for value in mail.get_all(name, [])[:5]]
    texts.append(_subject(mail))
    tokens = [token for text in texts for token in TOKEN.findall(text[:2000].lower())]
    return Returned(stop_tokens=tuple(dict.fromkeys(tokens))[:MOST_TOKENS])


def _subject(mail: "Message[Any, Any]") -> str:
    """Decoded where that can be; as it stands where it claims letters that do not exist."""
    raw = _words(mail, "Subject")
    try:
        pieces = decode_header(raw)
        return "".join(
            piece.decode(charset or "ascii", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in pieces
        )
    except (LookupError, ValueError):
        return raw
