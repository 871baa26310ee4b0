"""Keep the web server and the workers running; stop them all together.

A child that ends is started again, later each time. When this process is told to stop, or is killed with
-9, none of them stays: the kernel tells each child that its parent is gone (PR_SET_PDEATHSIG).
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog

from extramile.cli import child as become

log = structlog.get_logger("extramile.serve")
STEADY_SECONDS = 60.0  # a child that ran this long may start again at once
LONGEST_PAUSE = 30.0
POLITE_SECONDS = 8.0
HOPELESS = 3  # so many failures before the first answer


@dataclass(slots=True)
class Child:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    waits: bool = False  # until all is up: so that the first answer comes sooner
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = 0.0


class Supervisor:
    def __init__(self, children: Sequence[Child], *, watch: Callable[[], None] | None = None) -> None:
        self.children = children
        self.stopping = threading.Event()
        self.watch = watch
        self.next_watch = 0.0

    def listen_for_the_end(self) -> None:
        """Ctrl-C or SIGTERM: stop. A second Ctrl-C changes nothing; it is seconds away anyway."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def start(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = subprocess.Popen(
            [sys.executable, "-I", "-S", become.__file__, str(os.getpid()), *child.command],
            env={**os.environ, **child.environment},
            stdin=subprocess.DEVNULL,
            process_group=0,  # the terminal's Ctrl-C is for us; we tell them
        )

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if child.due <= now:
                self.start(child)
            return
        code = child.process.poll()
        if code is None:
            return
        _kill_group(child.process.pid)  # what it may have left behind
        child.process = None
        child.failures = 0 if now - child.started > STEADY_SECONDS else child.failures + 1
        pause = 0.0 if not child.failures else min(LONGEST_PAUSE, 0.5 * 2 ** (child.failures - 1))
        child.due = now + pause
        log.warning("a process ended", process=child.name, code=code, again_in_seconds=pause)

    def run(self, *, on_ready: Callable[[], bool]) -> bool:
        """Until told to stop. `on_ready` is asked again and again until it says that all is up.

        False: a child ended time after time before all was up, so that going on makes no sense.
        """
        ready = False
        try:
            while not self.stopping.is_set():
                for child in self.children:
                    if ready or not child.waits:
                        self._look_after(child)
                if not ready and any(child.failures >= HOPELESS for child in self.children):
                    return False
                self._watch_now_and_then()
                ready = ready or on_ready()
                self.stopping.wait(0.5 if ready else 0.05)
        finally:
            self.end()
        return True

    def _watch_now_and_then(self) -> None:
        if self.watch and time.monotonic() >= self.next_watch:
            self.next_watch = time.monotonic() + 2
            self.watch()

    def end(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + POLITE_SECONDS
        for process in running:
            try:
                process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("a process does not stop, and is killed", pid=process.pid)
            _kill_group(process.pid)
            process.wait()


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
