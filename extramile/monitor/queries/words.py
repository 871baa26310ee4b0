"""Newest words of many units: a company's last ten must not cost the sorting of its year."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Final

from extramile.responses.queries import Group, Position, Said, words_of_units

# A few days hold the newest words of a large unit; a small one needs more of them.
STEPS: Final = (timedelta(days=3), timedelta(days=21), timedelta(days=150))


def newest_words(
    unit_ids: Collection[int],
    *,
    since: date,
    until: date,
    group: Group | None = None,
    limit: int,
    before: Position | None = None,
) -> list[Said]:
    """The newest words of these units, newest first; looks further back only when it must."""
    found: list[Said] = []
    for start in _starts(since, _last_day(until, before)):
        found = words_of_units(unit_ids, since=start, until=until, group=group, limit=limit, before=before)
        if len(found) >= limit:
            break
    return found


def _last_day(until: date, before: Position | None) -> date:
    return until if before is None else min(until, before[0].date() + timedelta(days=1))


def _starts(since: date, until: date) -> Iterator[date]:
    for step in STEPS:
        if until - step <= since:
            break
        yield until - step
    yield since
