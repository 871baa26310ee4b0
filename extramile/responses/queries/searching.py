"""The search in the words of whole units: month by month, the newest first, as long as somebody waits.

Each month is one call of `responses_found` (migration 0012), by the index of that month where it has one.
What was not looked through in time is said, with the place to go on from.
"""

import json
import time
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as moment
from typing import Any, Final, NamedTuple, Unpack

from django.db import connection

from extramile.responses.queries.said import MOST_COUNTED, Looked, Which, hits_of, said
from extramile.responses.queries.where import GROUPS, MOST_WORDS, Key

SECONDS: Final = 1.5  # until there is a page of hits, as long as a month takes
COUNTING_SECONDS: Final = 0.5  # a page is found: so long others are counted
FOUND: Final = "SELECT id, responded_at FROM responses_found(%s, %s::jsonb, %s, %s, %s)"


class Month(NamedTuple):
    start: datetime
    end: datetime
    is_last: bool  # nothing lies further back


def search_units(unit_ids: Collection[int] | None, words: str, **which: Unpack[Which]) -> Looked:
    """What was said of these units (None: of all) in which all of these words stand, newest first."""
    limit, before = which.get("limit", 20), which.get("before")
    wanted = [word for raw in words.split()[:MOST_WORDS] if (word := raw.replace("\x00", ""))]
    if not wanted:
        return Looked([], None)
    most = limit if before else max(limit, MOST_COUNTED + 1)
    meant = json.dumps(_meant(unit_ids, which))
    places: list[Key] = []
    stopped: datetime | None = None
    began = time.monotonic()
    for month in _months(which):
        places += _found(wanted, meant, month, most=most - len(places))
        enough = COUNTING_SECONDS if len(places) >= limit else SECONDS
        if len(places) >= most or month.is_last:
            break
        if time.monotonic() - began > enough:
            stopped = month.start
            break
    until = (stopped, 0) if stopped and len(places) < limit else None
    hits = None if before else hits_of(places, stopped=stopped is not None)
    return Looked(said(places[:limit]), until, hits)


def _found(wanted: list[str], meant: str, month: Month, *, most: int) -> list[Key]:
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [wanted, meant, month.start, month.end, most])
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _meant(unit_ids: Collection[int] | None, which: Which) -> dict[str, Any]:
    group = which.get("group")
    low, high = GROUPS[group] if group else (None, None)
    before = which.get("before")
    told = {
        "units": None if unit_ids is None else list(unit_ids),
        "first_day": _text(which.get("since")),
        "last_day": _text(which.get("until")),
        "low": low,
        "high": high,
        "questionnaire": which.get("questionnaire_id"),
        "channel": which.get("channel"),
        "before": before[0].isoformat() if before else None,
        "before_id": before[1] if before else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _months(which: Which) -> Iterator[Month]:
    """The months that may hold something, newest first. Days of a unit are within a day and a half of UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT first, last FROM responses_between()")
        first, last = cursor.fetchone()
    if first is None:
        return
    since, until, before = which.get("since"), which.get("until"), which.get("before")
    if since:
        first = max(first, datetime.combine(since, moment(), UTC) - timedelta(hours=36))
    if until:
        last = min(last, datetime.combine(until, moment(), UTC) + timedelta(hours=60))
    if before:  # number 0: strictly before that moment, where an earlier look stopped
        last = min(last, before[0] if before[1] else before[0] - timedelta(microseconds=1))
    start = _first_of(last.astimezone(UTC))
    while start > first:
        yield Month(start, _first_of(start + timedelta(days=32)), False)
        start = _first_of(start - timedelta(days=1))
    if first <= last:
        yield Month(start, _first_of(start + timedelta(days=32)), True)


def _first_of(at: datetime) -> datetime:
    return at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
