"""Keep customers as jobs name them: find each or make it, thousands at a time.

A customer is found by (source, reference); else, where the row or the known customer has no reference,
by e-mail address, else by mobile number. What the newest row says counts; what it leaves empty stays.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from extramile.contacts.keys import key_maker
from extramile.contacts.person import Person
from extramile.core.copying import array_of, copy_lines, fields, is_fenced, next_ids


@dataclass(slots=True)
class _Known:
    """A customer while a batch is worked through."""

    id: int
    source: str
    reference: str
    name: str
    email: str
    mobile: str
    language: str
    email_key: str
    mobile_key: str
    is_new: bool = False
    changed: bool = False

    def take(self, person: Person, email_key: str, mobile_key: str, *, source: str) -> None:
        """The newest row counts; an empty value says nothing."""
        if person.reference and not self.reference:
            self.source, self.reference, self.changed = source, person.reference, True
        if person.name and person.name != self.name:
            self.name, self.changed = person.name, True
        if person.email and person.email != self.email:
            self.email, self.email_key, self.changed = person.email, email_key, True
        if person.mobile and person.mobile != self.mobile:
            self.mobile, self.mobile_key, self.changed = person.mobile, mobile_key, True
        if person.language and person.language != self.language:
            self.language, self.changed = person.language, True


_COLUMNS: Final = "id, source, reference, name, email, mobile, language, email_key, mobile_key"
_COPIED: Final = f"id created_at {_COLUMNS.removeprefix('id, ').replace(',', '')}"
_INSERT: Final = f"""
INSERT INTO contacts_contact ({_COLUMNS}, created_at)
SELECT new.*, %(now)s FROM unnest(%(id)s::bigint[], %(source)s::text[], %(reference)s::text[],
    %(name)s::text[], %(email)s::text[], %(mobile)s::text[], %(language)s::text[], %(email_key)s::text[],
    %(mobile_key)s::text[]) AS new
ON CONFLICT (source, reference) WHERE NOT (reference = '') DO NOTHING"""  # noqa: S608
# Three looks, each by its own index whatever the statistics say: LIMIT keeps the planner from reading the
# whole table. Of several with one address the first made is meant; "+ 0" keeps it off the primary key.
_LOOK: Final = f"""
SELECT {_COLUMNS} FROM unnest(%(wanted)s::text[]) AS wanted (asked) CROSS JOIN LATERAL (
    SELECT * FROM contacts_contact WHERE %%s LIMIT 1) AS found"""  # noqa: S608
_FIND: Final = {
    "reference": "source = %(source)s AND reference <> '' AND reference = wanted.asked COLLATE \"C\"",
    "email_key": "email_key <> '' AND email_key = wanted.asked COLLATE \"C\" ORDER BY id + 0",
    "mobile_key": "mobile_key <> '' AND mobile_key = wanted.asked COLLATE \"C\" ORDER BY id + 0",
}
# By an index of its own, which is empty or short: see the model.
_WITHOUT_NUMBER: Final = """
SELECT 1 FROM contacts_contact
WHERE reference = '' AND (email_key <> '' OR mobile_key <> '') ORDER BY id LIMIT 1"""
_UPDATE: Final = """
UPDATE contacts_contact AS old
SET source = made.source, reference = made.reference, name = made.name, email = made.email,
    mobile = made.mobile, language = made.language, email_key = made.email_key, mobile_key = made.mobile_key
FROM json_to_recordset(%s::json) AS made(
    id bigint, source text, reference text, name text, email text, mobile text, language text,
    email_key text, mobile_key text)
WHERE old.id = made.id AND old.erased_at IS NULL"""
_NOT_YET: Final = 1 << 62  # ids of this batch's own until they are written: above all that are there


@dataclass(slots=True)
class _Index:
    """Everybody who may be meant by these rows, by each way to find them."""

    source: str
    seen: dict[int, _Known] = field(default_factory=dict)
    references: dict[str, _Known] = field(default_factory=dict)
    emails: dict[str, _Known] = field(default_factory=dict)
    mobiles: dict[str, _Known] = field(default_factory=dict)

    def add(self, known: _Known) -> None:
        """Of several with one address the first made is meant, in a batch as in the table."""
        if known.reference and known.source == self.source:
            self.references[known.reference] = known
        if key := known.email_key:
            held = self.emails.setdefault(key, known)
            if known.id < held.id:
                self.emails[key] = known
        if key := known.mobile_key:
            held = self.mobiles.setdefault(key, known)
            if known.id < held.id:
                self.mobiles[key] = known

    def learn(self, way: str, wanted: Iterable[str]) -> None:
        for row in _find(way, wanted, source=self.source):
            known = self.seen.get(row[0])
            if known is None:
                known = self.seen[row[0]] = _Known(*row)
            self.add(known)

    def find(self, person: Person, email_key: str, mobile_key: str) -> _Known | None:
        if person.reference and (known := self.references.get(person.reference)):
            return known
        for candidate in (self.emails.get(email_key), self.mobiles.get(mobile_key)):
            # Two different references are two customers, also behind one address.
            if candidate and not (person.reference and candidate.reference):
                return candidate
        return None


def _find(way: str, wanted: Iterable[str], *, source: str) -> list[tuple[Any, ...]]:
    names = sorted({name for name in wanted if name})  # neighbours in the index one after the other
    if not names:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LOOK.replace("%%s", _FIND[way]), {"wanted": array_of(names), "source": source})
        return list(cursor.fetchall())


def remember(rows: Iterable[Person], *, source: str, now: datetime) -> list[int]:
    """The customer's id for each row, in order."""
    people = list(rows)
    if not people:
        return []
    with transaction.atomic():
        return _remember(people, source=source, now=now)


