"""A response as others kept it, from a file or a program: typed, checked, but not yet given a place."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from json.encoder import encode_basestring_ascii
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from extramile.intake.rows import JobRow
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.operations import create, publish, ship_default
from extramile.questionnaires.queries import newest_published
from extramile.responses.submission import Submission, Value

RATING_SLUG: Final = "recommend-1-to-5"
EARLIEST: Final = 2000
ALL: Final = Decimal(1)
UNDATED: Final = datetime(9999, 12, 31, tzinfo=UTC)  # of a row that does not say when


@dataclass(frozen=True, slots=True)
class Asked:
    """Which questionnaire the answers are to."""

    questionnaire_id: int
    version_id: int


UNKNOWN: Final = Asked(0, 0)


@dataclass(slots=True)
class Incoming:
    """`responded_at` without a zone is read in the source's zone, else in the unit's."""

    row: int
    external_id: str
    asked: Asked
    submission: Submission
    responded_at: datetime
    unit: str = ""
    employees: tuple[tuple[str, Decimal], ...] = ()
    kind_of_work: str = ""
    language: str = ""
    channel: str = "import"
    attributes: Mapping[str, Any] = field(default_factory=dict)
    customer_key: bytes = b""  # of the customer's number, where the row tells it
    mark: bytes = b""  # its fingerprint, where that is known already

    def as_job(self) -> JobRow:
        """What `intake` needs to know to say where it belongs."""
        return JobRow(
            external_id=self.external_id,
            finished_at=self.responded_at,
            unit=self.unit,
            employees=self.employees,
            row=self.row,
        )


@lru_cache(maxsize=1)
def _key() -> bytes:
    return blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"response").digest()


def fingerprint(incoming: Incoming) -> bytes:
    """The same for the same content; tells nothing without our key. It is stored: never change its recipe.

    A row without a number is known by it: whose it is stays out of it, so that a file which tells that later
    does not make every such response a second time.
    """
    return mark_of(
        "" if incoming.responded_at is UNDATED else incoming.responded_at.isoformat(),
        incoming.unit,
        ";".join(
            [f"{name}:{'1' if share is ALL else share.normalize()}" for name, share in incoming.employees]
        ),
        incoming.kind_of_work,
        incoming.language,
        _as_json(incoming.submission.answers),
        attributes_text(incoming.attributes),
        *([incoming.customer_key.hex()] if incoming.customer_key and incoming.external_id else []),
    )


def mark_of(*parts: str) -> bytes:
    content = "\x1f".join(parts)
    return blake2b(content.encode("utf-8", "replace"), digest_size=16, key=_key()).digest()


def attributes_text(attributes: Mapping[str, Any]) -> str:
    return json.dumps(attributes, sort_keys=True) if attributes else ""


def _as_json(answers: Mapping[str, Value]) -> str:
    """As `json.dumps` with sorted keys writes it, of which making an encoder is the dearest part."""
    parts = []
    for key in sorted(answers):
        value = answers[key]
        text = encode_basestring_ascii(value) if type(value) is str else _number_text(value)
        parts.append(f"{_key_text(key)}: {text}")
    return "{" + ", ".join(parts) + "}"


def _number_text(value: Value) -> str:
    return str(value) if type(value) is int else json.dumps(value)


_key_text = lru_cache(maxsize=1000)(encode_basestring_ascii)


def asked_nps(now: datetime) -> Asked:
    """Scores 0 to 10 count with those of the questionnaire that is asked here."""
    return _newest(ship_default(now))


def asked_rating(now: datetime) -> Asked:
    """Recommend-scores 1 to 5 are a rating, never an NPS."""
    found = Questionnaire.objects.filter(slug=RATING_SLUG).first()
    if found is None:
        raw = json.loads((Path(__file__).parent.parent / "imported.json").read_text(encoding="utf-8"))
        found = create(
            slug=RATING_SLUG, name="Would you recommend us? (1 to 5)", definition=raw, actor=None, now=now
        )
        publish(found, actor=None, now=now)
    return _newest(found)


def _newest(questionnaire: Questionnaire) -> Asked:
    return Asked(questionnaire.pk, newest_published(questionnaire.pk).pk)


def sign(incoming: Incoming) -> None:
    """Of a row without a number: its place and its content. The same file again is the same responses."""
    incoming.mark = incoming.mark or fingerprint(incoming)
    if not incoming.external_id:
        incoming.external_id = f"row {incoming.row} {incoming.mark.hex()}"


def settle(incoming: Iterable[Incoming], *, now: datetime, everywhere: str) -> None:
    """What rows of a file leave open: the questionnaire, the unit of those that name no place, the moment."""
    nps = rating = UNKNOWN
    for one in incoming:
        if "rating" in one.submission.answers:
            one.asked = rating = rating if rating is not UNKNOWN else asked_rating(now)
        else:
            one.asked = nps = nps if nps is not UNKNOWN else asked_nps(now)
        if not one.mark:
            one.unit = everywhere
            sign(one)
        if one.responded_at is UNDATED:
            one.responded_at = now
