"""Providers tell of bounces and complaints; without the secret nobody is listened to."""

import json
from base64 import b64encode
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from extramile.outbox.mail import message_id, number_of
from extramile.outbox.models import Message
from extramile.outbox.operations import post
from extramile.web.mail.events import PROVIDERS, _view

pytestmark = pytest.mark.django_db
SECRET = "hook:s3cret"
BASIC = {"Authorization": f"Basic {b64encode(SECRET.encode()).decode()}"}


@pytest.fixture
def mail(now: datetime, settings: Settings) -> Message:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    message = post(key="invitation:7:0", channel="email", recipient="a@example.org", text="x", now=now)
    Message.objects.update(state="sent", provider_id="pm-1")
    return message


def tell(event: dict[str, Any], headers: dict[str, str] | None = None) -> int:
    response = Client(enforce_csrf_checks=True, raise_request_exception=False).post(
        "/mail/events/postmark/",
        json.dumps(event),
        content_type="application/json",
        headers=BASIC if headers is None else headers,
    )
    return response.status_code


def bounce(kind: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "RecordType": "Bounce",
        "MessageID": "pm-1",
        "Type": kind,
        "TypeCode": number,
        "Email": "a@example.org",
        "BouncedAt": "2026-03-02T09:00:00Z",
        **more,
    }


def test_a_hard_bounce_is_written_down_once(mail: Message) -> None:
    assert tell(bounce("HardBounce", 1)) == 200
    assert tell(bounce("HardBounce", 1)) == 200
    mail.refresh_from_db()
    assert mail.bounce_kind == "hard"
    assert mail.bounce_settled_at is None


def test_a_complaint_after_a_soft_bounce_counts(mail: Message) -> None:
    tell(bounce("SoftBounce", 4096))
    mail.refresh_from_db()
    assert mail.bounce_kind == "soft"
    assert mail.bounce_settled_at is not None
    spam = bounce("SpamComplaint", 512) | {"RecordType": "SpamComplaint"}
    assert tell(spam) == 200
    mail.refresh_from_db()
    assert mail.bounce_kind == "complaint"


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"Authorization": f"Basic {b64encode(b'hook:wrong').decode()}"}, 400)],
)
def test_strangers_are_not_listened_to(mail: Message, headers: dict[str, str], status: int) -> None:
    assert tell(bounce("HardBounce", 1), headers) == status
    mail.refresh_from_db()
    assert mail.bounce_kind == ""


def test_without_a_secret_it_is_not_there(mail: Message, settings: Settings) -> None:
    settings.ANYMAIL = {}
    assert tell(bounce("HardBounce", 1)) == 404


def test_unknown_messages_and_providers_harm_nothing(mail: Message) -> None:
    assert tell(bounce("HardBounce", 1, MessageID="somebody else's")) == 200
    assert Client().post("/mail/events/nobody/", headers=BASIC).status_code == 404
    mail.refresh_from_db()
    assert mail.bounce_kind == ""


def test_our_own_number_is_read_back_and_cannot_be_made_up(mail: Message) -> None:
    assert number_of(message_id(mail.pk)) == mail.pk
    assert number_of(f"<{mail.pk}.0000@localhost>") is None
    assert number_of("pm-1") is None


@pytest.mark.parametrize("provider", sorted(set(PROVIDERS) - {"amazon-ses", "resend"}))
def test_every_provider_has_its_view(provider: str) -> None:
    assert hasattr(_view(provider), "parse_events")
