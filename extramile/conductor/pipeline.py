"""The river as a list of steps and when they run.

Each step is idempotent, finds its own work, and may be killed at any moment and run on several hosts at
once: its operation claims what it takes with `FOR UPDATE SKIP LOCKED` or a guarded update. So nothing needs
to be queued for it, and an idle program writes nothing: every worker asks every step, again and again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from extramile.board import operations as board
from extramile.conductor import erasure, housekeeping, imports, returned, telling
from extramile.core import limits
from extramile.engagement import operations as engagement
from extramile.estimates import operations as estimates
from extramile.evidence import operations as evidence
from extramile.exports import operations as exports
from extramile.intake import operations as intake
from extramile.invitations import operations as invitations
from extramile.monitor import operations as monitor
from extramile.outbox import operations as outbox
from extramile.responses import operations as responses

Run = Callable[[datetime], int]


class Lane(StrEnum):
    """Steps of one lane take turns; lanes don't wait for one another. A slow mail server delays no count."""

    COUNT = "count"
    ASK = "ask"
    POST = "post"
    IMPORT = "import"
    EXPORT = "export"
    INDEX = "index"
    MAILBOX = "mailbox"
    VOICE = "voice"
    CLOSE = "close"
    FIT = "fit"
    STUDY = "study"
    REPORT = "report"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Step:
    """Background work. `run(now)` does one bounded batch and says how many it did; 0: nothing is left."""

    name: str
    run: Run
    every_seconds: float
    lane: Lane = Lane.HOUSE
    # Of work that counts for minutes: whether there is any. It is done in a process of its own (`apart`).
    apart: Callable[[datetime], bool] | None = None


STEPS: list[Step] = [
    Step("import", imports.run_waiting, 3, Lane.IMPORT),
    Step("export", exports.run_waiting, 2, Lane.EXPORT),
    Step("decide", invitations.decide, 5, Lane.ASK),
    Step("ask", invitations.send_due, 5, Lane.ASK),
    Step("remind", invitations.remind_due, 60, Lane.ASK),
    Step("post", outbox.send_due, 2, Lane.POST),
    Step("put back", outbox.put_back_abandoned, 60, Lane.HOUSE),
    Step("erase", erasure.erase_waiting, 5, Lane.IMPORT),
    Step("old addresses", telling.tell_old_addresses, 10, Lane.HOUSE),
    Step("returned mail", returned.take_returned, 60, Lane.MAILBOX),
    Step("bounces", invitations.take_bounces, 5, Lane.ASK),
    Step("count", monitor.count_changes, 1, Lane.COUNT),
    Step("open waves", engagement.open_due, 10, Lane.VOICE),
    Step("remind of waves", engagement.remind_due, 60, Lane.VOICE),
    Step("close waves", engagement.close_due, 10, Lane.CLOSE, apart=engagement.is_closing_due),
    Step("reports", board.make_due, 2, Lane.REPORT, apart=board.is_making_due),
    Step("clear waves", engagement.clear_called_off, 10, Lane.VOICE),
    Step("mix ballots", engagement.mix_now_and_then, 1800, Lane.VOICE),
    Step("participation", engagement.count_participation, 1800, Lane.VOICE),
    Step("standing studies", evidence.ship_when_planned, 300, Lane.STUDY),
    Step("studies", evidence.run_due, 60, Lane.STUDY, apart=evidence.is_run_due),
    Step("fit estimates", estimates.fit_due, 300, Lane.FIT, apart=estimates.is_fit_due),
    Step("thin out", outbox.thin_out, 3600, Lane.HOUSE),
    Step("partitions", responses.make_partitions, 6 * 3600, Lane.HOUSE),
    Step("index words", responses.index_words, 600, Lane.INDEX),
    Step("old files", intake.delete_old_files, 6 * 3600, Lane.HOUSE),
    Step("old exports", exports.delete_old, 600, Lane.HOUSE),
    Step("queue", housekeeping.put_back_stalled, 60, Lane.HOUSE),
    Step("old attempts", limits.forget_old, 3600, Lane.HOUSE),
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
