"""The river as a list of steps and when they run.

Each step is idempotent, finds its own work, and may be killed at any moment and run on several hosts at
once: its operation claims what it takes with `FOR UPDATE SKIP LOCKED` or a guarded update. So nothing needs
to be queued for it, and an idle program writes nothing: every worker asks every step, again and again.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from extramile.conductor import housekeeping

Run = Callable[[datetime], int]


class Lane(StrEnum):
    """Steps of one lane take turns; lanes don't wait for one another. A slow mail server delays no count."""

    COUNT = "count"
    ASK = "ask"
    POST = "post"
    IMPORT = "import"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Step:
    """Background work. `run(now)` does one bounded batch and says how many it did; 0: nothing is left."""

    name: str
    run: Run
    every_seconds: float
    lane: Lane = Lane.HOUSE


def _operation(path: str) -> Run:
    module, _, name = path.rpartition(".")

    def run(now: datetime) -> int:
        operation = cast(Run, getattr(importlib.import_module(module), name))
        return operation(now) or 0

    return run


STEPS: list[Step] = [
    Step("import", _operation("extramile.conductor.imports.run_waiting"), 3, Lane.IMPORT),
    Step("decide", _operation("extramile.invitations.operations.decide"), 5, Lane.ASK),
    Step("ask", _operation("extramile.invitations.operations.send_due"), 5, Lane.ASK),
    Step("remind", _operation("extramile.invitations.operations.remind_due"), 60, Lane.ASK),
    Step("post", _operation("extramile.outbox.operations.send_due"), 2, Lane.POST),
    Step("put back", _operation("extramile.outbox.operations.put_back_abandoned"), 60, Lane.HOUSE),
    Step("count", _operation("extramile.monitor.operations.count_changes"), 1, Lane.COUNT),
    Step("partitions", _operation("extramile.responses.operations.make_partitions"), 6 * 3600, Lane.HOUSE),
    Step("queue", housekeeping.put_back_stalled, 60, Lane.HOUSE),
    Step("old attempts", housekeeping.forget_old_attempts, 3600, Lane.HOUSE),
    Step("old sessions", housekeeping.forget_old_sessions, 3600, Lane.HOUSE),
]


def run_once(now: datetime, *, most_rounds: int = 1000) -> int:
    """Every step, over and over, until none finds work: for tests and the demo. How many were done in all."""
    total = 0
    for _ in range(most_rounds):
        done = sum(step.run(now) for step in STEPS)
        total += done
        if not done:
            return total
    raise RuntimeError(f"still work after {most_rounds} rounds: some step says it worked and did not")
