"""`extramile serve` as an operator starts it: it answers, it can be killed, and nothing stays behind."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from extramile.core.postgres import server
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.embedded


@dataclass
class Served:
    data: Path
    port: int
    process: "subprocess.Popen[str]"

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()

    def said_until(self, word: str) -> str:
        """What it says, up to a line with that word; fails when it ends before."""
        assert self.process.stderr is not None
        said = ""
        for line in self.process.stderr:
            said += line
            if word in line:
                return said
        pytest.fail(f"it ended without {word!r}:\n{said}")

    def family(self) -> list[int]:
        """Every process that works for this data folder: children, workers, PostgreSQL and its guard."""
        mark = f"EXTRAMILE_DATA={self.data}".encode()
        found = [] if (pid := server.status(self.data).pid) is None else [pid]
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if mark in (entry / "environ").read_bytes():
                        found.append(int(entry.name))
                except OSError:
                    continue
        return found


def start(data: Path, port: int) -> "subprocess.Popen[str]":
    passed = {
        name: value for name, value in os.environ.items() if not name.startswith(("EXTRAMILE", "DATABASE"))
    }
    own = {
        "EXTRAMILE_DATA": str(data),
        "EXTRAMILE_LISTEN": f"127.0.0.1:{port}",
        "EXTRAMILE_WEB_PROCESSES": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "extramile", "serve"],
        env={**passed, **own},
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One data folder for all of them: the first start makes it."""
    with tempfile.TemporaryDirectory(prefix="xm-") as made:
        data = Path(made) / "data"
        data.mkdir(mode=0o700)
        yield data
        server.remove(data)


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    port = free_port()
    process = start(folder, port)
    program = Served(folder, port, process)
    program.said_until("Ctrl-C")
    yield program
    if process.poll() is None:
        process.terminate()
    process.communicate(timeout=180)


def gone(program: Served, *, seconds: float = 120) -> bool:
    deadline = time.monotonic() + seconds
    while program.family():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_one_signal_ends_all_of_it(served: Served, number: signal.Signals) -> None:
    assert served.get("/health/live")[0] == 200
    assert served.get("/health/ready") == (200, '{"ready": true}')
    served.process.send_signal(number)
    assert served.process.wait(timeout=120) == 0
    assert gone(served)


def test_killed_with_9_it_leaves_no_process_behind(served: Served) -> None:
    assert len(served.family()) > 3
    served.process.kill()
    served.process.wait()
    assert gone(served)


def test_killed_along_with_its_web_server_it_leaves_no_process_behind(served: Served) -> None:
    """granian, gone before it could tell its processes, left one that answered and kept the port."""
    [web] = (pid for pid in children_of(served.process.pid) if b"granian" in command_of(pid))
    assert len(children_of(web)) == 1
    served.process.kill()
    os.kill(web, signal.SIGKILL)
    served.process.wait()
    assert gone(served)


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_killed_web_server_and_a_killed_postgres_come_back(served: Served) -> None:
    postgres = server.status(served.data).pid
    assert postgres
    os.kill(postgres, signal.SIGKILL)
    web = next(pid for pid in served.family() if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(web, signal.SIGKILL)
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            if served.get("/health/ready")[0] == 200:
                break
        except OSError:
            time.sleep(0.1)
    else:
        pytest.fail("it did not come back")
    assert server.status(served.data).pid not in {None, postgres}


def test_the_web_processes_cannot_change_the_audit_trail(served: Served) -> None:
    """Not just that the role exists: the processes that answer are told to be it."""
    told = [
        Path(f"/proc/{pid}/environ").read_bytes()
        for pid in served.family()
        if b"granian" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    assert told
    assert all(b"EXTRAMILE_DATABASE_ROLE=extramile_web" in environment for environment in told)


def test_a_second_one_on_the_same_port_says_so_and_harms_nothing(served: Served) -> None:
    second = start(served.data, served.port)
    _, said = second.communicate(timeout=180)
    assert second.returncode == 1
    assert re.search(r"cannot be used.*EXTRAMILE_LISTEN", said.replace("\n", " "))
    assert served.get("/health/ready")[0] == 200
