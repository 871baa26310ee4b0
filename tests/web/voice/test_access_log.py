"""The web server, as it is started, writes down no request: neither an address nor a time."""

import http.client
import subprocess
import time
from typing import Any

import pytest

from extramile.cli.serve import listen_on, web_command
from tests.ports import free_port

# A server writes its log a moment after it has answered: when the last is answered, it has of the first.
BALLOTS = 100
PATH = "/ballots/11111111-2222-4333-8444-555555555555"
# Beside the program's own application: this one answers everything and writes nothing.
APPLICATION = "wsgiref.simple_server:demo_app"


@pytest.fixture
def command(settings: Any) -> list[str]:
    settings.LISTEN = f"127.0.0.1:{free_port()}"
    settings.WEB_PROCESSES = settings.WEB_THREADS = 1
    return [*web_command()[:-1], APPLICATION]


def written(command: list[str], listen: str) -> str:
    """All that the server writes while answers are handed in."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            assert {handed_in(*listen_on(listen)) for _ in range(BALLOTS)} == {200}
        finally:
            server.terminate()
        return server.communicate(timeout=20)[0]


def handed_in(host: str, port: int) -> int:
    for _ in range(1200):  # a minute: it starts in one second, or in many on a busy machine
        client = http.client.HTTPConnection(host, port, timeout=10)
        try:
            client.request("POST", PATH, body=b"{}", headers={"X-Forwarded-For": "203.0.113.77"})
            return client.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.05)
        finally:
            client.close()
    return 0


def test_no_request_is_written_down(command: list[str], settings: Any) -> None:
    said = written(command, settings.LISTEN)
    assert PATH not in said
    assert "127.0.0.1" not in said


def test_it_would_be_if_the_server_kept_its_log(command: list[str], settings: Any) -> None:
    """The twin: who asked, what, and at which second."""
    command[command.index("--no-access-log")] = "--access-log"
    command[command.index("error")] = "info"
    said = written(command, settings.LISTEN)
    assert any(PATH in line and "127.0.0.1" in line for line in said.splitlines()), said
