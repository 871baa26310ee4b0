"""Children are kept running, and none outlives the command: not after Ctrl-C, not after kill -9."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extramile.cli.supervisor import HOPELESS, Child, Supervisor

ROOT = Path(__file__).resolve().parents[2]
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def wait_for(condition: Callable[[], bool], *, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def alive(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_a_child_that_ends_is_started_again_until_all_is_up(tmp_path: Path) -> None:
    log = tmp_path / "starts"
    child = Child("short", [sys.executable, "-c", f"open({str(log)!r}, 'a').write('x')"])
    supervisor = Supervisor([child])
    assert supervisor.run(on_ready=lambda: False) is False
    assert log.read_text() == "x" * HOPELESS


def test_stopping_ends_a_child_and_its_own_children(tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    code = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', 'import signal, time;"
        f" signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)'])\n"
        f"open({str(note)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)"
    )
    supervisor = Supervisor([Child("parent", [sys.executable, "-c", code])])

    def ready() -> bool:
        if note.exists() and note.read_text():
            supervisor.stopping.set()
        return False

    assert supervisor.run(on_ready=ready)
    assert wait_for(lambda: not alive(int(note.read_text())))


def test_a_child_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("extramile.cli.supervisor.POLITE_SECONDS", 0.3)
    note = tmp_path / "deaf"
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"open({str(note)!r}, 'w').write('x'); time.sleep(600)"
    )
    child = Child("deaf", [sys.executable, "-c", code])
    supervisor = Supervisor([child])

    def ready() -> bool:
        if note.exists():
            supervisor.stopping.set()
        return False

    supervisor.run(on_ready=ready)
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


def test_no_orphan_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    code = textwrap.dedent(
        f"""
        from extramile.cli.supervisor import Child, Supervisor
        child = Child("web", {SLEEP!r})
        def ready():
            print(child.process.pid, flush=True)
            return True
        Supervisor([child]).run(on_ready=ready)
        """
    )
    command = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert command.stdout is not None
    child = int(command.stdout.readline())
    assert alive(child)
    command.kill()
    command.communicate()
    assert wait_for(lambda: not alive(child))


def test_a_child_is_not_in_the_terminals_group() -> None:
    """So that Ctrl-C reaches the command alone, and it stops them in order."""
    child = Child("web", SLEEP)
    supervisor = Supervisor([child])
    supervisor.start(child)
    try:
        assert child.process is not None
        assert os.getpgid(child.process.pid) != os.getpgid(0)
    finally:
        supervisor.end()


@pytest.mark.parametrize("watched", [2])
def test_what_is_watched_is_looked_at_now_and_then(watched: int) -> None:
    looks: list[int] = []
    supervisor = Supervisor([Child("web", SLEEP)], watch=lambda: looks.append(1))

    def ready() -> bool:
        supervisor.next_watch = 0.0
        if len(looks) >= watched:
            supervisor.stopping.set()
        return False

    assert supervisor.run(on_ready=ready)
    assert len(looks) >= watched
