"""A worker: one thread a lane asks its steps in turn; one more thread serves the queue of single tasks.

Any number of workers may run, on any number of hosts. Stopped with SIGTERM, it ends the batches at hand.
Killed, it leaves nothing half done: that is the steps' own promise.
"""

import asyncio
import signal
import threading
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from types import FrameType

import structlog
from django.db import close_old_connections, connections

from extramile.conductor import apart
from extramile.conductor.pipeline import STEPS, Lane, Step
from extramile.core import clock

log = structlog.get_logger("extramile.worker")
LONGEST_PAUSE = 60.0


class Turn:
    """When one step is to run next. After a failure it waits longer and longer."""

    def __init__(self, step: Step, stop: threading.Event | None = None) -> None:
        self.step = step
        self.stop = stop or threading.Event()
        self.due = 0.0
        self.failures = 0

    def run(self) -> None:
        started = time.monotonic()
        try:
            done = self._do(clock.now())
        except Exception:
            self._failed()
            return
        self.failures = 0
        self.due = time.monotonic() if done else started + self.step.every_seconds
        if done:
            log.debug("step", step=self.step.name, done=done, seconds=round(time.monotonic() - started, 3))

    def _do(self, now: datetime) -> int:
        return apart.run(self.step, now, stop=self.stop) if self.step.apart else self.step.run(now)

    def _failed(self) -> None:
        self.failures += 1
        pause = min(LONGEST_PAUSE, self.step.every_seconds * 2**self.failures)
        self.due = time.monotonic() + pause
        log.exception("step failed", step=self.step.name, again_in_seconds=round(pause))


def run_lane(steps: Iterable[Step], stop: threading.Event) -> None:
    """Ask each step when it is due, until told to stop."""
    turns = [Turn(step, stop) for step in steps]
    while not stop.is_set():
        close_old_connections()
        for turn in turns:
            if turn.due <= time.monotonic() and not stop.is_set():
                turn.run()
        soonest = min(turn.due for turn in turns)
        stop.wait(max(0.0, min(soonest - time.monotonic(), LONGEST_PAUSE)))
    connections.close_all()


async def _serve_queue(stop: threading.Event) -> None:
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        async with app.open_async():
            worker = asyncio.create_task(
                app.run_worker_async(
                    install_signal_handlers=False, delete_jobs="successful", shutdown_graceful_timeout=5
                )
            )
            while not stop.is_set() and not worker.done():
                await asyncio.sleep(0.3)
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)


def serve_queue(stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            asyncio.run(_serve_queue(stop))
        except Exception:
            log.exception("the queue stopped", again_in_seconds=5)
        stop.wait(5)


def has_tasks() -> bool:
    """Whether anything of ours can be queued at all: an idle queue costs a heartbeat every few seconds."""
    from procrastinate.contrib.django import app

    return any(not name.startswith(("procrastinate.", "builtin:")) for name in app.tasks)


def lanes(steps: Sequence[Step]) -> dict[Lane, list[Step]]:
    return {lane: found for lane in Lane if (found := [step for step in steps if step.lane == lane])}


def work(stop: threading.Event, *, steps: Sequence[Step] = STEPS) -> None:
    """All lanes and the queue, until told to stop."""
    threads = [
        threading.Thread(target=run_lane, args=(found, stop), name=lane)
        for lane, found in lanes(steps).items()
    ]
    if has_tasks():
        threads.append(threading.Thread(target=serve_queue, args=(stop,), name="queue"))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def run_until_told() -> int:
    """Until SIGTERM or Ctrl-C."""
    stop = threading.Event()

    def stop_now(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, stop_now)
    signal.signal(signal.SIGINT, stop_now)
    work(stop)
    return 0
