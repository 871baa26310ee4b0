"""A server that speaks the contract of `web/static/js/voice/README.md`, over HTTP on the loopback.

It signs and checks with the real halves in Python and keeps, of each request, all that arrived: what a test
asks of it is what an honest but curious server could know.
"""

import base64
import hashlib
import html
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from extramile.core.blind_signatures import (
    base64url,
    blind_sign,
    fingerprint,
    new_private_key,
    public_key,
    verify,
)
from tests.browser.loopback import Answer, Asked, Lost, page_of

WAVE: Final = "6e0f3a52-8a5c-4e0c-9f43-0c3a8f6d2b11"
CELL: Final = 17
STATES: Final = (
    "sending", "offline", "signed-out", "answers", "failed", "insecure", "no-storage", "taken", "closed",
    "untrusted", "thanks",
)  # fmt: skip
FIELDS: Final = """
<label for="score">Score</label><input id="score" name="score" type="number" required>
<label><input type="checkbox" name="tools" value="van"> Van</label>
<label><input type="checkbox" name="tools" value="phone"> Phone</label>
<input name="-note" value="stays here">
<label for="why">Why?</label><textarea id="why" name="why" data-comment></textarea>
<label><input type="checkbox" data-show-for="why"> May be shown</label>
<label><input type="checkbox" data-reply-for="why"> May be answered</label>
<label for="tip">A tip?</label><textarea id="tip" name="tip" data-comment></textarea>
<label><input type="checkbox" data-show-for="tip"> May be shown</label>
<label><input type="checkbox" data-reply-for="tip"> May be answered</label>
"""


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@cache
def a_key(_cell: int) -> bytes:
    """The same for every test: making one takes longer than a test does."""
    return new_private_key()


Plan = dict[str, list[Answer | type[Lost]]]


def planned(plan: Plan, path: str) -> Answer | None:
    """What a test wants instead of the real answer."""
    wanted = plan[path].pop(0) if plan.get(path) else None
    if isinstance(wanted, Answer) or wanted is None:
        return wanted
    raise wanted


@dataclass
class Polling:
    """Keys of two cells, who took a ballot, and what was handed in."""

    private: bytes = field(default_factory=lambda: a_key(CELL))
    other: bytes = field(default_factory=lambda: a_key(18))
    asked: list[Asked] = field(default_factory=list)
    signed: dict[str, str] = field(default_factory=dict)  # voter -> blinded
    handed_in: dict[str, object] = field(default_factory=dict)  # ballot -> answers
    # What goes wrong, by path: an Answer instead of the real one, or Lost before or after the work is done.
    before: Plan = field(default_factory=dict)
    after: Plan = field(default_factory=dict)
    shown_key: bytes | None = None  # a key of somebody's own
    shown_digest: str | None = None
    listed_wave: str = WAVE
    other_cell: int = 18
    invited: int = 5
    is_taken: bool = False

    def keys(self) -> bytes:
        keys = [(CELL, self.private), (self.other_cell, self.other)]
        listed = [
            {"cell": cell, "invited": self.invited, "key": fingerprint(public_key(private))}
            for cell, private in keys
        ]
        return json.dumps({"wave": self.listed_wave, "keys": listed}).encode()

    def page(self, voter: str) -> Answer:
        digest = hashlib.sha256(self.keys()).hexdigest() if self.shown_digest is None else self.shown_digest
        key = base64url(self.shown_key or public_key(self.private))
        data = {
            "wave": WAVE, "voter": voter, "cell": str(CELL), "key": key, "keys": "/keys", "digest": digest,
            "sign": "/sign", "hand-in": "/hand-in",
        }  # fmt: skip
        attributes = " ".join(f'data-{name}="{html.escape(value)}"' for name, value in data.items())
        states = "".join(f'<p data-ballot-state="{each}" hidden>It is {each}.</p>' for each in STATES)
        taken = " data-taken" if self.is_taken else ""
        form = (
            f'<form data-ballot{taken} {attributes} hidden method="post" action="/without-script">'
            f'<input type="hidden" name="csrfmiddlewaretoken" value="token-of-{voter}">{FIELDS}'
            "<button>Send</button></form>"
        )
        replies = (
            "<ul data-replies hidden><template><li><span data-question></span> <code data-code></code></li>"
            "</template></ul>"
        )
        answer = page_of(states + form + replies, script="/static/js/voice/ballot.js")
        return Answer(answer.status, answer.body, answer.kind, {"Set-Cookie": f"session={voter}; Path=/"})

    def __call__(self, asked: Asked) -> Answer | None:
        path, _, query = asked.path.partition("?")
        self.asked.append(asked)
        works: dict[str, Callable[[], Answer]] = {
            "/": lambda: self.page(query or "ann"),
            "/keys": lambda: Answer(body=self.keys()),
            "/sign": lambda: self.sign(asked),
            "/hand-in": lambda: self.hand_in(asked),
        }
        if path not in works:
            return None
        answer = planned(self.before, path) or works[path]()
        return planned(self.after, path) or answer

    def sign(self, asked: Asked) -> Answer:
        """The same blinded ballot again gets its signature again; another one never."""
        voter = asked.headers.get("Cookie", "").partition("session=")[2].partition(";")[0]
        if asked.headers.get("X-CSRFToken") != f"token-of-{voter}":
            return Answer(403)
        blinded = asked.json()["blinded"]
        if self.signed.setdefault(voter, blinded) != blinded:
            return Answer(409)
        signature = blind_sign(self.private, unpadded(blinded))
        return Answer(body=json.dumps({"signature": base64url(signature)}).encode())

    def hand_in(self, asked: Asked) -> Answer:
        """A ballot counts once; handed in again it is thanked for again."""
        given = asked.json()
        if not verify(public_key(self.private), unpadded(given["ballot"]), unpadded(given["signature"])):
            return Answer(403)
        self.handed_in.setdefault(given["ballot"], given)
        return Answer(201)

    def to(self, path: str) -> list[Asked]:
        return [each for each in self.asked if each.path == path]
