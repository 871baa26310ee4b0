"""What a batch of changes adds to each table of counts: pure arithmetic."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from extramile.monitor.truth import EMPLOYEE_MONTH, ROLL_UPS, UNIT_DAY, UNIT_TICK_DAY, RollUp

Key = tuple[Any, ...]
# For each table: key -> column -> how much to add.
Deltas = dict[RollUp, dict[Key, Counter[str]]]


class Asked(Protocol):
    unit_id: int
    day: date
    questionnaire_id: int
    channel: str
    asked: int


class Changed(Protocol):
    unit_id: int
    employees: list[int]
    day: date
    asked_on: date | None
    questionnaire_id: int
    channel: str
    is_new: bool
    is_removed: bool
    before_score: int | None
    after_score: int | None
    before_ticks: list[str]
    after_ticks: list[str]


def deltas_of(
    asked: Iterable[Asked], changed: Iterable[Changed], *, above: Mapping[int, tuple[int, ...]]
) -> Deltas:
    """`above` holds for each unit the ids from the top down to itself."""
    deltas: Deltas = {UNIT_DAY: {}, EMPLOYEE_MONTH: {}, UNIT_TICK_DAY: {}}
    for one in asked:
        for unit_id in above.get(one.unit_id, ()):
            key = (unit_id, one.day, one.questionnaire_id, one.channel)
            _add(deltas[UNIT_DAY], key, "asked", one.asked)
    for change in changed:
        _count_scores(deltas, change, above.get(change.unit_id, ()))
        _count_answered(deltas, change, above.get(change.unit_id, ()))
        _count_ticks(deltas, change, above.get(change.unit_id, ()))
    for roll_up in ROLL_UPS:
        if roll_up.finer is not None:
            deltas[roll_up] = _added_up(roll_up, deltas[roll_up.finer])
    return deltas


def _added_up(roll_up: RollUp, finer: dict[Key, Counter[str]]) -> dict[Key, Counter[str]]:
    """What the days add to their months or years."""
    sums: dict[Key, Counter[str]] = {}
    for key, counts in finer.items():
        one = sums.setdefault(roll_up.coarser_key(key), Counter())
        for column, number in counts.items():
            one[column] += number
    return sums


def _add(table: dict[Key, Counter[str]], key: Key, column: str, number: int) -> None:
    table.setdefault(key, Counter())[column] += number


def _before_and_after(change: Changed) -> list[tuple[int, int | None, list[str]]]:
    """(sign, score, ticks): what to take off and what to add."""
    sides: list[tuple[int, int | None, list[str]]] = []
    if not change.is_new:
        sides.append((-1, change.before_score, change.before_ticks))
    if not change.is_removed:
        sides.append((+1, change.after_score, change.after_ticks))
    return sides


def _count_scores(deltas: Deltas, change: Changed, units: tuple[int, ...]) -> None:
    for sign, score, _ticks in _before_and_after(change):
        if score is None:
            continue
        for unit_id in units:
            key = (unit_id, change.day, change.questionnaire_id, change.channel)
            _add(deltas[UNIT_DAY], key, f"s{score}", sign)
        for employee_id in change.employees:
            key = (employee_id, change.day.replace(day=1), change.questionnaire_id, change.channel)
            _add(deltas[EMPLOYEE_MONTH], key, f"s{score}", sign)


def _count_answered(deltas: Deltas, change: Changed, units: tuple[int, ...]) -> None:
    if change.asked_on is None or change.is_new == change.is_removed:
        return
    for unit_id in units:
        key = (unit_id, change.asked_on, change.questionnaire_id, change.channel)
        _add(deltas[UNIT_DAY], key, "answered", 1 if change.is_new else -1)


def _count_ticks(deltas: Deltas, change: Changed, units: tuple[int, ...]) -> None:
    for sign, _score, ticks in _before_and_after(change):
        for tick in ticks:
            for unit_id in units:
                key = (unit_id, change.day, change.questionnaire_id, change.channel, tick)
                _add(deltas[UNIT_TICK_DAY], key, "count", sign)
