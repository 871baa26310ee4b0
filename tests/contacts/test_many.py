"""Customers by the thousand: found the same whatever stands together in one batch, and by two at once."""

import hmac
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext

from extramile.contacts.models import Contact
from extramile.contacts.operations import Person, remember
from extramile.contacts.queries import address_key, key_maker
from tests.at_once import wait_until_somebody_waits

FAMILY = "family@example.org"
MOBILE = "+31612345678"


def kept(*people: Person, now: Any) -> list[int]:
    return remember(people, source="crm", now=now)


ROWS = [
    Person(email=FAMILY),
    Person("K1", "Jan", FAMILY),  # takes the first one's place: it had no number
    Person("K2", "Piet", FAMILY, MOBILE),
    Person(email=FAMILY),  # the first made is meant, not the last seen
    Person(mobile=MOBILE),
    Person("K3", "Els", "els@example.org", MOBILE),
    Person(mobile=MOBILE, email="els@example.org"),
    Person("K1", "Jan", "jan@example.org"),
    Person("K2", "", "", "+31687654321"),
    Person(mobile="+31687654321"),
]


@pytest.mark.django_db
def test_what_stands_in_one_batch_makes_no_difference(now: Any) -> None:
    with transaction.atomic():
        together = kept(*ROWS, now=now)
        at_once = list(Contact.objects.order_by("pk").values_list("reference", "name", "email", "mobile"))
        transaction.set_rollback(True)
    one_by_one = [kept(row, now=now)[0] for row in ROWS]
    assert list(Contact.objects.order_by("pk").values_list("reference", "name", "email", "mobile")) == at_once
    assert [together.index(pk) for pk in together] == [one_by_one.index(pk) for pk in one_by_one]


@pytest.mark.django_db
def test_texts_of_any_kind_are_kept_as_they_are(now: Any) -> None:
    names = ['Jan "de" Boer', "a\\b", "{x,y}", "NULL", "é\N{ROSE}", "a\tb\nc", "'; --"]
    kept(*(Person(name, name, f"k{n}@example.org") for n, name in enumerate(names)), now=now)
    assert list(Contact.objects.order_by("email").values_list("reference", "name")) == [
        (name, name) for name in names
    ]
    again = kept(*(Person(name, "new") for name in names), now=now)
    assert len(set(again)) == len(names) == Contact.objects.filter(name="new").count()


@pytest.mark.django_db
def test_an_address_of_thousands_is_looked_up_once(now: Any, django_assert_max_num_queries: Any) -> None:
    """ "none@example.org": of all that have it the first made is read, not every one."""
    kept(*(Person(f"K{n}", email=FAMILY) for n in range(500)), now=now)
    with django_assert_max_num_queries(8):
        assert (
            kept(Person(email=FAMILY), Person(email=FAMILY), now=now)
            == [
                Contact.objects.order_by("pk").first().pk  # type: ignore[union-attr]
            ]
            * 2
        )


def test_a_key_is_an_hmac_of_the_address() -> None:
    for secret in ("short", "x" * 64, "long " * 40):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(settings, "SECRET_KEY", secret)
            patched.setattr(settings, "SECRET_KEY_FALLBACKS", [])
            expected = hmac.digest(secret.encode(), b"address:jan@example.org", "sha256")[:16].hex()
            assert address_key("Jan@example.org") == key_maker()(" jan@EXAMPLE.org") == expected


@pytest.mark.django_db
def test_keys_made_by_the_reader_are_taken(now: Any) -> None:
    key_of = key_maker()
    made = Person("K1", "Jan", FAMILY, MOBILE, "nl", key_of(FAMILY), key_of(MOBILE))
    assert kept(made, now=now) == kept(Person("K1", "Jan", FAMILY, MOBILE, "nl"), now=now)
    found = Contact.objects.get()
    assert (found.email_key, found.mobile_key) == (address_key(FAMILY), address_key(MOBILE))


@pytest.fixture
def _clean() -> Iterator[None]:
    yield
    Contact.objects.all().delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_clean")
def test_two_at_once_make_each_customer_once(now: Any) -> None:
    """The second waits for the first one's numbers, finds them taken, and adds what it knows."""
    found: list[list[int]] = []

    def second() -> None:
        try:
            found.append(kept(Person("K1", "", "", MOBILE), Person("K2", "Els"), now=now))
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        first = kept(Person("K1", "Jan", FAMILY), now=now)
        thread.start()
        wait_until_somebody_waits()
    thread.join(timeout=30)
    close_old_connections()
    assert found[0][0] == first[0]
    one = Contact.objects.get(reference="K1")
    assert (one.name, one.email, one.mobile) == ("Jan", FAMILY, MOBILE)
    assert Contact.objects.count() == 2


@pytest.mark.django_db
def test_who_has_a_number_is_looked_for_by_address_only_where_some_have_none(now: Any) -> None:
    """A file of customers with numbers saves two lookups in three; the plan goes by an index of its own."""
    kept(*(Person(f"K{n}", email=f"k{n}@example.org") for n in range(2000)), now=now)

    def lookups(*people: Person) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            kept(*people, now=now)
        return [one["sql"] for one in captured if "FROM contacts_contact" in one["sql"]]

    newcomer = Person("N1", email="new@example.org", mobile=MOBILE)
    by_number, any_without = lookups(newcomer)
    assert ("reference = wanted" in by_number, "LATERAL" in any_without) == (True, False)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contacts_contact")
        cursor.execute(f"EXPLAIN {any_without}")
        assert "contact_no_number" in "".join(line for (line,) in cursor.fetchall())
    assert len(lookups(Person(email="k7@example.org"))) == 2  # and those without one always are
    kept(Person(email="later@example.org"), now=now)
    assert len(lookups(Person("N2", email="later@example.org", mobile=MOBILE))) == 4
    assert Contact.objects.get(reference="N2").email == "later@example.org"
    assert Contact.objects.count() == 2002


@pytest.mark.django_db
def test_behind_row_level_security_the_same_is_written(now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """By COPY, and by a statement where COPY is refused."""
    texts = ['a\tb"c', "\\N", "é\N{ROSE}\n", "{x}"]
    people = [Person(text, text, f"k{n}@example.org", MOBILE, "nl") for n, text in enumerate(texts)]
    written = []
    for fenced in (False, True):
        monkeypatch.setattr(
            sys.modules[remember.__module__], "is_fenced", lambda _table, fenced=fenced: fenced
        )
        kept(*people, now=now)
        columns = [one.name for one in Contact._meta.concrete_fields if one.name != "id"]
        written.append(list(Contact.objects.order_by("email").values_list(*columns)))
        Contact.objects.all().delete()
    assert written[0] == written[1]
    assert len(written[0]) == len(texts)
