"""A response as others kept it, from a file or a program: typed, checked, but not yet given a place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from json.encoder import encode_basestring_ascii
from typing import Any, Final

from django.conf import settings

from extramile.intake.rows import JobRow
from extramile.responses.submission import Submission, Value

EARLIEST: Final = 2000
ALL: Final = Decimal(1)
OWN_NUMBER: Final = "row "  # how the number of a row without one begins
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


def sign(incoming: Incoming) -> None:
    """Of a row without a number: its place and its content. The same file again is the same responses."""
    incoming.mark = incoming.mark or fingerprint(incoming)
    if not incoming.external_id:
        incoming.external_id = own_number(incoming.row, incoming.mark)


def own_number(row: int, mark: bytes) -> str:
    return f"{OWN_NUMBER}{row} {mark.hex()}"
