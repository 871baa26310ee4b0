"""Keep customers as jobs name them: find each or make it, thousands at a time.

A customer is found by (source, reference); else, where the row or the known customer has no reference,
by e-mail address, else by mobile number. What the newest row says counts; what it leaves empty stays.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from extramile.contacts.keys import address_key


@dataclass(slots=True)  # never changed once made; frozen would cost three times as much
class Person:
    """A customer as one row names them. E-mail and mobile as core.tables reads them (E.164)."""

    reference: str = ""
    name: str = ""
    email: str = ""
    mobile: str = ""
    language: str = ""

    @property
    def is_empty(self) -> bool:
        """A name alone leads to nobody: it is not kept."""
        return not (self.reference or self.email or self.mobile)


@dataclass(slots=True)
class _Known:
    """A customer while a batch is worked through."""

    id: int
    source: str
    reference: str = ""
    name: str = ""
    email: str = ""
    mobile: str = ""
    language: str = ""
    email_key: str = ""
    mobile_key: str = ""
    is_new: bool = False
    changed: bool = False

    def take(self, person: Person, email_key: str, mobile_key: str, *, source: str) -> None:
        """The newest row counts; an empty value says nothing."""
        if person.reference and not self.reference:
            self.source, self.reference, self.changed = source, person.reference, True
        for name in ("name", "email", "mobile", "language"):
            value = getattr(person, name)
            if value and value != getattr(self, name):
                setattr(self, name, value)
                self.changed = True
        self.email_key = email_key or self.email_key
        self.mobile_key = mobile_key or self.mobile_key


_COLUMNS: Final = "id, source, reference, name, email, mobile, language, email_key, mobile_key"
# Three looks, each by its own index. Of several with one address the first made is meant.
_FIND: Final = {
    "reference": f"SELECT {_COLUMNS} FROM contacts_contact"  # noqa: S608
    " WHERE source = %s AND reference <> '' AND reference = ANY(%s)",
    "email_key": f"SELECT {_COLUMNS} FROM contacts_contact"  # noqa: S608
    " WHERE email_key <> '' AND email_key = ANY(%s) ORDER BY id DESC",
    "mobile_key": f"SELECT {_COLUMNS} FROM contacts_contact"  # noqa: S608
    " WHERE mobile_key <> '' AND mobile_key = ANY(%s) ORDER BY id DESC",
}
_NEW_IDS: Final = "SELECT nextval('contacts_contact_id_seq') FROM generate_series(1, %s)"
_RECORD: Final = """json_to_recordset(%s::json) AS made(
    id bigint, source text, reference text, name text, email text, mobile text, language text,
    email_key text, mobile_key text)"""
_INSERT: Final = f"""
INSERT INTO contacts_contact ({_COLUMNS}, created_at)
SELECT {_COLUMNS}, %s FROM {_RECORD}
ON CONFLICT (source, reference) WHERE NOT (reference = '') DO NOTHING
RETURNING id"""  # noqa: S608
_UPDATE: Final = f"""
UPDATE contacts_contact AS old
SET source = made.source, reference = made.reference, name = made.name, email = made.email,
    mobile = made.mobile, language = made.language, email_key = made.email_key, mobile_key = made.mobile_key
FROM {_RECORD} WHERE old.id = made.id AND old.erased_at IS NULL"""  # noqa: S608


@dataclass(slots=True)
class _Index:
    """Everybody who may be meant by these rows, by each way to find them."""

    source: str
    references: dict[str, _Known] = field(default_factory=dict)
    emails: dict[str, _Known] = field(default_factory=dict)
    mobiles: dict[str, _Known] = field(default_factory=dict)

    def add(self, known: _Known) -> None:
        if known.reference and known.source == self.source:
            self.references[known.reference] = known
        if known.email_key:
            self.emails[known.email_key] = known
        if known.mobile_key:
            self.mobiles[known.mobile_key] = known

    def find(self, person: Person, email_key: str, mobile_key: str) -> _Known | None:
        if person.reference and (known := self.references.get(person.reference)):
            return known
        for candidate in (self.emails.get(email_key), self.mobiles.get(mobile_key)):
            # Two different references are two customers, also behind one address.
            if candidate and not (person.reference and candidate.reference):
                return candidate
        return None


def remember(rows: Iterable[Person], *, source: str, now: datetime) -> list[int]:
    """The customer's id for each row, in order."""
    people = list(rows)
    if not people:
        return []
    with transaction.atomic():
        return _remember(people, source=source, now=now)


def _remember(people: Sequence[Person], *, source: str, now: datetime) -> list[int]:
    keys = [(address_key(person.email), address_key(person.mobile)) for person in people]
    index = _known(people, keys, source=source)
    spare = _new_ids(len(people))
    found: list[_Known] = []
    for person, (email_key, mobile_key) in zip(people, keys, strict=True):
        known = index.find(person, email_key, mobile_key)
        if known is None:
            known = _Known(spare.pop(), source, reference=person.reference, is_new=True)
        known.take(person, email_key, mobile_key, source=source)
        index.add(known)
        found.append(known)
    touched = list({known.id: known for known in found}.values())
    _insert([known for known in touched if known.is_new], now=now)
    _update([known for known in touched if known.changed and not known.is_new])
    return [known.id for known in found]


def _known(people: Sequence[Person], keys: Sequence[tuple[str, str]], *, source: str) -> _Index:
    index = _Index(source)
    references = [person.reference for person in people if person.reference]
    looks: list[tuple[str, list[str | list[str]]]] = [
        ("mobile_key", [[mobile for _, mobile in keys if mobile]]),
        ("email_key", [[email for email, _ in keys if email]]),
        ("reference", [source, references]),
    ]
    seen: dict[int, _Known] = {}
    with connection.cursor() as cursor:
        for name, parameters in looks:
            if parameters[-1]:
                cursor.execute(_FIND[name], parameters)
                for row in cursor.fetchall():
                    index.add(seen.setdefault(row[0], _Known(*row)))
    return index


def _new_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_NEW_IDS, [count])
        return [row[0] for row in cursor.fetchall()][::-1]


def _as_json(rows: Iterable[_Known]) -> str:
    names = _COLUMNS.split(", ")
    return json.dumps([{name: getattr(row, name) for name in names} for row in rows])


def _insert(rows: list[_Known], *, now: datetime) -> None:
    if not rows:
        return
    rows.sort(key=lambda row: (row.reference, row.id))  # one order for all: no deadlock
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [now, _as_json(rows)])
        made = {row[0] for row in cursor.fetchall()}
        if late := [row for row in rows if row.id not in made]:
            _join(late)


def _join(rows: list[_Known]) -> None:
    """Somebody else made the same references meanwhile: theirs are meant, with what we know."""
    references = {row.reference: row for row in rows}
    with connection.cursor() as cursor:
        cursor.execute(_FIND["reference"], [rows[0].source, list(references)])
        for theirs in cursor.fetchall():
            known = references[theirs[2]]
            known.id, known.is_new, known.changed = theirs[0], False, True


def _update(rows: list[_Known]) -> None:
    if rows:
        rows.sort(key=lambda row: row.id)
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE, [_as_json(rows)])
