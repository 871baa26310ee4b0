"""Long work in a process of its own: in nobody's way, and gone when the worker stops."""

import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from extramile.conductor import apart, worker
from extramile.conductor.pipeline import STEPS, Lane, Step


def never(_now: datetime) -> int:
    raise AssertionError("this step is done by another process")


def step(*, is_due: bool = True) -> Step:
    return Step("long", never, 0.01, Lane.CLOSE, apart=lambda _now: is_due)


def command(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(apart, "command_of", lambda _step: [sys.executable, "-c", program])


def test_the_closing_of_a_wave_is_in_nobodys_way() -> None:
    """It counts for minutes: alone in its lane, and in a process of its own."""
    lanes = {one.name: one.lane for one in STEPS}
    assert [name for name, lane in lanes.items() if lane == lanes["close waves"]] == ["close waves"]
    assert {"close waves", "fit estimates"} <= {one.name for one in STEPS if one.apart}


def test_its_number_comes_back(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    command(monkeypatch, "print('something else'); print(3)")
    assert apart.run(step(), now, stop=threading.Event()) == 3


def test_no_process_is_started_while_nothing_is_due(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    command(monkeypatch, "raise SystemExit('started')")
    assert apart.run(step(is_due=False), now, stop=threading.Event()) == 0


def test_a_process_that_fails_is_a_step_that_fails(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    command(monkeypatch, "raise SystemExit(7)")
    with pytest.raises(apart.EndedBadly, match="7"):
        apart.run(step(), now, stop=threading.Event())


def test_a_worker_that_is_told_to_stop_does_not_wait_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is killed: the next worker begins again."""
    started = tmp_path / "started"
    command(
        monkeypatch, f"import os, time; open({str(started)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    )
    stop = threading.Event()
    thread = threading.Thread(target=worker.run_lane, args=([step()], stop))
    thread.start()
    for _ in range(3000):
        if started.exists() and started.read_text():
            break
        time.sleep(0.02)
    pid = int(started.read_text())
    stop.set()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert not Path(f"/proc/{pid}").exists()


def test_the_real_one_knows_its_step() -> None:
    [close] = [one for one in STEPS if one.name == "close waves"]
    assert apart.command_of(close)[1:] == ["-m", "extramile.conductor.apart", "close waves"]
