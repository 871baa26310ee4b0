"""Load a known company into an empty database: all of it or nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from extramile.demo.known.calendar import begins
from extramile.demo.known.customers import Customers
from extramile.demo.known.employees import new_key, tell_wave
from extramile.demo.known.founding import Founded, found
from extramile.demo.known.rollout import begin_by_lot
from extramile.demo.known.worlds import BEGIN, PERIODS, SEED, WAVES, Size, Truth, World, world
from extramile.demo.load import NotEmptyError, without_savepoints
from extramile.demo.story import analyse
from extramile.demo.unfinished import alone_here, is_empty, take_away_unfinished
from extramile.engagement.operations import ship_ready_made
from extramile.evidence.operations import ship_standing
from extramile.monitor.operations import count_changes
from extramile.responses.operations import make_partitions


@dataclass(frozen=True, slots=True)
class Known:
    """A known company, loaded."""

    world: World
    founded: Founded
    answers: int  # of customers
    seconds: float


def load_known(
    truth: Truth,
    *,
    now: datetime,
    size: Size | None = None,
    seed: int = SEED,
    progress: Callable[[int], None] = lambda _percent: None,
) -> Known:
    """Tell a company up to `now`. `progress` is called with the percents done since. Raises NotEmptyError."""
    if not is_empty():
        raise NotEmptyError("there is a company in this database already; use another data folder")
    started = time.perf_counter()
    told = world(truth, seed=seed)
    with alone_here():
        take_away_unfinished()
        with transaction.atomic():
            founded, answers = _tell(told, size or Size(), seed=seed, now=now, progress=progress)
    return Known(told, founded, answers, time.perf_counter() - started)


def _tell(
    told: World, size: Size, *, seed: int, now: datetime, progress: Callable[[int], None]
) -> tuple[Founded, int]:
    first = begins(now=now)
    make_partitions(first, months_ahead=(now - first).days // 28 + 3)
    with without_savepoints():
        founded = found(told, size, now=first)
        ship_ready_made(first)
        ship_standing(first)
        analyse()
    progress(10)
    customers = Customers(founded, told, size, seed, now)
    before = range(BEGIN[0] if told.truth is Truth.ROLLOUT else PERIODS)
    with without_savepoints():
        answers = customers.tell(before)
    _count(now)
    progress(10)
    if told.truth is Truth.ROLLOUT:
        with without_savepoints():
            began = begin_by_lot(founded, now=now)
            answers += customers.tell(range(BEGIN[0], PERIODS), began=began)
        _count(now)
    progress(10)
    key = new_key()
    for wave in range(WAVES):
        with without_savepoints():
            tell_wave(founded, told, wave, key=key, now=now)
        progress(10)
    return founded, answers


def _count(now: datetime) -> None:
    while count_changes(now):
        pass
    analyse()
