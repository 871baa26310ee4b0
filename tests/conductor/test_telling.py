"""Whoever changes an address reads the codes sent to it: the old address is told."""

from datetime import datetime

import pytest

from extramile.conductor.telling import tell_old_addresses
from extramile.core.tables import Row
from extramile.outbox.models import Message
from extramile.people.operations import change_employee, import_people
from tests.cast import Cast, user_of

OLD = "sanne@ruitmeesters.example"


def letters() -> list[Message]:
    return list(Message.objects.filter(key__startswith="address-changed:").order_by("pk"))


@pytest.mark.parametrize(
    ("language", "subject", "word"),
    [
        ("en", "was changed", "Did you not ask for this?"),
        ("nl", "gewijzigd", "Heb je hier niet om gevraagd?"),
    ],
)
def test_the_old_address_is_told_once_in_its_owners_language(
    language: str, subject: str, word: str, cast: Cast, now: datetime
) -> None:
    change_employee(cast.sanne, now=now, language=language)
    change_employee(cast.sanne, now=now, email="thief@elsewhere.example", actor=user_of(cast.hanna))
    assert tell_old_addresses(now) == 1
    assert tell_old_addresses(now) == 0
    (letter,) = letters()
    assert letter.recipient == OLD
    assert subject in letter.subject
    assert word in letter.text
    assert word in letter.html
    assert "thief@elsewhere.example" not in letter.text + letter.html


def test_a_file_that_changes_it_tells_too(cast: Cast, now: datetime) -> None:
    values = {
        "external_id": cast.sanne.external_id,
        "name": cast.sanne.name,
        "email": "new@ruitmeesters.example",
    }
    import_people([Row(number=2, values=values)], actor=user_of(cast.ada), now=now)
    assert tell_old_addresses(now) == 1
    assert [letter.recipient for letter in letters()] == [OLD]


def test_an_address_taken_away_is_told_and_one_that_stays_or_is_new_is_not(cast: Cast, now: datetime) -> None:
    change_employee(cast.sanne, now=now, email=OLD.upper())  # the same address, written otherwise
    change_employee(cast.youssef, now=now, email="youssef@ruitmeesters.example")  # had none
    change_employee(cast.wim, now=now, mobile="+31612345678")
    assert tell_old_addresses(now) == 0
    change_employee(cast.wim, now=now, email=None)
    assert tell_old_addresses(now) == 1
    assert "geen e-mailadres meer" in letters()[0].text
