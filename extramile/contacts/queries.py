"""What may be asked about customers. Who asks for a name or an address writes it in the audit trail."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from extramile.contacts.keys import address_key, key_maker, reference_key
from extramile.contacts.models import ConsentEvent, ConsentKind, Contact
from extramile.core.copying import array_of

__all__ = [
    "Address",
    "Keys",
    "address_key",
    "addresses",
    "find",
    "given_names",
    "history",
    "key_maker",
    "keys_of",
    "reference_key",
    "same_person",
    "sources_with_numbers",
    "standing",
]


@dataclass(frozen=True, slots=True)
class Keys:
    """Where a customer can be reached, as keyed hashes: enough to know whether they may be asked."""

    email: str
    mobile: str
    erased: bool
    language: str

    @property
    def all(self) -> set[str]:
        return {key for key in (self.email, self.mobile) if key}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a customer can be reached, and how they are called."""

    name: str
    email: str
    mobile: str
    language: str
    email_key: str
    mobile_key: str
    erased: bool

    @property
    def keys(self) -> Keys:
        email, mobile = self.email_key if self.email else "", self.mobile_key if self.mobile else ""
        return Keys(email, mobile, self.erased, self.language)


def addresses(ids: Iterable[int]) -> dict[int, Address]:
    rows = Contact.objects.filter(pk__in=list(ids)).values_list(
        "pk", "name", "email", "mobile", "language", "email_key", "mobile_key", "erased_at"
    )
    return {
        pk: Address(name, email, mobile, language, email_key, mobile_key, erased=erased is not None)
        for pk, name, email, mobile, language, email_key, mobile_key, erased in rows
    }


_TITLES = re.compile(
    r"^(?:dhr|mevr|mw|de heer|heer|mevrouw|fam|familie|mr|mrs|ms|miss|dr|drs|ing|ir|prof|herr|frau|m|mme|mlle"
    r"|madame|monsieur)\b\.?\s*(?:/\s*\w+\.?\s*)?",
    re.I,
)


def given_name(name: str) -> str:
    """The name a friendly letter begins with; empty when only initials or a company are known."""
    family, comma, rest = name.partition(",")
    words = (rest if comma else family).split()
    bare = " ".join(words)
    while match := _TITLES.match(bare):
        if not match[0]:
            break
        bare, titled = bare[match.end() :], True
        if titled and not comma and len(bare.split()) < 2:
            return ""  # "Mrs Jansen" has told us her family name only
    first = bare.split()[0] if bare.split() else ""
    is_name = len(first) > 1 and "." not in first and not first.isupper() and first[0].isalpha()
    return first if is_name or (first.isupper() and len(first) > 3 and first.isalpha()) else ""


def given_names(ids: Iterable[int]) -> dict[int, str]:
    """Also for the customer's own page, to which the contacts themselves are closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM contacts_names(%s::bigint[])", [list(ids)])
        return {pk: given_name(name) for pk, name in cursor.fetchall()}


def keys_of(ids: Iterable[int]) -> dict[int, Keys]:
    """Like `addresses`, without the addresses: for doors to which the contacts themselves are closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, email_key, mobile_key, erased, language FROM contacts_keys(%s::bigint[])", [list(ids)]
        )
        return {row[0]: Keys(*row[1:]) for row in cursor.fetchall()}


# All keys as one value: by the query builder each is a parameter of its own, at ten times the work.
STANDING: Final = """
    SELECT DISTINCT ON (address_key) address_key, kind FROM contacts_consentevent
     WHERE address_key = ANY (%s::text[]) ORDER BY address_key, at DESC, id DESC
"""


def standing(keys: Iterable[str]) -> dict[str, ConsentKind]:
    """The newest consent event of each address that has one: a later yes lifts an earlier no."""
    wanted = [key for key in set(keys) if key]
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [array_of(wanted)])
        return {key: ConsentKind(kind) for key, kind in cursor.fetchall()}


def history(keys: Iterable[str]) -> list[ConsentEvent]:
    """What became of the right to ask at these addresses, newest first."""
    wanted = [key for key in set(keys) if key]
    return list(ConsentEvent.objects.filter(address_key__in=wanted).order_by("-at", "-pk"))


def find(text: str) -> QuerySet[Contact]:
    """Customers with exactly this e-mail address, mobile number (E.164) or reference. No browsing."""
    wanted = text.strip()
    if not wanted:
        return Contact.objects.none()
    same = Q(reference=wanted)
    if key := address_key(wanted):
        same |= Q(email_key=key) if "@" in wanted else Q(mobile_key=key)
    return Contact.objects.filter(same, erased_at__isnull=True).order_by("pk")


def same_person(contact: Contact) -> list[Contact]:
    """The contact itself first, then every other one with the same e-mail address or mobile number."""
    same = Q(pk=contact.pk)
    if contact.email_key:
        same |= Q(email_key=contact.email_key)
    if contact.mobile_key:
        same |= Q(mobile_key=contact.mobile_key)
    rows = Contact.objects.filter(same, erased_at__isnull=True).order_by("pk")
    return sorted(rows, key=lambda row: (row.pk != contact.pk, row.pk))


def sources_with_numbers(sources: Iterable[str]) -> set[str]:
    """Which of these gave their customers numbers of their own."""
    known = Contact.objects.exclude(reference="")
    return {source for source in sources if known.filter(source=source).exists()}
