"""How Qualtrics joins its conditions, and what its choices count for."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from extramile.questionnaires.exchange.drafting import Found
from extramile.questionnaires.exchange.logic import ALWAYS, All, Either, Logic, Value, compare, equal

COMPARED: Final = {"GreaterThan": ">", "GreaterThanOrEqual": ">=", "LessThan": "<", "LessThanOrEqual": "<="}


def in_order(item: tuple[str, Any]) -> int:
    return int(item[0]) if item[0].isascii() and item[0].isdigit() and len(item[0]) < 6 else 0


def by_conjunction(parts: Sequence[tuple[str, Logic]]) -> Logic:
    either: list[list[Logic]] = []
    for conjunction, logic in parts:
        if conjunction.lower() == "or" or not either:
            either.append([])
        either[-1].append(logic)
    each = [All(tuple(one)) for one in either]
    return ALWAYS if not each else each[0] if len(each) == 1 else Either(tuple(each))


def numbered(found: Found | None, operator: str, wanted: object) -> Callable[[Value], bool]:
    """Compares the number that a choice stands for."""
    codes = found.codes if found is not None else {}
    test = compare(COMPARED[operator], wanted) if operator in COMPARED else equal(wanted)
    is_not = operator == "NotEqualTo"
    return lambda given: test(codes.get(given, given)) is not is_not
