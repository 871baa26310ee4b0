"""Make load: so many clients at once, each with a connection that it keeps, in one small event loop."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.processes import Usage
from benchmarks.surroundings import Server


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def text(self) -> str:
        return self.body.decode("utf-8")


class Client:
    """One visitor: a kept connection and its cookies. Small, so that it does not outweigh the server."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.cookies: dict[str, str] = {}
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.request("GET", path, b"", headers)

    async def post(self, path: str, form: Mapping[str, str] | bytes, **headers: str) -> Answer:
        if isinstance(form, bytes):
            return await self.request("POST", path, form, headers)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.request("POST", path, urlencode(form).encode(), kind | headers)

    async def request(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One request; a kept connection that the server closed meanwhile is made anew, once."""
        message = self._message(method, path, body, headers)
        for last in (False, True):
            fresh = self.writer is None
            try:
                return await self._exchange(message, head=method == "HEAD")
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()
                if last or fresh:
                    raise
        raise AssertionError

    def _message(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept-Encoding: identity"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    async def _exchange(self, message: bytes, *, head: bool) -> Answer:
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port, limit=2**22)
        self.writer.write(message)
        top = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in top[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
            headers[name.lower()] = value
        status = int(top[0].split()[1])
        body = b"" if head or status in {204, 304} else await self._body(self.reader, headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status=status, headers=headers, body=body)

    async def _body(self, reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return await reader.readexactly(int(headers.get("content-length", "0")))
        parts = []
        while size := int((await reader.readline()).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


Visit = Callable[[Client, int], Awaitable[None]]


@dataclass(slots=True)
class Load:
    """What came of it. A visit that raised counts as an error, never as a time."""

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0
    before: Usage | None = None
    after: Usage | None = None

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds if self.seconds else 0.0

    @property
    def cpu_ms(self) -> float:
        """CPU of the server's processes (web, workers and PostgreSQL) per visit."""
        if self.before is None or self.after is None or not self.milliseconds:
            return 0.0
        return (self.after.cpu_seconds - self.before.cpu_seconds) * 1000 / len(self.milliseconds)

    @property
    def rss_mb(self) -> float:
        return self.after.rss_mb if self.after else 0.0

    def as_figure(self) -> dict[str, object]:
        return {
            "per_second": round(self.per_second, 1),
            "errors": len(self.errors),
            "first_error": self.errors[0] if self.errors else None,
            "cpu_ms": round(self.cpu_ms, 3),
            "rss_mb": round(self.rss_mb, 1),
        }


@dataclass(frozen=True, slots=True)
class _Plan:
    server: Server
    visit: Visit
    numbers: "itertools.count[int]"
    until: float
    last: int


async def _visitor(plan: _Plan, load: Load) -> None:
    client = Client(plan.server.host, plan.server.port)
    while time.perf_counter() < plan.until:
        number = next(plan.numbers)
        if number >= plan.last:
            break
        started = time.perf_counter()
        try:
            await plan.visit(client, number)
        except Exception as error:
            load.errors.append(f"{type(error).__name__}: {error}"[:300])
        else:
            load.milliseconds.append((time.perf_counter() - started) * 1000)
    client.close()


async def _all(plan: _Plan, concurrency: int) -> Load:
    load = Load(before=plan.server.usage())
    started = time.perf_counter()
    await asyncio.gather(*(_visitor(plan, load) for _ in range(concurrency)))
    load.seconds = time.perf_counter() - started
    load.after = plan.server.usage()
    return load


def drive(
    server: Server, visit: Visit, *, concurrency: int, seconds: float, limit: int = 2**62, first: int = 0
) -> Load:
    """So many visitors at once, each going on with the next number (from `first`), for so long or so many."""
    plan = _Plan(
        server=server,
        visit=visit,
        numbers=itertools.count(first),
        until=time.perf_counter() + seconds,
        last=first + limit,
    )
    return asyncio.run(_all(plan, concurrency))
