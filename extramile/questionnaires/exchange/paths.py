"""Jumps forward ("if the score is below 7, go to question 5") told as who is asked what.

A question is asked of whoever comes to it: from the one before without a jump away, or by a jump to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from extramile.questionnaires.exchange.logic import ALWAYS, NEVER, All, Either, Logic, Not

END: Final = "\0end"
LARGEST: Final = 400  # parts of what leads to one question; more cannot be said anyway


@dataclass(slots=True)
class Stop:
    """One question (or page) and where one goes from there: the first jump that holds."""

    name: str
    jumps: list[tuple[Logic, str]] = field(default_factory=list)
    otherwise: str = ""  # where to when none holds; empty: the next


def ways(stops: Sequence[Stop]) -> Mapping[str, Logic | None]:
    """Who comes to each; None where that cannot be told (a jump back, or too many ways)."""
    place = {stop.name: number for number, stop in enumerate(stops)}
    coming: list[list[Logic]] = [[] for _stop in stops]
    lost = False
    found: dict[str, Logic | None] = {}
    for number, stop in enumerate(stops):
        here: Logic = ALWAYS if number == 0 else _either(coming[number])
        lost = lost or _size(here) > LARGEST
        if lost:  # what comes after cannot be told either
            found[stop.name] = None
            continue
        found[stop.name] = here
        left: list[Logic] = []
        for logic, target in [*stop.jumps, (ALWAYS, stop.otherwise)]:
            taken = _all([here, logic, *(Not(one) for one in left)])
            left.append(logic)
            to = number + 1 if not target else len(stops) if target == END else place.get(target, -1)
            if to <= number:
                lost = True
            elif to < len(stops):
                coming[to].append(taken)
    return found


def _all(parts: Sequence[Logic]) -> Logic:
    flat = [one for part in parts for one in (part.parts if isinstance(part, All) else (part,))]
    return All(tuple(flat))


def _either(parts: Sequence[Logic]) -> Logic:
    if not parts:
        return NEVER
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def _size(logic: Logic) -> int:
    waiting, count = [logic], 0
    while waiting and count <= LARGEST:
        one = waiting.pop()
        count += 1
        if isinstance(one, Not):
            waiting.append(one.part)
        elif isinstance(one, (All, Either)):
            waiting += one.parts
    return count
