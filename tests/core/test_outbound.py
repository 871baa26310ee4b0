"""The door out: what it refuses, and what it does with an answer that misbehaves."""

import socket
import threading
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any

import pytest

from extramile.core import outbound
from extramile.core.outbound import OutboundError

INSIDE = [
    "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1",
    "192.168.1.1", "169.254.169.254", "100.64.1.1", "0.0.0.0",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "::",
    "::1", "fe80::1", "fec0::1", "fc00::1",
    "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::", "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1", "2001:db8::1",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111"]


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_a_network_passes(address: str) -> None:
    assert not outbound.is_public(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_open_internet_passes(address: str) -> None:
    assert outbound.is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://127.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd", "gopher://127.0.0.1/", "http://user:secret@example.org/", "http:///nowhere",
        "http://example.org:99999/", "http://[half/",
    ],
)  # fmt: skip
def test_an_address_that_leads_inside_is_not_called(url: str, no_connection: list[Any]) -> None:
    with pytest.raises(OutboundError):
        outbound.call("GET", url)
    assert no_connection == []


@pytest.fixture
def no_connection(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every attempt to connect, of which there should be none."""
    attempts: list[Any] = []

    def connect(address: Any, **_options: Any) -> socket.socket:
        attempts.append(address)
        raise OSError("no")

    monkeypatch.setattr(socket, "create_connection", connect)
    return attempts


def answer_with(monkeypatch: pytest.MonkeyPatch, *lookups: list[str]) -> list[str]:
    """Let names resolve to these, one lookup after another; the names asked for."""
    asked: list[str] = []
    rest = iter(lookups)

    def look_up(host: str, port: int, **_options: Any) -> list[Any]:
        asked.append(host)
        family = socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(rest)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_the_address_that_was_checked_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch, no_connection: list[Any]
) -> None:
    """A name that answers with the loopback the second time: there is no second time."""
    asked = answer_with(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    with pytest.raises(OSError, match="no"):
        outbound.call("GET", "http://rebinding.example/")
    assert (asked, no_connection) == (["rebinding.example"], [("93.184.215.14", 80)])


def test_one_address_inside_refuses_the_name_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, no_connection: list[Any]
) -> None:
    answer_with(monkeypatch, ["93.184.215.14", "10.0.0.5"])
    with pytest.raises(OutboundError, match="EXTRAMILE_OUTBOUND_ALLOW"):
        outbound.call("GET", "http://mixed.example/")
    assert no_connection == []


@pytest.mark.parametrize("entry", ["sms.intranet", "SMS.Intranet", "10.0.0.0/8", "10.0.0.5"])
def test_what_the_operator_names_is_called(
    entry: str, monkeypatch: pytest.MonkeyPatch, no_connection: list[Any], settings: Any
) -> None:
    settings.OUTBOUND_ALLOW = [entry]
    answer_with(monkeypatch, ["10.0.0.5"])
    with pytest.raises(OSError, match="no"):
        outbound.call("GET", "http://sms.intranet/")
    assert no_connection == [("10.0.0.5", 80)]


Serve = Callable[[bytes], str]


@pytest.fixture
def serve(settings: Any) -> Iterator[Serve]:
    """A gateway on the loopback that says just these bytes, and keeps what it was sent."""
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    listeners: list[socket.socket] = []

    def start(answer: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def speak() -> None:
            try:
                visitor, _ = listener.accept()
                visitor.recv(65536)
                visitor.sendall(answer)
                visitor.close()
            except OSError:
                return  # the other side has seen enough

        threading.Thread(target=speak, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/send?x=1"

    yield start
    for listener in listeners:
        listener.close()


def test_an_answer_comes_back_whole(serve: Serve) -> None:
    answer = outbound.post_json(
        serve(b'HTTP/1.1 202 Fine\r\nContent-Length: 12\r\n\r\n{"id": "a"}\n'), {"a": 1}
    )
    assert (answer.status, outbound.json_of(answer)) == (202, {"id": "a"})


def test_a_redirect_is_not_followed(serve: Serve) -> None:
    answer = outbound.call("GET", serve(b"HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:1/\r\n\r\n"))
    assert (answer.status, answer.headers["Location"]) == (302, "http://127.0.0.1:1/")


def test_an_endless_answer_is_cut(serve: Serve) -> None:
    url = serve(b"HTTP/1.1 200 Fine\r\n\r\n" + b"x" * 50_000)
    with pytest.raises(OutboundError, match="longer"):
        outbound.call("GET", url, most_bytes=10_000)


def test_an_answer_byte_by_byte_ends_at_the_deadline_too(settings: Any) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def drip() -> None:
            visitor, _ = slow.accept()
            with visitor:
                while not done.wait(0.05):
                    try:
                        visitor.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(OSError, match=r".+"):
            outbound.call("GET", f"http://127.0.0.1:{slow.getsockname()[1]}/", timeout=0.5)
        done.set()
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_silence_ends_at_the_deadline(settings: Any) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    too_late = pytest.raises(OSError, match=r"timed out|too long")
    with socket.create_server(("127.0.0.1", 0)) as silent, too_late:
        outbound.call("GET", f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout=0.2)


@pytest.mark.parametrize(
    "answer", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 Fine\r\nContent-Length: 9\r\n\r\nhalf"]
)
def test_what_is_not_http_is_an_error_of_ours(answer: bytes, serve: Serve) -> None:
    with pytest.raises(OSError, match=r".+"):
        outbound.call("GET", serve(answer))


def test_a_line_break_in_a_header_sends_nothing(serve: Serve) -> None:
    with pytest.raises(OutboundError, match="cannot be made"):
        outbound.call("GET", serve(b""), headers={"X-Name": "a\r\nX-Evil: b"})
