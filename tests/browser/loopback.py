"""A small web server on the loopback for scripts alone: our static files, our policy, and what a test adds.

Without Django and without a database: what a script does with HTTP is seen here exactly as it arrives.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from extramile.web.security import POLICY
from tools.bundle import STATIC

TYPES: Final = {"js": "text/javascript", "css": "text/css"}


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    port: int  # of the browser's side: the same for the same connection

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class Lost(Exception):
    """The connection breaks before anything is answered."""


Door = Callable[[Asked], Answer | None]


def static_file(asked: Asked) -> Answer | None:
    if not asked.path.startswith("/static/"):
        return None
    file = (STATIC / asked.path.removeprefix("/static/")).resolve()
    if not file.is_relative_to(STATIC) or not file.is_file():
        return None
    return Answer(body=file.read_bytes(), kind=TYPES[file.suffix[1:]])


class Handler(BaseHTTPRequestHandler):
    door: Door

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(
            self.command, self.path, dict(self.headers), self.rfile.read(length), self.client_address[1]
        )
        try:
            answer = static_file(asked) or self.door(asked) or Answer(404)
        except Lost:
            self.close_connection = True
            return
        self.send_response(answer.status)
        headers = {"Content-Type": answer.kind, "Content-Security-Policy": POLICY, **answer.headers}
        for name, value in {**headers, "Content-Length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = answer  # noqa: N815 - the names that http.server looks for

    def log_message(self, *arguments: object) -> None:
        """Nothing: the tests read what arrived."""


@contextmanager
def serving(door: Door, *, keeps_open: bool = False) -> Iterator[str]:
    """`keeps_open`: one connection for many requests. A browser quietly sends a request again that was lost
    on a connection which carried one before; without it, a loss is a loss."""
    version = "HTTP/1.1" if keeps_open else "HTTP/1.0"
    handler = type("Handling", (Handler,), {"door": staticmethod(door), "protocol_version": version})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page_of(body: str, *, script: str = "") -> Answer:
    loaded = f'<script src="{script}" type="module"></script>' if script else ""
    text = f'<!doctype html><html lang="en"><title>Test</title><link rel="icon" href="data:,">{loaded}{body}'
    return Answer(body=text.encode(), kind="text/html; charset=utf-8")
