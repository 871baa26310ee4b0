"""`extramile serve`: PostgreSQL, web server and workers under one command."""

import argparse
import os
import socket
import sys
import time
from collections.abc import Callable

from extramile.cli.shape import FAILED, OK, add_command, fail, say
from extramile.cli.supervisor import Child, Supervisor

EXAMPLES = [
    ("look around in a made-up company", "extramile serve --demo"),
    (
        "for real, behind a proxy that speaks https",
        "EXTRAMILE_ADDRESS=https://feedback.example.org extramile serve",
    ),
    (
        "on another port, with four web processes",
        "EXTRAMILE_LISTEN=127.0.0.1:9000 EXTRAMILE_WEB_PROCESSES=4 extramile serve",
    ),
    ("more workers on another host", "DATABASE_URL=postgresql://... extramile serve --only workers"),
]


def register(subparsers: object) -> None:
    parser = add_command(
        subparsers,
        "serve",
        summary="Start PostgreSQL, migrate, and run the web server and the workers until Ctrl-C.",
        run=run,
        examples=EXAMPLES,
        database=False,
    )
    parser.add_argument(
        "--demo", action="store_true", help="load the made-up company if the database is empty"
    )
    parser.add_argument("--only", choices=["web", "workers"], help="run only this part on this host")


def run(arguments: argparse.Namespace) -> int:
    """The demo is chosen before settings are read; the port is tried before anything is started."""
    from extramile.cli.program import database, set_up

    if arguments.demo:
        os.environ["EXTRAMILE_DEMO"] = "yes"
    set_up()
    if arguments.only != "workers":
        _refuse_a_taken_port()
    with database():
        return _serve(arguments)


def _refuse_a_taken_port() -> None:
    from django.conf import settings

    if settings.LISTEN.startswith("unix:"):
        return
    host, port = listen_on(settings.LISTEN)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            fail(
                f"{settings.LISTEN} cannot be used: {error.strerror}. Is the program running already? "
                "Or choose another port, such as EXTRAMILE_LISTEN=127.0.0.1:8001"
            )


def listen_on(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def _serve(arguments: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import connections

    from extramile.cli.prepare import prepare
    from extramile.core.postgres import web_role

    prepare()
    if arguments.demo:
        from extramile.cli.demo import load_if_empty, refuse_real_people

        load_if_empty()
        refuse_real_people()
    role = web_role.name() if web_role.ready() else ""
    connections.close_all()
    supervisor = Supervisor(_children(only=arguments.only, role=role), watch=_postgres_watch())
    supervisor.listen_for_the_end()
    well = supervisor.run(on_ready=_announcement(demo=settings.DEMO, web=arguments.only != "workers"))
    say("stopped")
    return OK if well else FAILED


def _postgres_watch() -> Callable[[], None] | None:
    from django.conf import settings

    from extramile.core.postgres import server

    return (lambda: server.revive(settings.DATA)) if settings.EMBEDDED_POSTGRES else None


def _children(*, only: str | None, role: str) -> list[Child]:
    from django.conf import settings

    web = Child("web", web_command(), {"EXTRAMILE_DATABASE_ROLE": role} if role else {})
    workers = [
        Child(f"worker {number}", [sys.executable, "-m", "extramile.conductor"], waits=only != "workers")
        for number in range(1, settings.WORKERS + 1)
    ]
    return [*([web] if only != "workers" else []), *(workers if only != "web" else [])]


def web_command() -> list[str]:
    from django.conf import settings

    if settings.LISTEN.startswith("unix:"):
        where = ["--uds", settings.LISTEN.removeprefix("unix:"), "--uds-permissions", "660"]
    else:
        host, port = listen_on(settings.LISTEN)
        where = ["--host", host, "--port", str(port)]
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", *where,
        "--workers", str(max(1, settings.WEB_PROCESSES)),
        "--blocking-threads", str(max(1, settings.WEB_THREADS)),
        "--blocking-threads-idle-timeout", "600",
        "--respawn-failed-workers", "--workers-kill-timeout", "5",
        "--log-level", "error", "--no-access-log",
        "extramile.served:application",
    ]  # fmt: skip


def _knock() -> socket.socket:
    """A connection to the web server, if it is there."""
    from django.conf import settings

    if not settings.LISTEN.startswith("unix:"):
        return socket.create_connection(listen_on(settings.LISTEN), timeout=10)
    knocking = socket.socket(socket.AF_UNIX)
    try:
        knocking.settimeout(10)
        knocking.connect(settings.LISTEN.removeprefix("unix:"))
    except OSError:
        knocking.close()
        raise
    return knocking


def _answers() -> bool:
    try:
        with _knock() as connection:
            connection.sendall(b"GET /health/live HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return connection.recv(12).startswith(b"HTTP/1.")
    except OSError:
        return False


def _announcement(*, demo: bool, web: bool) -> Callable[[], bool]:
    """Says where to go, once the first request is answered."""
    started = time.monotonic()

    def ready() -> bool:
        if web and not _answers():
            return False
        say(f"ready in {time.monotonic() - started:.1f} s")
        if web:
            _say_where(demo=demo)
        return True

    return ready


def _say_where(*, demo: bool) -> None:
    from django.conf import settings
    from django.db import connections

    if demo:
        from extramile.cli.demo import show_people

        show_people()
        connections.close_all()
    say(f"\n{settings.ADDRESS}  (Ctrl-C stops everything; the data stays in {settings.DATA})")
