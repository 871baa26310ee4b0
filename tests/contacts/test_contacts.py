"""Customers: found again, never mixed up, and their wishes kept for ever."""

from datetime import datetime, timedelta

import pytest
from django.test import override_settings

from extramile.contacts.models import ConsentEvent, ConsentKind, Contact
from extramile.contacts.operations import Person, bounced, erase, opt_in, opt_out, remember
from extramile.contacts.queries import address_key, find, given_name, same_person, standing

pytestmark = pytest.mark.django_db
SECRET_NOW = "n" * 50
SECRET_THEN = "t" * 50


def kept(*people: Person, source: str = "crm", now: datetime) -> list[int]:
    return remember(people, source=source, now=now)


def test_one_reference_of_one_source_is_one_customer(now: datetime) -> None:
    first = Person("K1", "Jan", "jan@example.org")
    assert len(set(kept(first, first, Person("K1", mobile="+31612345678"), now=now))) == 1
    found = Contact.objects.get()
    assert (found.name, found.email, found.mobile) == ("Jan", "jan@example.org", "+31612345678")
    assert kept(first, now=now) == [found.pk]
    assert kept(first, source="planning", now=now) != [found.pk]


def test_the_newest_row_counts_and_emptiness_says_nothing(now: datetime) -> None:
    kept(Person("K1", "Jan", "old@example.org", language="nl"), now=now)
    kept(Person("K1", "", "new@example.org"), now=now)
    found = Contact.objects.get()
    assert (found.name, found.email, found.language) == ("Jan", "new@example.org", "nl")
    assert found.email_key == address_key("NEW@example.org ")


def test_without_a_reference_an_address_tells(now: datetime) -> None:
    by_mail = kept(Person(email="Jan@Example.org"), now=now)
    assert kept(Person(email="jan@example.org", mobile="+31612345678"), now=now) == by_mail
    assert kept(Person(mobile="+31612345678"), now=now) == by_mail
    assert kept(Person("K1", email="jan@example.org"), now=now) == by_mail  # takes the number on
    assert Contact.objects.get().reference == "K1"


def test_two_references_behind_one_address_are_two_customers(now: datetime) -> None:
    ids = kept(Person("K1", email="family@example.org"), Person("K2", email="family@example.org"), now=now)
    assert len(set(ids)) == 2
    assert [one.reference for one in same_person(Contact.objects.get(pk=ids[1]))] == ["K2", "K1"]


def test_a_name_alone_leads_to_nobody() -> None:
    assert Person(name="Jan").is_empty


def test_a_later_yes_lifts_an_earlier_no_and_the_other_way_round(now: datetime) -> None:
    key = address_key("jan@example.org")
    assert opt_out(key, via="link", now=now)
    assert not opt_out(key, via="link", now=now)  # pressed twice
    assert standing([key]) == {key: ConsentKind.OPTED_OUT}
    opt_in(key, via="office", now=now + timedelta(days=1))
    assert standing([key]) == {key: ConsentKind.OPTED_IN}
    opt_out(key, via="api", now=now + timedelta(hours=1))  # said earlier, told later
    assert standing([key]) == {key: ConsentKind.OPTED_IN}
    assert ConsentEvent.objects.count() == 3


@pytest.mark.parametrize(("kind", "stops"), [("hard", True), ("complaint", True), ("soft", False)])
def test_what_a_bounce_means(kind: str, stops: bool, now: datetime) -> None:
    key = address_key("jan@example.org")
    assert bounced(key, kind=kind, now=now) is stops
    assert (key in standing([key])) is stops


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jan@Example.ORG", " jan@example.org"),
        ("+31 6-12345678", "+31612345678"),
        ("0031612345678", "+31612345678"),
        ("ﬁets@example.org", "fiets@example.org"),
    ],
)
def test_one_address_has_one_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other) != ""


def test_a_key_tells_nothing_without_the_secret() -> None:
    with override_settings(SECRET_KEY=SECRET_THEN):
        before = address_key("jan@example.org")
    with override_settings(SECRET_KEY=SECRET_NOW):
        assert address_key("jan@example.org") != before


def test_a_changed_secret_forgets_nobodys_wish() -> None:
    with override_settings(SECRET_KEY=SECRET_THEN, SECRET_KEY_FALLBACKS=[]):
        before = address_key("jan@example.org")
    with override_settings(SECRET_KEY=SECRET_NOW, SECRET_KEY_FALLBACKS=[SECRET_THEN]):
        assert address_key("jan@example.org") == before


def test_erasing_empties_every_field_and_keeps_the_row(now: datetime) -> None:
    kept(Person("K1", "Jan", "jan@example.org", "+31612345678", "nl"), now=now)
    contact = Contact.objects.get()
    assert erase(contact, actor=None, now=now)
    assert not erase(contact, actor=None, now=now)
    values = Contact.objects.values().get()
    assert {name for name, value in values.items() if value} == {"id", "source", "created_at", "erased_at"}
    assert not find("jan@example.org").exists()


def test_an_erased_customer_who_comes_back_is_somebody_new(now: datetime) -> None:
    first = kept(Person("K1", email="jan@example.org"), now=now)
    erase(Contact.objects.get(), actor=None, now=now)
    assert kept(Person("K1", email="jan@example.org"), now=now) != first


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jan de Boer", "Jan"),
        ("Boer, Jan de", "Jan"),
        ("dhr. J. de Boer", ""),
        ("Mevrouw Jansen", ""),
        ("mevr. Fatma Yılmaz", "Fatma"),
        ("J. de Boer", ""),
        ("", ""),
        ("JAN DE BOER", ""),
        ("M. Dupont", ""),
        ("Mo Bakker", "Mo"),
    ],
)
def test_what_a_friendly_letter_begins_with(name: str, expected: str) -> None:
    assert given_name(name) == expected