def _remember(people: Sequence[Person], *, source: str, now: datetime) -> list[int]:
    key_of = key_maker()
    keys = [
        (
            key_of(one.email) if one.email_key is None else one.email_key,
            key_of(one.mobile) if one.mobile_key is None else one.mobile_key,
        )
        for one in people
    ]
    index = _known(people, keys, source=source)
    found: list[_Known] = []
    new: list[_Known] = []
    touched: list[_Known] = []
    for person, (email_key, mobile_key) in zip(people, keys, strict=True):
        known = index.find(person, email_key, mobile_key)
        if known is None:
            known = _Known(
                _NOT_YET + len(new),
                source,
                person.reference,
                person.name,
                person.email,
                person.mobile,
                person.language,
                email_key,
                mobile_key,
                is_new=True,
            )
            new.append(known)
            index.add(known)
        else:
            was_changed = known.changed
            known.take(person, email_key, mobile_key, source=source)
            if known.changed:
                index.add(known)
                if not was_changed and not known.is_new:
                    touched.append(known)
        found.append(known)
    _insert(new, source=source, now=now)
    _update([*touched, *(known for known in new if not known.is_new)])
    return [known.id for known in found]


def _known(people: Sequence[Person], keys: Sequence[tuple[str, str]], *, source: str) -> _Index:
    """Whoever is known by their number is not looked for by address. Nor is whoever has one, where all that
    are known have one: two numbers are two customers."""
    index = _Index(source)
    index.learn("reference", (person.reference for person in people))
    numbered_too = _some_have_no_number()
    open_keys = [
        pair
        for person, pair in zip(people, keys, strict=True)
        if (numbered_too if person.reference else True) and person.reference not in index.references
    ]
    index.learn("email_key", (email for email, _ in open_keys))
    index.learn("mobile_key", (mobile for _, mobile in open_keys))
    return index


def _some_have_no_number() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_NUMBER)
        return cursor.fetchone() is not None


def _insert(rows: list[_Known], *, source: str, now: datetime) -> None:
    """Write new customers; where somebody else made the same reference meanwhile, theirs is meant."""
    for known, number in zip(rows, next_ids("contacts_contact_id_seq", len(rows)), strict=True):
        known.id = number
    ordered = sorted(rows, key=lambda row: (row.reference, row.id))  # one order for all: no deadlock
    if not ordered or _copied(ordered, now=now):
        return
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, {"now": now, **_by_column(ordered)})
        if cursor.rowcount < len(ordered):
            _join(ordered, source=source)


def _copied(rows: Sequence[_Known], *, now: datetime) -> bool:
    """Whether COPY wrote them all: it cannot behind row-level security (a program sends jobs), nor where
    somebody else made one meanwhile."""
    if is_fenced("contacts_contact"):
        return False
    moment = now.isoformat()
    lines = (
        f"{row.id}\t{moment}\t"
        + fields(
            row.source,
            row.reference,
            row.name,
            row.email,
            row.mobile,
            row.language,
            row.email_key,
            row.mobile_key,
        )
        for row in rows
    )
    try:
        with transaction.atomic():
            copy_lines("contacts_contact", _COPIED, lines)
    except IntegrityError:
        return False
    return True


def _by_column(rows: Sequence[_Known]) -> dict[str, str]:
    columns: dict[str, list[str]] = {
        "id": [str(row.id) for row in rows],
        "source": [row.source for row in rows],
        "reference": [row.reference for row in rows],
        "name": [row.name for row in rows],
        "email": [row.email for row in rows],
        "mobile": [row.mobile for row in rows],
        "language": [row.language for row in rows],
        "email_key": [row.email_key for row in rows],
        "mobile_key": [row.mobile_key for row in rows],
    }
    return {name: array_of(texts) for name, texts in columns.items()}


def _join(rows: Iterable[_Known], *, source: str) -> None:
    """Theirs, with what we know."""
    references = {row.reference: row for row in rows if row.reference}
    for row in _find("reference", references, source=source):
        mine, theirs = references[row[2]], _Known(*row)
        if mine.id == theirs.id:
            continue
        mine.id, mine.is_new, mine.changed = theirs.id, False, True
        for name in ("name", "email", "mobile", "language", "email_key", "mobile_key"):
            setattr(mine, name, getattr(mine, name) or getattr(theirs, name))


def _update(rows: Sequence[_Known]) -> None:
    if not rows:
        return
    names = _COLUMNS.split(", ")
    ordered = sorted(rows, key=lambda row: row.id)
    with connection.cursor() as cursor:
        cursor.execute(
            _UPDATE, [json.dumps([{name: getattr(row, name) for name in names} for row in ordered])]
        )
