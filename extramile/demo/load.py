"""Load the demo company: all of it or nothing."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from extramile.demo.after import act_on_words, hang_screens
from extramile.demo.beside import Beside
from extramile.demo.board import tell_board
from extramile.demo.found import Company, change_people, found_company
from extramile.demo.people import DemoPerson, demo_people, unanswered_links
from extramile.demo.plan import Plan, Size, make_plan
from extramile.demo.story import Story, analyse
from extramile.demo.unfinished import (
    BusyError,
    alone_here,
    is_empty,
    mark_finished,
    mark_unfinished,
    take_away_unfinished,
)
from extramile.demo.voice import Keys, tell_voice
from extramile.demo.work import ZONE
from extramile.estimates.operations import make_fit
from extramile.invitations.operations.reminding import stop_reminders
from extramile.monitor.operations import count_changes
from extramile.responses.operations import make_partitions

__all__ = [
    "BusyError",
    "DemoPerson",
    "Loaded",
    "NotEmptyError",
    "demo_people",
    "is_empty",
    "load_demo",
    "unanswered_links",
]

Progress = Callable[[int], None]
FOUNDING, TELLING, COUNTING, VOICE = 10, 80, 5, 5  # parts of a hundred


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

    def voice(self, part: float) -> None:
        self.reach(100 - VOICE * (1 - part))

    def reach(self, percent: float) -> None:
        step = int(percent) - self.done
        if step > 0:
            self.done += step
            if self.tell:
                self.tell(step)


@contextmanager
def without_savepoints() -> Iterator[None]:
    """They let an operation fail and the rest go on; here one failure is the end of all. 5,000 statements.

    Not around what tries again where somebody holds a table: the making of months, and counting. PostgreSQL
    itself is somebody: it tidies and analyses tables whenever it finds the time.
    """
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before


def load_demo(*, now: datetime, progress: Progress | None = None, scale: float = 1.0) -> Loaded:
    """Tell half a year of Ruitmeesters up to `now`. `progress` is called with the percents done since.

    All of it or nothing. The customers' voice and the employees' are told beside each other, each in a
    transaction of its own, with the company founded before: stopped halfway, all of it is taken away, by this
    process or, where that was killed, by the next. Inside a transaction of the caller's, whose company nobody
    else could see, one is told after the other.
    """
    if not is_empty():
        raise NotEmptyError("there is a company in this database already; use another data folder")
    telling = Telling(now, scale, Bar(progress))
    if connection.in_atomic_block:
        telling.alone()
    else:
        with alone_here():
            take_away_unfinished()
            telling.beside()
    telling.bar.reach(100)
    return telling.loaded


@dataclass(slots=True)
class Telling:
    """Ruitmeesters, from the founding to what people did with what was said."""

    now: datetime
    scale: float
    bar: Bar
    loaded: Loaded = field(default_factory=Loaded)
    plan: Plan = field(init=False)
    begins: date = field(init=False)

    def __post_init__(self) -> None:
        size = Size.of(self.scale)
        self.plan = make_plan(size)
        self.begins = self.now.astimezone(ZONE).date() - timedelta(weeks=size.weeks)

    def alone(self) -> None:
        with transaction.atomic():
            company = self.found()
            self.river(company)
            with self.loaded.phase("the employees' voice"):
                keys = Keys(0)
                tell_voice(self.plan, company, now=self.now, keys=keys, tell=self.bar.voice)
                keys.stop()
            self.board()

    def beside(self) -> None:
        try:
            with Beside.started(scale=self.scale, now=self.now) as voice:
                with transaction.atomic():
                    mark_unfinished()
                    company = self.found()
                voice.tell()
                with transaction.atomic():
                    self.river(company)
                with self.loaded.phase("wait for the employees' voice"):
                    voice.told(self.bar.voice)
            with transaction.atomic():
                self.board()
            mark_finished()
        except BaseException:
            take_away_unfinished()
            raise

    def board(self) -> None:
        """Last: a report joins both voices."""
        with self.loaded.phase("the board's reports"), without_savepoints():
            tell_board(now=self.now)

    def found(self) -> Company:
        weeks = self.plan.size.weeks
        make_partitions(self.now - timedelta(weeks=weeks, days=1), months_ahead=weeks // 4 + 5)
        with self.loaded.phase("found the company"), without_savepoints():
            company = found_company(
                self.plan,
                until=self.now.astimezone(ZONE).date(),
                now=self.now - timedelta(weeks=weeks, hours=1),
            )
            change_people(self.plan, company, begins=self.begins, now=self.now)
            analyse()
        self.bar.reach(FOUNDING)
        return company

    def river(self, company: Company) -> None:
        story = Story(self.plan, company, self.now, self.begins)
        with self.loaded.phase("tell the days"), without_savepoints():
            story.tell(lambda part: self.bar.reach(FOUNDING + part * TELLING))
            stop_reminders(self.now)
        with self.loaded.phase("count"):
            while count_changes(self.now):
                pass
        with self.loaded.phase("fit"):
            make_fit(self.now)
        with self.loaded.phase("keep and ask"), without_savepoints():
            act_on_words(self.plan, company, story.said, now=self.now)
            hang_screens(self.plan, company, now=self.now)
            analyse()
        self.bar.reach(FOUNDING + TELLING + COUNTING)
        loaded = self.loaded
        loaded.technicians, loaded.jobs = len(self.plan.technicians), story.jobs
        loaded.comments = len(story.said)
