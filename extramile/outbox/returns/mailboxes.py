"""The mailbox that mails come back to: over IMAP, or a Maildir on this machine.

Nothing is changed in it before what a mail said is in the database; and of mails that are not ours, nothing
at all: people may read the same mailbox.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from django.conf import settings

from extramile.core import outbound
from extramile.outbox.returns.reading import MOST_BYTES

SECONDS: Final = 20.0
UID: Final = re.compile(rb"UID (\d+)")


class LetterboxError(OSError):
    """The mailbox cannot be read; the text says why, without the password."""


@dataclass(frozen=True, slots=True)
class ReturnedMail:
    key: str  # what the mailbox calls it
    place: int  # rises with every mail of the mailbox; 0: this mailbox tells done from new itself
    raw: bytes


class Letterbox(Protocol):
    @property
    def name(self) -> str:
        """Which mailbox, without the password."""

    @property
    def era(self) -> int:
        """Places of another era mean nothing (UIDVALIDITY)."""

    def after(self, place: int, limit: int) -> Iterator[ReturnedMail]:
        """Mails past this place, oldest first."""

    def taken(self, mail: ReturnedMail, *, ours: bool) -> None:
        """What it said is in the database: ours is marked as read and deleted."""


@contextmanager
def open_letterbox() -> Iterator[Letterbox]:
    """The one that the settings name."""
    where = settings.BOUNCE_MAILBOX
    if where["scheme"] == "maildir":
        yield MaildirBox(Path(where["path"]))
        return
    try:
        box = ImapBox(where)
    except (imaplib.IMAP4.error, OSError) as error:
        raise LetterboxError(f"{where['host']}: {_said(error)}") from None
    try:
        yield box
    except imaplib.IMAP4.error as error:
        raise LetterboxError(f"{where['host']}: {_said(error)}") from None
    finally:
        box.close()


def _said(error: Exception) -> str:
    text = " ".join(str(one) for one in error.args if isinstance(one, str)) or type(error).__name__
    secret = settings.BOUNCE_MAILBOX.get("password")
    return (text.replace(secret, "…") if secret else text)[:200]


class _Pinned(imaplib.IMAP4):
    """Connects to the very address that the outbound guard looked at, with TLS from the first byte."""

    def _create_socket(self, timeout: float | None) -> socket.socket:
        last: OSError = LetterboxError("no address to connect to")
        for address in outbound.resolve(self.host, self.port):
            try:
                plain = socket.create_connection((str(address), self.port), timeout=timeout)
            except OSError as error:
                last = error
            else:
                return context().wrap_socket(plain, server_hostname=self.host)
        raise last


def context() -> ssl.SSLContext:
    """Certificates are checked against those the machine trusts."""
    return ssl.create_default_context()


class ImapBox:
    """One folder, looked through by UID. Bodies are fetched without marking them as read."""

    def __init__(self, where: dict[str, Any]) -> None:
        self._imap = _Pinned(where["host"], where["port"], timeout=SECONDS)
        try:
            self._imap.login(where["user"], where["password"])
            self._asked(self._imap.select(_quoted(where["folder"])))
        except BaseException:
            self.close()
            raise
        self.name = f"{where['user']}@{where['host']}/{where['folder']}"
        self.era = self._validity()
        self._has_uidplus = "UIDPLUS" in self._imap.capabilities

    def _validity(self) -> int:
        _kind, values = self._imap.response("UIDVALIDITY")
        first = values[0] if values else None
        return int(first) if isinstance(first, bytes) and first.isdigit() else 0

    def after(self, place: int, limit: int) -> Iterator[ReturnedMail]:
        found = self._asked(self._imap.uid("SEARCH", f"UID {place + 1}:*", "UNDELETED"))
        numbers = sorted(int(one) for one in (found[0] or b"").split() if one.isdigit())
        for uid in [one for one in numbers if one > place][:limit]:  # "n:*" always names the last one
            raw = self._fetched(uid)
            if raw is not None:
                yield ReturnedMail(str(uid), uid, raw)

    def _fetched(self, uid: int) -> bytes | None:
        """Its beginning; None where it went away meanwhile."""
        pieces = self._asked(self._imap.uid("FETCH", str(uid), f"(UID BODY.PEEK[]<0.{MOST_BYTES}>)"))
        for piece in pieces:
            if isinstance(piece, tuple) and (found := UID.search(piece[0])) and int(found[1]) == uid:
                return bytes(piece[1])
        return None

    def taken(self, mail: ReturnedMail, *, ours: bool) -> None:
        if not ours:
            return
        self._asked(self._imap.uid("STORE", mail.key, "+FLAGS.SILENT", r"(\Seen \Deleted)"))
        if self._has_uidplus:  # a plain EXPUNGE would also remove what somebody else marked
            self._asked(self._imap.uid("EXPUNGE", mail.key))

    def close(self) -> None:
        with suppress(imaplib.IMAP4.error, OSError):
            self._imap.logout()

    @staticmethod
    def _asked(answer: tuple[str, list[Any]]) -> list[Any]:
        kind, data = answer
        if kind != "OK":
            words = data[0] if data else b""
            raise imaplib.IMAP4.error(words.decode("utf-8", "replace") if isinstance(words, bytes) else kind)
        return data


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


class MaildirBox:
    """A Maildir: what is in `new` has not been looked at. Ours goes to `cur` as read and deleted."""

    def __init__(self, path: Path) -> None:
        if not (path / "new").is_dir():
            raise LetterboxError(f"{path} is no Maildir: it has no folder “new”")
        self._path = path
        self.name, self.era = str(path), 0

    def after(self, place: int, limit: int) -> Iterator[ReturnedMail]:  # noqa: ARG002
        names = sorted(entry.name for entry in (self._path / "new").iterdir())
        for name in names[:limit]:
            file = self._path / "new" / name
            if file.is_symlink() or not file.is_file():
                continue
            with suppress(FileNotFoundError), file.open("rb") as handle:
                yield ReturnedMail(name.partition(":")[0], 0, handle.read(MOST_BYTES))

    def taken(self, mail: ReturnedMail, *, ours: bool) -> None:
        """By renaming alone: what is not ours stays unread, and others find it where they expect it."""
        with suppress(FileNotFoundError):
            file = next((self._path / "new").glob(f"{_literal(mail.key)}*"), None)
            if file is not None:
                file.rename(self._path / "cur" / f"{mail.key}:2,{'ST' if ours else ''}")


def _literal(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)
