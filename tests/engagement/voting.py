"""A wave that the program itself opened, and somebody's browser that takes a ballot and hands it in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from unittest.mock import patch
from uuid import UUID

from extramile.core import blind_signatures as blind
from extramile.engagement.answers import Comment
from extramile.engagement.models import Wave, WaveState
from extramile.engagement.operations import hand_in, open_due, plan, ship_ready_made, sign_ballot
from extramile.engagement.queries import Place, place_of, wave_of
from extramile.people.models import Employee, Unit
from extramile.questionnaires.queries import newest_published

ANSWERS: Mapping[str, object] = {"enps": 9}


def plan_wave(*units: Unit, now: datetime, slug: str = "enps", **other: Any) -> UUID:
    ship_ready_made(now)
    version = newest_published(slug)
    chosen: dict[str, Any] = {
        "name": "Spring",
        "kind": "own",
        "questionnaire_version_id": version.pk,
        "opens_at": now,
        "closes_at": now + timedelta(days=14),
        "languages": ["en", "nl"],
        "unit_ids": [unit.pk for unit in units],
        **other,
    }
    return plan(actor=None, now=now, **chosen)


_made: list[bytes] = []


def _keys() -> Iterator[bytes]:
    """Real ones, each made once for all tests: a wave's cells get different ones, another wave the same."""
    for number in count():
        if number == len(_made):
            _made.append(blind.new_private_key())
        yield _made[number]


def open_all(now: datetime) -> None:
    """Until the step finds nothing to do. By one thread: in every world a cell gets the same key."""
    keys = _keys()
    with patch("extramile.engagement.operations.opening.os.cpu_count", return_value=1):
        for _ in range(200):
            if not open_due(now, new_key=lambda: next(keys)):
                return
    raise AssertionError("the step never ends")


def open_wave(*units: Unit, now: datetime, **other: Any) -> Wave:
    public_id = plan_wave(*units, now=now, **other)
    open_all(now)
    wave = Wave.objects.get(public_id=public_id)
    assert wave.state == WaveState.OPEN
    return wave


@dataclass(slots=True)
class Browser:
    """What the page's own module does, in Python."""

    wave: Wave
    employee: Employee
    now: datetime
    place: Place = field(init=False)
    prepared: bytes = field(init=False)
    blinded: blind.Blinded = field(init=False)
    signature: bytes = b""

    def __post_init__(self) -> None:
        place = place_of(self.wave.pk, self.employee.pk)
        assert place
        self.place = place
        self.prepared = blind.prepare(b"a ballot")
        self.blinded = blind.blind(place.public_key, self.prepared)

    def take(self) -> bytes:
        signed = sign_ballot(
            self.wave.public_id, employee_id=self.employee.pk, blinded=self.blinded.message, now=self.now
        )
        self.signature = blind.finalize(self.place.public_key, self.prepared, signed, self.blinded.secret)
        return signed

    def hand_in(
        self,
        answers: Mapping[str, object] = ANSWERS,
        comments: Mapping[str, Comment] | None = None,
        **other: Any,
    ) -> None:
        sent: dict[str, Any] = {
            "cell_id": self.place.cell_id,
            "prepared": self.prepared,
            "signature": self.signature,
            "now": self.now,
            **other,
        }
        public_id = sent.pop("public_id", self.wave.public_id)
        hand_in(public_id, answers=answers, comments=comments or {}, **sent)


def ballot(wave: Wave, employee: Employee, *, now: datetime) -> Browser:
    """One that is signed and not handed in."""
    browser = Browser(wave, employee, now)
    browser.take()
    return browser


def view(wave: Wave) -> Any:
    return wave_of(wave.public_id)
