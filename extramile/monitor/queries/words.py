"""Newest words: the last ten of a year must not cost the reading of the year."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Final, Unpack

from extramile.monitor.queries.only import Only
from extramile.responses.queries import (
    Looked,
    OneAnswer,
    Said,
    Which,
    group_of,
    said,
    search_employees,
    search_units,
    words_of_employees,
    words_of_units,
)

# A few days hold the newest words of a large unit; a small one, and an employee, need more of them.
OF_UNITS: Final = (timedelta(days=3), timedelta(days=21), timedelta(days=150))
OF_EMPLOYEES: Final = (timedelta(days=91),)


def newest_words(unit_ids: Collection[int] | None, *, words: str = "", **which: Unpack[Which]) -> Looked:
    """The newest words of these units (None: of all), newest first; looks further back only when it must."""
    if words:
        return search_units(unit_ids, words, **which)
    return Looked(_newest(lambda asked: words_of_units(unit_ids, **asked), OF_UNITS, which), None)


def newest_words_of_employee(employee_id: int, *, words: str = "", **which: Unpack[Which]) -> Looked:
    if words:
        return search_employees([employee_id], words, **which)
    return Looked(
        _newest(lambda asked: words_of_employees([employee_id], **asked), OF_EMPLOYEES, which), None
    )


def newest_words_among(answers: Iterable[OneAnswer], **which: Unpack[Which]) -> Looked:
    """The same of an employee's answers that were read already: only the words themselves are asked for."""
    places = [(one.response_id, one.responded_at) for one in answers if _is_meant(one, which)]
    places.sort(key=lambda place: (place[1], place[0]), reverse=True)
    return Looked(said(places[: which.get("limit", 20)]), None)


def _is_meant(one: OneAnswer, which: Which) -> bool:
    group = which.get("group")
    since, until = which.get("since") or date.min, which.get("until") or date.max
    only = Only(which.get("questionnaire_id"), which.get("channel"))
    return (
        one.has_words
        and since <= one.day <= until
        and only.fits(one)
        and (group is None or group_of(one.score) == group)
    )


def _newest(ask: Callable[[Which], list[Said]], steps: tuple[timedelta, ...], which: Which) -> list[Said]:
    since, until = which.get("since"), which.get("until")
    if since is None or until is None:
        return ask(which)
    before = which.get("before")
    if before is not None:
        until = min(until, before[0].date() + timedelta(days=1))
    found: list[Said] = []
    for start in _starts(since, until, steps):
        found = ask({**which, "since": start})
        if len(found) >= which.get("limit", 20):
            break
    return found


def _starts(since: date, until: date, steps: tuple[timedelta, ...]) -> Iterator[date]:
    for step in steps:
        if until - step <= since:
            break
        yield until - step
    yield since
