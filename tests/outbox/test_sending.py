"""What is due leaves once; what fails is tried again or given up, and says why without naming anybody."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from extramile.outbox.models import Message
from extramile.outbox.operations import (
    Letter,
    cancel,
    forget_recipient,
    post,
    post_many,
    put_back_abandoned,
    send_due,
    thin_out,
    try_again,
)
from extramile.outbox.operations.sending import BACKOFF, LOCKS
from tests.outbox.post_office import Mailbox, mail_server

pytestmark = pytest.mark.django_db
TO = "piet@example.org"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def box(settings: Settings) -> Iterator[Mailbox]:
    """A mail server, and settings that point at it."""
    with mail_server() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        settings.DEFAULT_FROM_EMAIL = "Ruitmeesters <vraag@ruitmeesters.example>"
        yield mailbox


def mail(now: datetime, key: str = "k", **choices: Any) -> Message:
    choices = {
        "recipient": TO,
        "subject": "Hoe ging het?",
        "text": "Vertel.",
        "html": "<p>Vertel.</p>",
        **choices,
    }
    return post(key=key, channel="email", now=now, **choices)


def test_the_same_key_is_one_message(now: datetime) -> None:
    first = mail(now, subject="first")
    assert mail(now, subject="second").pk == first.pk
    letter = Letter(key="k", channel="email", recipient=TO, text="third", due_at=now)
    post_many([letter, letter], now=now)
    assert Message.objects.get().subject == "first"


def test_both_bodies_and_our_own_number_arrive(box: Mailbox, now: datetime) -> None:
    message = mail(
        now, recipient_name="Piet Jansen", headers={"List-Unsubscribe": "<https://x.example/stop/1>"}
    )
    assert send_due(now) == 1
    arrived = box.mails()[0]
    assert arrived["From"] == "Ruitmeesters <vraag@ruitmeesters.example>"
    assert arrived["To"] == "Piet Jansen <piet@example.org>"
    assert arrived["List-Unsubscribe"] == "<https://x.example/stop/1>"
    assert arrived["Message-ID"].startswith(f"<{message.pk}.")
    text, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().strip() == "Vertel."
    assert html.get_content().strip() == "<p>Vertel.</p>"
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.tries) == ("sent", now, 1)
    assert send_due(now) == 0


@pytest.mark.parametrize(
    "name",
    [
        "Piet\r\nBcc: boss@example.org",
        "Piet\nSubject: hello",
        "\u2028Piet\u0085X: y",
        "שרה כהן",
        '"quoted", and; <odd>',
        "x" * 5000,
        "\x00\x01",
    ],
)
def test_a_name_stays_a_name(box: Mailbox, now: datetime, name: str) -> None:
    mail(now, recipient_name=name, subject=f"Hoe ging het, {name}?", text="a\x00b")
    send_due(now)
    assert Message.objects.get().state == "sent"
    arrived = box.mails()[0]
    assert set(arrived.keys()) == {
        "Content-Type",
        "MIME-Version",
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
    }
    assert len(arrived.get_all("To", [])) == 1
    assert arrived["To"].addresses[0].addr_spec == TO
    assert len(arrived["To"].addresses) == 1


@pytest.mark.parametrize(
    "address", ["no address", "piet@", "a@b\nBcc: c@example.org", "@", "", "jürgen@example.org"]
)
def test_an_address_that_is_none_harms_nobody_else(box: Mailbox, now: datetime, address: str) -> None:
    mail(now - MINUTE, key="bad", recipient=address)
    mail(now, key="good")
    assert send_due(now) == 2
    assert len(box.arrived) == 1
    assert Message.objects.get(key="bad").state == "failed"
    assert Message.objects.get(key="bad").bounce_kind == "hard"
    assert Message.objects.get(key="good").state == "sent"


def test_one_connection_carries_many(box: Mailbox, now: datetime) -> None:
    for number in range(20):
        mail(now, key=str(number))
    assert send_due(now) == 20
    assert box.connections == 1


def test_no_more_than_the_limit_and_urgent_first(box: Mailbox, now: datetime) -> None:
    for number in range(3):
        mail(now - MINUTE, key=str(number), recipient=f"n{number}@example.org")
    mail(now, key="code", recipient="urgent@example.org", urgent=True)
    assert send_due(now, limit=2) == 2
    assert box.mails()[0]["To"] == "urgent@example.org"
    assert len(box.arrived) == 2
    assert not Message.objects.filter(state="sending").exists()


def test_what_is_not_due_waits(box: Mailbox, now: datetime) -> None:
    mail(now, due_at=now + MINUTE)
    assert send_due(now) == 0
    assert send_due(now + MINUTE) == 1


HARD = ["550 5.1.1 <piet@example.org> user unknown", "550 No such user", "553 5.1.2 bad domain"]
NOT_THEIR_FAULT = [
    "550 5.7.1 relaying denied",
    "550 Relaying denied for piet@example.org",
    "554 5.7.1 blocked by reputation",
    "550 spam",
    "550 5.4.1 access denied",
]


@pytest.mark.parametrize("answer", HARD)
def test_no_such_mailbox_is_a_hard_bounce(box: Mailbox, now: datetime, answer: str) -> None:
    box.refusals[TO] = answer
    mail(now)
    send_due(now)
    message = Message.objects.get()
    assert (message.state, message.bounce_kind, message.bounced_at) == ("failed", "hard", now)
    assert message.bounce_settled_at is None
    assert answer[:3] in message.error
    assert "piet" not in message.error


@pytest.mark.parametrize("answer", NOT_THEIR_FAULT)
def test_what_is_our_fault_does_not_silence_the_customer(box: Mailbox, now: datetime, answer: str) -> None:
    box.refusals[TO] = answer
    mail(now)
    send_due(now)
    message = Message.objects.get()
    assert (message.state, message.bounce_kind, message.bounced_at) == ("failed", "", None)
    assert "piet" not in message.error


def test_a_full_mailbox_is_a_soft_bounce(box: Mailbox, now: datetime) -> None:
    box.refusals[TO] = "552 5.2.2 mailbox full"
    mail(now)
    send_due(now)
    assert Message.objects.get().bounce_kind == "soft"


def test_a_temporary_refusal_is_tried_again_later_and_later(box: Mailbox, now: datetime) -> None:
    box.refusals[TO] = "451 4.7.1 greylisted"
    mail(now)
    waits = []
    for _ in BACKOFF:
        assert send_due(now) == 1
        message = Message.objects.get()
        assert message.state == "queued"
        assert send_due(message.due_at - timedelta(seconds=1)) == 0
        waits.append(message.due_at - now)
        now = message.due_at
    assert waits == BACKOFF
    send_due(now)
    assert Message.objects.get().state == "failed"
    box.refusals.clear()
    assert try_again(message.pk, now=now)
    send_due(now)
    assert Message.objects.get().state == "sent"


def test_trying_again_is_not_for_addresses_that_bounced(box: Mailbox, now: datetime) -> None:
    box.refusals[TO] = HARD[0]
    message = mail(now)
    send_due(now)
    assert not try_again(message.pk, now=now)


def test_a_refused_content_is_no_bounce(box: Mailbox, now: datetime) -> None:
    box.data_answers.append("554 5.6.0 looks like an advertisement")
    mail(now)
    send_due(now)
    message = Message.objects.get()
    assert (message.state, message.bounce_kind) == ("failed", "")


def test_a_dead_server_costs_no_message_a_try(now: datetime, settings: Settings) -> None:
    with mail_server() as gone:
        port = gone.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    for number in range(5):
        mail(now, key=str(number))
    assert send_due(now) == 1, "one look is enough"
    assert set(Message.objects.values_list("state", "tries")) == {("queued", 0)}
    with mail_server() as back:
        settings.EMAIL_PORT = back.port
        assert send_due(now + MINUTE) == 5
        assert len(back.arrived) == 5


def test_a_message_held_up_does_not_ring_at_night(box: Mailbox, now: datetime) -> None:
    letter = Letter(
        key="k",
        channel="email",
        recipient=TO,
        text="x",
        due_at=now,
        quiet_from=time(20),
        quiet_until=time(9),
        time_zone="Europe/Amsterdam",
    )
    post_many([letter], now=now)
    night = now.replace(hour=21)
    send_due(night)
    message = Message.objects.get()
    assert box.arrived == []
    assert (message.state, message.tries) == ("queued", 0)
    assert message.due_at == (now + timedelta(days=1)).replace(hour=8)
    send_due(message.due_at)
    assert len(box.arrived) == 1


def test_cancelled_messages_stay(box: Mailbox, now: datetime) -> None:
    mail(now)
    assert cancel(["k", "other"]) == 1
    assert send_due(now) == 0
    mail(now)
    assert send_due(now) == 0, "the same key does not come back"


def test_forgetting_empties_whatever_the_spelling(box: Mailbox, now: datetime) -> None:
    mail(now, key="sent", recipient="Piet@Example.org")
    send_due(now)
    mail(now, key="queued", recipient_name="Piet")
    mail(now, key="other", recipient="anna@example.org")
    assert forget_recipient("piet@example.org") == 2
    assert forget_recipient("") == 0
    fields = ("recipient", "recipient_name", "subject", "text", "html", "error")
    emptied = Message.objects.exclude(key="other")
    assert set(emptied.values_list(*fields)) == {("", "", "", "", "", "")}
    assert set(emptied.values_list("state", flat=True)) == {"sent", "cancelled"}
    assert Message.objects.get(key="other").recipient == "anna@example.org"


def test_old_bodies_go_and_rows_stay(box: Mailbox, now: datetime) -> None:
    mail(now)
    send_due(now)
    assert thin_out(now + timedelta(days=29)) == 0
    assert thin_out(now + timedelta(days=31)) == 1
    message = Message.objects.get()
    assert (message.text, message.html, message.recipient) == ("", "", TO)


def test_a_fault_of_ours_lets_go_of_the_message(
    box: Mailbox, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail(now)

    def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("extramile.outbox.mail.MailCarrier._send", broken)
    with pytest.raises(RuntimeError):
        send_due(now)
    assert Message.objects.get().state == "sending"
    monkeypatch.undo()
    assert put_back_abandoned(now) == 1
    assert send_due(now) == 1
    assert len(box.arrived) == 1


@pytest.mark.django_db(transaction=True)
def test_a_message_in_a_living_workers_hand_is_not_put_back(box: Mailbox, now: datetime) -> None:
    """However long it takes: another session holds its lock."""
    mail(now)
    message = Message.objects.get()
    Message.objects.update(state="sending", claimed_at=now - timedelta(days=1), tries=1)
    holds, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCKS + message.pk])
            holds.set()
            may_end.wait(60)
            with connection.cursor() as cursor:  # closing lets go of it too, but only a moment later
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCKS + message.pk])
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert holds.wait(60)
    assert put_back_abandoned(now) == 0
    may_end.set()
    thread.join()
    assert put_back_abandoned(now) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_everything_once(box: Mailbox, now: datetime) -> None:
    post_many(
        (
            Letter(key=str(n), channel="email", recipient=f"n{n}@example.org", text="x", due_at=now)
            for n in range(60)
        ),
        now=now,
    )
    in_threads(2, lambda: send_due(now))
    assert len({arrived["Message-ID"] for arrived in box.mails()}) == len(box.arrived) == 60


def in_threads(count: int, work: Callable[[], object]) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
