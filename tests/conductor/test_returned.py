"""From a mail that came back to a customer who is asked no more; each mail once, whatever happens between."""

import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from extramile.conductor import returned
from extramile.conductor.returned import take_returned
from extramile.contacts.operations import Person
from extramile.contacts.queries import address_key, standing
from extramile.core.tokens import link_token
from extramile.invitations.models import Invitation
from extramile.invitations.operations import decide, send_due, take_bounces
from extramile.outbox.addresses import return_address
from extramile.outbox.mail import message_id
from extramile.outbox.models import BounceKind, Message, ReturnPlace
from extramile.outbox.returns import mailboxes
from tests.cast import Cast
from tests.invitations.makers import make_job, make_plan
from tests.outbox.imap_server import PASSWORD, USER, Box, imap_server, make_certificate
from tests.outbox.reports import complaint, report, wish

PIET = "piet@example.com"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def box(certificate: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    monkeypatch.setattr(mailboxes, "context", lambda: ssl.create_default_context(cafile=certificate))
    settings.OUTBOUND_ALLOW = ["127.0.0.1", "::1"]
    settings.BOUNCE_ADDRESS = "bounces+{token}@example.org"
    with imap_server(certificate) as made:
        settings.BOUNCE_MAILBOX = {
            "scheme": "imaps", "host": "localhost", "port": made.port, "user": USER, "password": PASSWORD,
            "folder": "INBOX",
        }  # fmt: skip
        yield made


@pytest.fixture
def asked(db: None, cast: Cast, settings: Any) -> Message:
    """A question on its way to Piet."""
    settings.BOUNCE_ADDRESS = "bounces+{token}@example.org"
    make_plan(cast.now, delay_minutes=0)
    make_job(cast, person=Person(email=PIET))
    decide(cast.now)
    send_due(cast.now)
    return Message.objects.get(recipient=PIET)


def consent() -> Any:
    return standing([address_key(PIET)]).get(address_key(PIET))


def test_the_mail_offers_both_ways_out(box: Box, asked: Message) -> None:
    offered = asked.headers["List-Unsubscribe"]
    token = link_token("stop", Invitation.objects.get().pk)
    assert offered.startswith("<http")
    assert offered.endswith(f", <mailto:bounces%2B{token}@example.org?subject=unsubscribe%20{token}>")
    assert asked.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_a_mailbox_there_is_one_way_out_and_nothing_to_do(settings: Any, cast: Cast) -> None:
    assert settings.BOUNCE_MAILBOX == {}
    assert take_returned(cast.now) == 0
    make_plan(cast.now, delay_minutes=0)
    make_job(cast)
    decide(cast.now)
    send_due(cast.now)
    assert "mailto:" not in Message.objects.get().headers["List-Unsubscribe"]


@pytest.mark.parametrize("mark", ["own address", "message id"])
def test_no_such_mailbox_ends_the_asking(box: Box, asked: Message, cast: Cast, mark: str) -> None:
    to = return_address(asked.pk) if mark == "own address" else "bounces@example.org"
    number = "<x@example.net>" if mark == "own address" else message_id(asked.pk)
    box.put(report(to=to, message_id=number, recipient="somebody.else@example.com"))
    assert take_returned(cast.now) == 1
    asked.refresh_from_db()
    assert asked.bounce_kind == BounceKind.HARD
    take_bounces(cast.now)
    assert consent() == "bounced"
    assert standing([address_key("somebody.else@example.com")]) == {}
    assert not box.mails


def test_a_full_mailbox_is_counted_and_stops_nothing(box: Box, asked: Message, cast: Cast) -> None:
    box.put(report(to=return_address(asked.pk), status="5.2.2", said="552 5.2.2 over quota"))
    assert take_returned(cast.now) == 1
    asked.refresh_from_db()
    assert asked.bounce_kind == BounceKind.SOFT
    take_bounces(cast.now)
    assert consent() is None


def test_delayed_is_known_and_not_yet_a_bounce(box: Box, asked: Message, cast: Cast) -> None:
    box.put(report(to=return_address(asked.pk), action="delayed", status="4.4.1"))
    assert take_returned(cast.now) == 1
    asked.refresh_from_db()
    assert asked.bounced_at is None


def test_a_complaint_ends_the_asking(box: Box, asked: Message, cast: Cast) -> None:
    box.put(complaint(message_id=message_id(asked.pk)))
    take_returned(cast.now)
    take_bounces(cast.now)
    assert consent() == "complained"


def test_a_mail_to_the_way_out_ends_the_asking(box: Box, asked: Message, cast: Cast) -> None:
    token = link_token("stop", Invitation.objects.get().pk)
    box.put(wish(to="bounces@example.org", subject=f"unsubscribe {token}"))
    assert take_returned(cast.now) == 1
    assert consent() == "opted_out"
    assert not box.mails


def test_a_forged_mail_changes_nothing_and_stays_unread(box: Box, asked: Message, cast: Cast) -> None:
    box.put(report(recipient=PIET))
    box.put(wish(subject="unsubscribe " + link_token("answer", Invitation.objects.get().pk)))
    box.put(wish(subject="Ik ben piet@example.com, stop ermee", words=PIET))
    assert take_returned(cast.now) == 0
    take_bounces(cast.now)
    assert consent() is None
    assert box.flags == {1: set(), 2: set(), 3: set()}
    fetched = len([one for one in box.commands if "FETCH" in one])
    take_returned(cast.now)
    assert len([one for one in box.commands if "FETCH" in one]) == fetched


def test_a_new_era_of_the_mailbox_is_read_from_the_start(box: Box, asked: Message, cast: Cast) -> None:
    box.put(wish(subject="hello"))
    take_returned(cast.now)
    assert ReturnPlace.objects.get().place == 1
    box.validity, box.mails = 8, {}
    box.put(report(to=return_address(asked.pk)))
    assert take_returned(cast.now) == 1
    assert (ReturnPlace.objects.get().era, ReturnPlace.objects.get().place) == (8, 1)


def test_nothing_is_marked_before_it_is_in_the_database(
    box: Box, asked: Message, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(report(to=return_address(asked.pk)))

    def broken(*_arguments: object, **_named: object) -> bool:
        raise RuntimeError("the database went away")

    with monkeypatch.context() as patched:
        patched.setattr(returned, "bounced", broken)
        with pytest.raises(RuntimeError):
            take_returned(cast.now)
    assert box.flags == {1: set()}
    assert not ReturnPlace.objects.filter(place__gt=0).exists()
    assert take_returned(cast.now) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_each_mail_once(box: Box, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        box.put(wish(subject=f"unsubscribe {link_token('stop', number + 1)}"))
    stopped: list[int] = []
    monkeypatch.setattr(returned, "stop_asking", lambda pk, **_named: stopped.append(pk))

    def work() -> None:
        take_returned(cast.now)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(stopped) == list(range(1, 13))
    assert not box.mails


def test_a_maildir_will_do(asked: Message, cast: Cast, tmp_path: Path, settings: Any) -> None:
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    settings.BOUNCE_MAILBOX = {"scheme": "maildir", "path": str(tmp_path)}
    (tmp_path / "new" / "1.host").write_bytes(report(to=return_address(asked.pk)))
    (tmp_path / "new" / "2.host").write_bytes(wish(subject="hello"))
    assert take_returned(cast.now) == 1
    assert sorted(one.name for one in (tmp_path / "cur").iterdir()) == ["1.host:2,ST", "2.host:2,"]
    asked.refresh_from_db()
    assert asked.bounce_kind == BounceKind.HARD
    assert take_returned(cast.now) == 0
