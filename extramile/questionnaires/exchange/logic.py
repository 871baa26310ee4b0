"""Who is asked what, in other programs: any and, or and not, of any questions. Here: what all must hold.

A condition of theirs is tried out on every answer its questions can have. What it lets through is said as
ours where it can be: a set of options, a range or groups of a score, yes or no; each about one question, all
to hold. Who leaves a question open fulfils nothing here, whatever it was there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from extramile.questionnaires.definition import Kind, group_of

MOST_TRIES: Final = 20_000
OPEN: Final = None  # a question that is left open
SOMETHING: Final = "…"  # words, whichever
Value = str | int | bool | None


class Unsayable(Exception):
    """This cannot be said as conditions of ours; the words say why."""


# --- what a condition is made of -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """One test on one question (`option`: whether that one of several is chosen)."""

    question: str
    test: Callable[[Value], bool]
    option: str = ""

    @property
    def about(self) -> tuple[str, str]:
        return self.question, self.option


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Logic", ...] = ()  # of none: always


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple["Logic", ...] = ()  # of none: never


@dataclass(frozen=True, slots=True)
class Not:
    part: "Logic"


Logic = Fact | All | Either | Not
ALWAYS: Final = All()
NEVER: Final = Either()


def facts(logic: Logic) -> Iterator[Fact]:
    if isinstance(logic, Fact):
        yield logic
    elif isinstance(logic, Not):
        yield from facts(logic.part)
    else:
        for part in logic.parts:
            yield from facts(part)


def holds(logic: Logic, given: Mapping[tuple[str, str], Value]) -> bool:
    if isinstance(logic, Fact):
        return logic.test(given[logic.about])
    if isinstance(logic, Not):
        return not holds(logic.part, given)
    results = (holds(part, given) for part in logic.parts)
    return all(results) if isinstance(logic, All) else any(results)


# --- tests -----------------------------------------------------------------------------------------


def number_of(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def same(given: Value, wanted: object) -> bool:
    """1 is "1", and true is "true"."""
    if given is OPEN:
        return False
    if isinstance(given, bool):
        return given is _truth(wanted)
    first, second = number_of(given), number_of(wanted)
    return first == second if first is not None and second is not None else str(given) == str(wanted)


def _truth(wanted: object) -> bool | None:
    if isinstance(wanted, bool):
        return wanted
    if isinstance(wanted, float) and wanted.is_integer():
        wanted = int(wanted)
    return {
        "true": True,
        "y": True,
        "yes": True,
        "1": True,
        "false": False,
        "n": False,
        "no": False,
        "0": False,
        "2": False,
    }.get(str(wanted).strip().lower())


def equal(*wanted: object) -> Callable[[Value], bool]:
    return lambda given: any(same(given, one) for one in wanted)


def compare(operator: str, wanted: object) -> Callable[[Value], bool]:
    """With <, <=, > or >=; nothing is less than something left open."""
    bound = number_of(wanted)

    def test(given: Value) -> bool:
        number = number_of(given)
        if number is None or bound is None:
            return False
        return {"<": number < bound, "<=": number <= bound, ">": number > bound, ">=": number >= bound}[
            operator
        ]

    return test


def answered(given: Value) -> bool:
    return given is not OPEN


# --- trying out ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What our draft asks, as far as conditions go."""

    key: str  # ours
    kind: Kind
    values: Mapping[Value, str | int | bool]  # what theirs is -> ours: option keys, numbers, yes and no
    place: str = ""


Questions = Mapping[str, Asked]  # by their name in the file
Raw = dict[str, Any]


def conditions_of(logic: Logic, questions: Questions) -> list[Raw]:
    """All of ours that together let through what theirs does. Raises Unsayable."""
    terms = list(_terms(logic))
    for term in terms:
        for fact in facts(term):
            if fact.question not in questions:
                raise Unsayable(fact.question)
    conditions: list[Raw] = []
    for together in _joined(terms):
        conditions += _said(All(tuple(together)), questions)
    return conditions


def _terms(logic: Logic) -> Iterator[Logic]:
    if isinstance(logic, All):
        for part in logic.parts:
            yield from _terms(part)
    else:
        yield logic


