"""A changed secret key is found out before anybody is asked who said never."""

import pytest
from django.db import connection
from pytest_django import Settings

from extramile.cli import checks, prepare
from extramile.cli.check import Verdict
from extramile.cli.shape import CommandError
from extramile.contacts.models import ConsentKind
from extramile.contacts.operations import opt_out
from extramile.contacts.queries import address_key, standing
from extramile.core import secrets
from extramile.core.models import Setting
from tests.cast import Cast

OTHER = "another secret key that is long enough to be one, and then some more"


def verdict() -> Verdict:
    [found] = [finding for finding in checks.in_the_database() if finding.subject == "secret key"]
    return found.verdict


def test_the_first_start_remembers_it_and_the_next_know_it(db: None, settings: Settings) -> None:
    assert (secrets.standing(), verdict()) == (secrets.Standing.NEW, Verdict.WELL)
    prepare.know_the_secret()
    prepare.know_the_secret()
    assert (secrets.standing(), verdict()) == (secrets.Standing.SAME, Verdict.WELL)
    kept = str(Setting.objects.get(name=secrets.NAME).value)
    assert settings.SECRET_KEY not in kept
    assert len(kept) == 32


def test_a_changed_one_stops_the_program_with_the_remedy(cast: Cast, settings: Settings) -> None:
    prepare.know_the_secret()
    opt_out(address_key("jan@example.org"), via="test", now=cast.now)
    former = settings.SECRET_KEY
    settings.SECRET_KEY = OTHER
    address_key("flush")  # whatever is remembered of the former key must not help
    with pytest.raises(CommandError, match="EXTRAMILE_OLD_SECRET_KEYS"):
        prepare.know_the_secret()
    assert verdict() is Verdict.WRONG
    settings.SECRET_KEY_FALLBACKS = [former, "one older still that was never used"]
    assert (secrets.standing(), verdict()) == (secrets.Standing.NOT_LAST, Verdict.WRONG)
    settings.SECRET_KEY_FALLBACKS = [former]
    prepare.know_the_secret()
    assert verdict() is Verdict.WELL
    key = address_key("jan@example.org")
    assert standing([key]) == {key: ConsentKind.OPTED_OUT}


def test_a_lost_one_can_be_given_up(db: None, settings: Settings) -> None:
    secrets.remember()
    settings.SECRET_KEY = OTHER
    assert verdict() is Verdict.WRONG
    secrets.remember()  # extramile check --accept-lost-secret
    assert verdict() is Verdict.WELL


def test_the_web_role_is_held_by_policies_on_every_table_that_has_words_about_people(db: None) -> None:
    wanted = {
        "responses_response", "responses_answer", "responses_credit", "contacts_contact",
        "actions_keptcomment", "actions_lastread", "actions_coachquestion",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity")
        assert wanted <= {row[0] for row in cursor.fetchall()}
