"""What a refusal means: try again, give up, or give up on the address. Pure: no database, no network.

A wrong "hard" silences a customer for ever and a wrong "try again" bothers a server: where the answer
is unclear, it is not the address's fault.
"""

import re
import smtplib
from dataclasses import dataclass
from enum import StrEnum

from extramile.outbox.models import BounceKind

MAILBOX_GONE = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
ENHANCED = re.compile(r"\b([45]\.\d{1,3}\.\d{1,3})\b")
# Servers that refuse *us*: no conclusion about the address may be drawn from it.
ABOUT_US = re.compile(
    r"relay|auth|denied|spam|blocked|blacklist|policy|reputation|rate|sender|spf|dkim|dmarc", re.IGNORECASE
)
ADDRESS = re.compile(r"[^\s<>\"'():;,]+@[^\s<>\"'():;,]+|\+?\d[\d ()-]{6,}\d")


class Fate(StrEnum):
    SENT = "sent"
    LATER = "later"  # this message: try again after a while
    PAUSED = "paused"  # the whole channel: nobody answers there, or it does not know us
    HELD = "held"  # this message: not at this hour
    REFUSED = "refused"  # for good


@dataclass(frozen=True, slots=True)
class Outcome:
    fate: Fate
    error: str = ""
    bounce: str = ""
    provider_id: str = ""


def redacted(text: str) -> str:
    """An error without the address or number that servers like to quote."""
    return ADDRESS.sub("<address>", text).replace("\n", " ").strip()[:500]


def _words(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {redacted(said)}"


def of_recipient(code: int, text: bytes | str) -> Outcome:
    """The server's answer to RCPT TO: the only one that speaks of the address."""
    said = _words(code, text)
    if code < 500:
        return Outcome(Fate.LATER, said)
    enhanced = ENHANCED.search(said)
    if enhanced:
        if enhanced[1] in MAILBOX_GONE:
            return Outcome(Fate.REFUSED, said, bounce=BounceKind.HARD)
        if enhanced[1] == "5.2.2":
            return Outcome(Fate.REFUSED, said, bounce=BounceKind.SOFT)
        return Outcome(Fate.REFUSED, said)
    if code in {550, 551, 553} and not ABOUT_US.search(said):
        return Outcome(Fate.REFUSED, said, bounce=BounceKind.HARD)
    return Outcome(Fate.REFUSED, said, bounce=BounceKind.SOFT if code == 552 else "")


def of_smtp(error: OSError) -> Outcome:
    """smtplib's exceptions, put in order from the narrow to the wide."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return of_recipient(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPDataError):
        fate = Fate.REFUSED if error.smtp_code >= 500 else Fate.LATER
        return Outcome(fate, _words(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPResponseException):  # greeting, sign-in, MAIL FROM: it is about us
        fate = Fate.REFUSED if error.smtp_code == 552 else Fate.PAUSED  # 552: this message is too large
        return Outcome(fate, _words(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Outcome(Fate.LATER, "the mail server hung up")
    return Outcome(Fate.LATER, redacted(f"{type(error).__name__}: {error.strerror or error}"))


def of_report(action: str, status: str, said: str) -> str:
    """What a delivery report (RFC 3464) says of the mailbox; empty: nothing final, such as "delayed"."""
    if action.strip().lower() != "failed":
        return ""
    status = status.strip().partition(" ")[0]
    exact = ENHANCED.search(said)
    if status.endswith(".0") and exact:  # "5.0.0" says nothing; the server's own words do
        status = exact[1]
    if status in MAILBOX_GONE:
        return BounceKind.HARD
    bare = re.search(r"\b5(50|51|53)\b", said)
    is_unclear = status in {"", "5.0.0"}
    if is_unclear and bare and not ABOUT_US.search(redacted(said)):
        return BounceKind.HARD
    return BounceKind.SOFT


def of_http(status: int, text: str = "") -> Outcome:
    """What an HTTP gateway's answer means."""
    said = _words(status, text)
    if status < 300:
        return Outcome(Fate.SENT)
    if status in {401, 403, 404, 405} or 300 <= status < 400:  # not about this message: a wrong setting
        return Outcome(Fate.PAUSED, said)
    if status in {408, 425, 429} or status >= 500:
        return Outcome(Fate.LATER, said)
    return Outcome(Fate.REFUSED, said)