def _joined(terms: Iterable[Logic]) -> list[list[Logic]]:
    """Those that speak of the same questions belong together."""
    groups: list[tuple[set[tuple[str, str]], list[Logic]]] = []
    for term in terms:
        about, members = {fact.about for fact in facts(term)}, [term]
        for group in [one for one in groups if one[0] & about]:
            groups.remove(group)
            about |= group[0]
            members = group[1] + members
        groups.append((about, members))
    return [members for _about, members in groups]


def _said(logic: Logic, questions: Questions) -> list[Raw]:
    about = list(dict.fromkeys(fact.about for fact in facts(logic)))
    ranges = [_range(questions[question], option) for question, option in about]
    tries = 1
    for one in ranges:
        tries *= len(one)
    if tries > MOST_TRIES:
        raise Unsayable
    let = [tried for tried in product(*ranges) if holds(logic, dict(zip(about, tried, strict=True)))]
    if len(let) == tries:
        return []
    if not let:
        raise Unsayable
    return _as_any_option(about, let, tries, questions) or _as_product(about, ranges, let, questions)


def _range(asked: Asked, option: str) -> list[Value]:
    if option:
        return [OPEN, True]
    if asked.kind in {Kind.TEXT, Kind.MULTIPLE, Kind.POINTS, Kind.STATEMENT}:
        return [OPEN, SOMETHING]
    return [OPEN, *asked.values]


def _as_any_option(
    about: Sequence[tuple[str, str]], let: Sequence[tuple[Value, ...]], tries: int, questions: Questions
) -> list[Raw]:
    """Any of several ticks of one question: everything is let through but none of them ticked."""
    names = {question for question, _option in about}
    nothing = tuple([OPEN] * len(about))
    if len(names) > 1 or not all(option for _question, option in about):
        return []
    if len(let) != tries - 1 or nothing in let:
        return []
    asked = questions[names.pop()]
    return [{"question": asked.key, "choice": [str(asked.values[option]) for _name, option in about]}]


def _as_product(
    about: Sequence[tuple[str, str]],
    ranges: Sequence[Sequence[Value]],
    let: Sequence[tuple[Value, ...]],
    questions: Questions,
) -> list[Raw]:
    """One condition for each question, if what is let through is just all of them together."""
    sides = [set(side) for side in zip(*let, strict=True)]
    size = 1
    for side in sides:
        size *= len(side)
    if size != len(let):
        raise Unsayable
    conditions: list[Raw] = []
    for (question, option), whole, side in zip(about, ranges, sides, strict=True):
        if len(side) < len(whole):
            conditions += _one(questions[question], option, side)
    return conditions


def _one(asked: Asked, option: str, side: set[Value]) -> list[Raw]:
    about: Raw = {"question": asked.key}
    if option:
        if side != {True}:
            raise Unsayable
        return [{**about, "choice": [str(asked.values[option])]}]
    ours = [asked.values[value] for value in asked.values if value in side]
    if not ours:  # only when it is left open
        raise Unsayable
    if asked.kind is Kind.SINGLE:
        return [{**about, "choice": list(dict.fromkeys(str(one) for one in ours))}]
    if asked.kind is Kind.CONSENT:
        if len(ours) == len(asked.values):
            raise Unsayable
        return [{**about, "yes": bool(ours[0])}]
    return [{**about, **_of_scale(asked, sorted(int(one) for one in ours))}]


def _of_scale(asked: Asked, numbers: list[int]) -> Raw:
    """A range, or the groups of a recommend-score."""
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        if asked.kind is Kind.NPS:
            named = _groups(numbers)
            if named:
                return {"group": named}
        return {"at_least": numbers[0], "at_most": numbers[-1]}
    named = _groups(numbers) if asked.kind is Kind.NPS else []
    if not named:
        raise Unsayable
    return {"group": named}


def _groups(numbers: Sequence[int]) -> list[str]:
    """Promoter, passive, detractor, if these scores are just all of some of them."""
    groups = {group_of(number) for number in numbers}
    whole = [number for number in range(11) if group_of(number) in groups]
    order = ("promoter", "passive", "detractor")
    return [name for name in order if name in groups] if whole == list(numbers) else []
