"""Load the demo company: all of it or nothing."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from extramile.demo.after import act_on_words, hang_screens
from extramile.demo.found import found_company
from extramile.demo.people import DemoPerson, demo_people, unanswered_links
from extramile.demo.plan import Size, make_plan
from extramile.demo.story import Story, analyse
from extramile.demo.voice import KEYS, Keys, tell_voice
from extramile.demo.work import ZONE
from extramile.invitations.operations.reminding import stop_reminders
from extramile.monitor.operations import count_changes
from extramile.people.models import Unit
from extramile.responses.operations import make_partitions

__all__ = [
    "DemoPerson",
    "Loaded",
    "NotEmptyError",
    "demo_people",
    "is_empty",
    "load_demo",
    "unanswered_links",
]

Progress = Callable[[int], None]
FOUNDING, TELLING, COUNTING, VOICE = 5, 70, 5, 20  # parts of a hundred


class NotEmptyError(Exception):
    """There is a company in this database already: the demo is not mixed with it."""


@dataclass(slots=True)
class Loaded:
    """What was loaded, and how long each phase took."""

    technicians: int = 0
    jobs: int = 0
    comments: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 2)


@dataclass(slots=True)
class Bar:
    """Whole percents, told once each."""

    tell: Progress | None
    done: int = 0

    def reach(self, percent: float) -> None:
        step = int(percent) - self.done
        if step > 0:
            self.done += step
            if self.tell:
                self.tell(step)


def is_empty() -> bool:
    """Nobody is here yet."""
    return not Unit.objects.exists()


@contextmanager
def without_savepoints() -> Iterator[None]:
    """They let an operation fail and the rest go on; here one failure is the end of all. 5,000 statements."""
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before


@transaction.atomic
def load_demo(*, now: datetime, progress: Progress | None = None, scale: float = 1.0) -> Loaded:
    """Tell half a year of Ruitmeesters up to `now`. `progress` is called with the percents done since.

    In one transaction: whoever looks in meanwhile, or stops it halfway, finds nothing of it.
    """
    if not is_empty():
        raise NotEmptyError("there is a company in this database already; use another data folder")
    size = Size.of(scale)
    plan, loaded, bar = make_plan(size), Loaded(), Bar(progress)
    begins = now.astimezone(ZONE).date() - timedelta(weeks=size.weeks)
    make_partitions(now - timedelta(weeks=size.weeks, days=1), months_ahead=size.weeks // 4 + 5)
    keys = Keys(KEYS if scale == 1 else 0)
    with loaded.phase("found the company"), without_savepoints():
        company = found_company(
            plan,
            until=now.astimezone(ZONE).date(),
            now=now - timedelta(weeks=size.weeks, hours=1),
        )
        analyse()
    bar.reach(FOUNDING)
    story = Story(plan, company, now, begins)
    with loaded.phase("tell the days"), without_savepoints():
        story.tell(lambda part: bar.reach(FOUNDING + part * TELLING))
        stop_reminders(now)
    with loaded.phase("count"):
        while count_changes(now):
            pass
    with loaded.phase("keep and ask"), without_savepoints():
        act_on_words(plan, company, story.said, now=now)
        hang_screens(plan, company, now=now)
        analyse()
    with loaded.phase("the employees' voice"):
        tell_voice(plan, company, now=now, keys=keys, tell=lambda part: bar.reach(100 - VOICE * (1 - part)))
        keys.stop()
    bar.reach(100)
    loaded.technicians, loaded.jobs, loaded.comments = len(plan.technicians), story.jobs, len(story.said)
    return loaded
