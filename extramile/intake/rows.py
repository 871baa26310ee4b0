"""A job as it comes in, from a file or a program: typed, but not yet looked up."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from json.encoder import encode_basestring_ascii
from typing import Any, Final

from django.conf import settings

from extramile.contacts.person import Person
from extramile.core.copying import fields
from extramile.core.tables import RowProblem

CENT: Final = Decimal("0.01")
SHARE: Final = Decimal("0.0001")
SLACK: Final = Decimal("0.01")  # 0.33, 0.33 and 0.33 are a whole
WHOLE: Final = Decimal(1).quantize(SHARE)
WHOLE_TEXT: Final = str(WHOLE)


@dataclass(slots=True)  # never changed once made; frozen would cost three times as much
class JobRow:
    """`finished_at` without a zone is read in the source's zone, else in the unit's.

    `employees` are (external id, share) pairs. `row` is the row of the file, or the place in the batch.
    """

    external_id: str
    finished_at: datetime
    unit: str = ""
    employees: tuple[tuple[str, Decimal], ...] = ()
    kind_of_work: str = ""
    channel: str = ""
    amount: Decimal | None = None
    customer: Person = field(default_factory=Person)
    language: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    is_test: bool = False
    row: int = 0
    written: "Written | None" = field(default=None, compare=False, repr=False)

    def fingerprint(self, key: bytes, *, finished_at: str) -> bytes:
        """The same for the same content, whichever way it came in; tells nothing without our key."""
        person = self.customer
        return digest(
            finished_at,
            self.unit,
            workers_text(self.employees),
            self.kind_of_work,
            self.channel,
            str(self.amount),
            person.reference,
            person.name,
            person.email,
            person.mobile,
            self.language,
            _attributes_text(self.attributes) if self.attributes else "",
            "test" if self.is_test else "",
            key=key,
        )


def digest(*parts: str, key: bytes) -> bytes:
    return blake2b("\x1f".join(parts).encode(), digest_size=16, key=key).digest()


def workers_text(employees: tuple[tuple[str, Decimal], ...]) -> str:
    return ";".join([f"{employee}:{share}" for employee, share in employees])


@dataclass(slots=True)
class Written:
    """What is written of a row as it stands. Worked out in the reading thread, while the database works."""

    finished_at: str  # without a zone where the row has none
    fingerprint: bytes
    texts: str  # columns TEXTS of a line for COPY


TEXTS: Final = "external_id kind_of_work channel language attributes"


def write(row: JobRow, *, key: bytes) -> Written:
    finished_at = row.finished_at.isoformat()
    return Written(
        finished_at=finished_at,
        fingerprint=row.fingerprint(key, finished_at=finished_at),
        texts=fields(
            row.external_id, row.kind_of_work, row.channel, row.language, attributes_as_json(row.attributes)
        ),
    )


def _attributes_text(attributes: Mapping[str, Any]) -> str:
    return attributes_of_texts([attribute_as_text(name, one) for name, one in sorted(attributes.items())])


def attribute_as_text(name: str, one: Mapping[str, Any]) -> str:
    """As it stands in the fingerprint, in order of names."""
    return f"{name}={one['type']}:{one['value']}"


attributes_of_texts: Final = "\x1e".join


@lru_cache(maxsize=10_000)
def _opening(name: str, kind: str) -> str:
    return f'{json.dumps(name)}: {{"type": {json.dumps(kind)}, "value": '


def _as_json(value: object) -> str:
    if type(value) is str:
        return encode_basestring_ascii(value)
    if value is True:
        return "true"
    return "false" if value is False else json.dumps(value)


def attributes_as_json(attributes: Mapping[str, Any]) -> str:
    """The same as json.dumps, in a third of the time: a file has the same few names in every row."""
    return attributes_of_json([attribute_as_json(name, one) for name, one in attributes.items()])


def attribute_as_json(name: str, one: Mapping[str, Any]) -> str:
    return f"{_opening(name, one['type'])}{_as_json(one['value'])}}}"


def attributes_of_json(pieces: Iterable[str]) -> str:
    return f"{{{', '.join(pieces)}}}"


def fingerprint_key() -> bytes:
    return blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"intake-row").digest()


@lru_cache(maxsize=10_000)
def split_employees(text: str) -> tuple[tuple[str, Decimal], ...]:
    """ "anna:0.5;bob:0.5" or "anna, bob" -> external ids and shares that add up to 1."""
    if ";" not in text and ":" not in text and "," not in text and "|" not in text and "\n" not in text:
        return ((text, WHOLE),)
    parts = [part.strip() for part in re.split(r"[;|\n]" if re.search(r"[;|\n:]", text) else ",", text)]
    pairs: list[tuple[str, Decimal | None]] = []
    for part in filter(None, parts):
        name, colon, share = part.rpartition(":")
        pairs.append((name.strip(), _share(share, text)) if colon else (part, None))
    return even_shares(pairs, column="employees", value=text)


def _share(text: str, value: str) -> Decimal:
    figure = text.strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?\s*%?", figure):
        raise RowProblem("employees", value[:200], "shares")
    number = Decimal(figure.rstrip("% "))
    return number / 100 if figure.endswith("%") else number


def even_shares(
    pairs: list[tuple[str, Decimal | None]], *, column: str, value: str
) -> tuple[tuple[str, Decimal], ...]:
    """Shares as given, if all are and they add up to 1; as much for each, if none is."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise RowProblem(column, value[:200], "employee_twice", {"value": name})
    given: list[Decimal] = [share for _, share in pairs if share is not None]
    if not pairs or not all(names) or (given and len(given) != len(pairs)):
        raise RowProblem(column, value[:200], "shares")
    if not given:
        share = (Decimal(1) / len(pairs)).quantize(SHARE)
        return tuple((name, share) for name in names)
    if min(given) <= 0 or abs(sum(given, Decimal(0)) - 1) > SLACK:
        raise RowProblem(column, value[:200], "shares")
    return tuple((name, share.quantize(SHARE)) for name, share in zip(names, given, strict=True))
