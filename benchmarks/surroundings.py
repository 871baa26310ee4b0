"""A place of its own for a benchmark: data folder, database, and a server on the loopback."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from benchmarks.processes import Usage, family, usage

PROJECT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Server:
    """`extramile serve` as an operator runs it, on a port of its own."""

    host: str
    port: int
    process: subprocess.Popen[bytes]
    postgres: int | None  # its number, when it is the program's own

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    def usage(self) -> Usage:
        """Web, workers and PostgreSQL together: what a visit costs this machine."""
        return usage([*family(self.process.pid), *(family(self.postgres) if self.postgres else [])])

    def web_usage(self) -> Usage:
        return usage(family(self.process.pid))


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], *, patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"extramile serve ended with {process.returncode}; run it by hand to see why")
        try:
            urllib.request.urlopen(address + "/health/live", timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{address} did not answer within {patience:.0f} s")


def start_program(environment: Mapping[str, str], *, log: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """`extramile serve`, as an operator starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "extramile", "serve"],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=PROJECT,
    )


def stop_program(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)


@dataclass(slots=True)
class Here:
    """Where the benchmark works. Django is set up on the database of this place."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)

    def postgres_pid(self) -> int | None:
        from extramile.core.postgres import server

        return None if "DATABASE_URL" in os.environ else server.status(self.data).pid

    @contextmanager
    def serve(
        self, *, processes: int = 2, threads: int = 8, workers: int = 0, patience: float = 120, **more: str
    ) -> Iterator[Server]:
        """`extramile serve`; further settings by name, such as EXTRAMILE_DATABASE_POOL="4"."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        chosen = {
            "EXTRAMILE_ADDRESS": address,
            "EXTRAMILE_LISTEN": f"127.0.0.1:{port}",
            "EXTRAMILE_WEB_PROCESSES": str(processes),
            "EXTRAMILE_WEB_THREADS": str(threads),
            "EXTRAMILE_WORKERS": str(workers),
        }
        with (self.data / "serve.log").open("ab") as log:
            process = start_program({**self.environment, **chosen, **more}, log=log)
            try:
                wait_until_it_answers(address, process, patience=patience)
                yield Server(host="127.0.0.1", port=port, process=process, postgres=self.postgres_pid())
            finally:
                stop_program(process)


def _set_up_django(data: Path) -> None:
    os.environ["EXTRAMILE_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extramile.settings")
    sys.path.insert(0, str(PROJECT))


def _migrate() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


@contextmanager
def place(name: str) -> Iterator[Here]:
    """A new data folder with a PostgreSQL of its own (or an empty database at DATABASE_URL), migrated."""
    data = Path(tempfile.mkdtemp(prefix=f"bench-{name}-"))
    _set_up_django(data)
    from extramile.core.postgres import server

    with ExitStack() as stack:
        stack.callback(shutil.rmtree, data, ignore_errors=True)
        if "DATABASE_URL" not in os.environ:
            stack.callback(server.remove, data)
            stack.enter_context(server.running(data))
        _migrate()
        yield Here(data=data)
