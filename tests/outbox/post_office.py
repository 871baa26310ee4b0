"""A real mail server on the loopback, and a real sending worker in a process of its own."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection


@dataclass
class Mailbox:
    """What arrived, in order; and what the server answers to certain recipients."""

    arrived: list[bytes] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)  # recipient -> SMTP answer to RCPT
    data_answers: list[str] = field(default_factory=list)  # answers to DATA, used up one by one
    changed: threading.Condition = field(default_factory=threading.Condition)
    connections: int = 0
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data_answers:
            answer = self.data_answers.pop(0)
            if not answer.startswith("2"):
                return answer
        with self.changed:
            self.arrived.append(envelope.content or b"")  # type: ignore[arg-type]
            self.changed.notify_all()
        return "250 OK"

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.arrived]

    def wait_for(self, count: int, *, seconds: float = 60) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.arrived) >= count, seconds), len(self.arrived)


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Listens on a free port of the loopback, in a thread of its own."""
    box, loop = Mailbox(), asyncio.new_event_loop()

    def factory() -> SMTP:
        box.connections += 1
        return SMTP(box, enable_SMTPUTF8=True, loop=loop)

    server = loop.run_until_complete(loop.create_server(factory, "127.0.0.1", 0))
    box.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_hang_up(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _hang_up() -> None:
    """End whatever conversations are still open, so that nothing outlives the test."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def database_url() -> str:
    known = connection.settings_dict
    password = f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else ""
    user = f"{quote(known['USER'])}{password}@" if known["USER"] else ""
    place = f"?host={quote(known['HOST'], safe='')}" + (f"&port={known['PORT']}" if known["PORT"] else "")
    return f"postgresql://{user}/{known['NAME']}{place}"


def _environment(port: int) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "EXTRAMILE_EMAIL": f"smtp://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "extramile.settings",
    }


@dataclass
class Nursery:
    """Makes workers in no time: it has everything ready, and forks."""

    process: "subprocess.Popen[str]"

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def start(self, count: int) -> list[int]:
        """The numbers of the processes that now send."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        return [int(number) for number in self._line().split()]

    def wait(self) -> None:
        """Until those that were started last have ended, or were killed."""
        assert self._line() == "ended\n"


@contextmanager
def nursery(port: int) -> Iterator[Nursery]:
    command = [sys.executable, "-m", "tests.outbox.worker", "nursery"]
    with subprocess.Popen(
        command, env=_environment(port), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Nursery(process)
        finally:
            process.kill()
