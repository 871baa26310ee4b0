"""The one door out over HTTP: for gateways and hooks whose address somebody typed on a settings page.

Nothing on this machine or inside its network is called, unless EXTRAMILE_OUTBOUND_ALLOW names it: no
loopback, no private, link-local or metadata address, in no notation. The name is resolved once and that
very address is connected to, so that a name that answers differently the second time wins nothing.
Redirects are not followed; answers are cut at a limit; the whole exchange has a deadline.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
MOST_BYTES: Final = 1_000_000
PIECE: Final = 65536
NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
NOT_PUBLIC: Final = (
    ipaddress.ip_network("100.64.0.0/10"),  # carriers' own; is_private says no to it
    ipaddress.ip_network("192.88.99.0/24"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("fec0::/10"),
)


class OutboundError(OSError):
    """The call was not made, or not finished; the text says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


def _embedded(address: Address) -> Iterator[Address]:
    """The address itself and every IPv4 address that it stands for."""
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64 or int(address) >> 32 == 0:
            inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        yield from (found for found in inside if found is not None)


def is_public(address: Address) -> bool:
    """Whether it is a host of the open internet, whatever notation it hides in."""
    return all(
        found.is_global
        and not (found.is_multicast or found.is_reserved or found.is_unspecified)
        and not any(found in network for network in NOT_PUBLIC if network.version == found.version)
        for found in _embedded(address)
    )


def is_allowed(host: str, address: Address) -> bool:
    """Public, or named by the operator: by host name, address or network."""
    if is_public(address):
        return True
    for entry in settings.OUTBOUND_ALLOW:
        try:
            network = ipaddress.ip_network(entry, strict=False)
        except ValueError:
            if entry.lower() == host.lower():
                return True
            continue
        if address.version == network.version and address in network:
            return True
    return False


def resolve(host: str, port: int) -> list[Address]:
    """Every address of that name, once; refused as a whole when one of them is not allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutboundError(f"{host}: no such host ({error})") from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        if not is_allowed(host, address):
            raise OutboundError(
                f"{host} is an address inside a network, which is not called. "
                "If it should be, name it in EXTRAMILE_OUTBOUND_ALLOW."
            )
    return list(dict.fromkeys(addresses))


def _parts(url: str) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise OutboundError(f"this is no address: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise OutboundError("only http:// and https:// addresses are called")
    if parts.username or parts.password:
        raise OutboundError("put no user and password into the address; use a token")
    return parts, parts.hostname, port


def _connect(addresses: list[Address], port: int, deadline: float) -> socket.socket:
    last: OSError = OutboundError("no address to connect to")
    for address in addresses:
        try:
            return socket.create_connection((str(address), port), timeout=_left(deadline))
        except OSError as error:
            last = error
    raise last


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise OutboundError("it took too long")
    return left


def _read(response: http.client.HTTPResponse, sock: socket.socket, *, most: int, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while True:
        sock.settimeout(_left(deadline))
        piece = response.read1(PIECE)
        if not piece and response.length:
            raise OutboundError("the answer ends in the middle")
        if not piece:
            return b"".join(pieces)
        size += len(piece)
        if size > most:
            raise OutboundError(f"the answer is longer than {most} bytes")
        pieces.append(piece)


def _hang_up(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _exchange(connection: http.client.HTTPConnection, method: str, parts: SplitResult, body: bytes | None,
              headers: Mapping[str, str]) -> http.client.HTTPResponse:  # fmt: skip
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request(method, path, body=body, headers=dict(headers))
    return connection.getresponse()


def call(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = 20,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    """One request, one answer, whatever its status. A redirect is an answer like any other."""
    deadline = time.monotonic() + timeout
    parts, host, port = _parts(url)
    sock = _connect(resolve(host, port), port, deadline)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        sock = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
    cut = threading.Timer(_left(deadline), _hang_up, [sock])  # against one byte every few seconds
    cut.start()
    try:
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        connection = http.client.HTTPConnection(host, port)
        connection.sock = sock  # pinned: it never resolves the name again
        given = {"Host": parts.netloc, "User-Agent": "extramile", "Connection": "close", **(headers or {})}
        response = _exchange(connection, method, parts, body, given)
        content = _read(response, sock, most=most_bytes, deadline=deadline)
        return Answer(status=response.status, headers=dict(response.getheaders()), content=content)
    except http.client.HTTPException as error:
        _left(deadline)  # says that it took too long, if that is why
        raise OutboundError(f"{host} does not speak HTTP as it should: {type(error).__name__}") from error
    except ValueError as error:  # a line break in a header or in the path
        raise OutboundError(f"the request cannot be made: {error}") from error
    finally:
        cut.cancel()
        sock.close()


def post_json(
    url: str, payload: object, *, headers: Mapping[str, str] | None = None, timeout: float = 20
) -> Answer:
    body = json.dumps(payload, ensure_ascii=False).encode()
    kind = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body))}
    return call("POST", url, body=body, headers={**kind, **(headers or {})}, timeout=timeout)


def json_of(answer: Answer) -> Any:
    try:
        return cast(Any, json.loads(answer.content))
    except ValueError as error:
        raise OutboundError("the answer is no JSON") from error
