"""The first administrator comes from the command line."""

import argparse
from datetime import UTC, datetime

import pytest

from extramile.cli.administrator import run
from extramile.cli.shape import CommandError
from extramile.people.access import Deed, may
from extramile.people.models import Role, User

pytestmark = pytest.mark.django_db


def call(email: str, name: str = "") -> int:
    return run(argparse.Namespace(email=email, name=name, language="nl"))


def test_the_first_administrator_may_sign_in_and_give_roles() -> None:
    assert call("Ada@example.org", "Ada") == 0
    ada = User.objects.get()
    assert (ada.email, ada.name, ada.language) == ("ada@example.org", "Ada", "nl")
    assert may(ada, Deed.MANAGE_ROLES, today=datetime.now(UTC).date())


def test_twice_is_once() -> None:
    call("ada@example.org", "Ada")
    call("ADA@example.org")
    assert (User.objects.count(), Role.objects.count()) == (1, 1)


def test_a_stranger_without_a_name_is_not_made_up() -> None:
    with pytest.raises(CommandError, match="add --name"):
        call("typo@example.org")
    assert not User.objects.exists()


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(CommandError, match="e-mail address"):
        call("nothing", "Ada")
