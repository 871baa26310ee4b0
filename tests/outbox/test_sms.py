"""An SMS leaves through a gateway that speaks real HTTP."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from extramile.outbox.models import Message
from extramile.outbox.operations import post, send_due

pytestmark = pytest.mark.django_db


@dataclass
class Gateway:
    """Takes messages; answers with the statuses given, then with 202."""

    received: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    words: str = "{}"
    port: int = 0


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    state = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.received.append(json.loads(body))
            state.headers.append(dict(self.headers))
            self.send_response(state.statuses.pop(0) if state.statuses else 202)
            self.end_headers()
            self.wfile.write(state.words.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_port
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.SMS_GATEWAY = f"http://127.0.0.1:{state.port}/messages"
        settings.SMS_GATEWAY_TOKEN = "s3cret"
        settings.SMS_SENDER = "Ruitmeester"
        settings.OUTBOUND_ALLOW = ["127.0.0.1"]
        yield state
        server.shutdown()
        thread.join()


def sms(now: datetime) -> Message:
    return post(key="s", channel="sms", recipient="+31612345678", text="Hoe ging het? ✓", now=now)


def test_it_arrives_with_the_token_and_a_key_of_its_own(gateway: Gateway, now: datetime) -> None:
    sms(now)
    assert send_due(now) == 1
    assert gateway.received == [{"to": "+31612345678", "from": "Ruitmeester", "text": "Hoe ging het? ✓"}]
    assert gateway.headers[0]["Authorization"] == "Bearer s3cret"
    assert len(gateway.headers[0]["Idempotency-Key"]) == 32
    assert Message.objects.get().state == "sent"


def test_a_busy_gateway_gets_it_again_under_the_same_key(gateway: Gateway, now: datetime) -> None:
    gateway.statuses, gateway.words = [503, 429], "busy with +31612345678"
    sms(now)
    for wait in (0, 1, 6):
        send_due(now + timedelta(minutes=wait))
    assert Message.objects.get().state == "sent"
    assert len({headers["Idempotency-Key"] for headers in gateway.headers}) == 1


def test_errors_name_nobody(gateway: Gateway, now: datetime) -> None:
    gateway.statuses, gateway.words = [422], "no such number: +31 612345678"
    sms(now)
    send_due(now)
    message = Message.objects.get()
    assert message.state == "failed"
    assert "612345678" not in message.error
    assert "no such number" in message.error


def test_a_wrong_token_stops_the_channel_not_the_message(gateway: Gateway, now: datetime) -> None:
    gateway.statuses = [401]
    sms(now)
    post(key="s2", channel="sms", recipient="+31687654321", text="x", now=now)
    assert send_due(now) == 1
    assert set(Message.objects.values_list("state", "tries")) == {("queued", 0)}


def test_without_a_gateway_messages_wait(now: datetime, settings: Settings) -> None:
    settings.SMS_GATEWAY = ""
    sms(now)
    send_due(now)
    message = Message.objects.get()
    assert message.state == "queued"
    assert "EXTRAMILE_SMS_GATEWAY" in message.error


def test_nothing_inside_the_network_is_called_unless_allowed(
    gateway: Gateway, now: datetime, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOW = []
    sms(now)
    send_due(now)
    assert gateway.received == []
    assert Message.objects.get().state == "queued"
