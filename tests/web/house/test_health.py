"""What whoever watches the program may ask: no names, and figures only for those who have the token."""

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from extramile.web.house import health


def test_live_asks_nothing_of_the_database(client: Client) -> None:
    """Without the `db` fixture a query would fail this test."""
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()["alive"]) == (200, True)
    assert "no-store" in answer.headers["Cache-Control"]


def test_ready_asks_the_database(client: Client, db: None) -> None:
    assert client.get("/health/ready").json() == {"ready": True}


def test_without_its_database_it_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("password authentication failed for user jan")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert b"jan" not in answer.content


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_nobody_gets_a_session_by_asking(path: str, client: Client, db: None) -> None:
    assert client.get(path).cookies == {}
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    "sent", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}, {"Authorization": "x"}]
)
@pytest.mark.parametrize("token", ["", "right"])
def test_metrics_are_for_the_token_alone(
    sent: dict[str, str], token: str, client: Client, settings: Any
) -> None:
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", headers=sent).status_code == 404


def test_metrics_say_how_much_waits(client: Client, settings: Any, db: None) -> None:
    settings.METRICS_TOKEN = "right"
    text = client.get("/metrics", headers={"Authorization": "Bearer right"}).content.decode()
    told = {line.split()[0]: float(line.split()[1]) for line in text.splitlines() if not line.startswith("#")}
    assert set(told) == set(health.MEASURES)
    assert told["extramile_jobs_undecided"] == 0
    assert told["extramile_database_bytes"] > 1_000_000
