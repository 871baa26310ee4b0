"""Conditions on the page: ticks and a range for each earlier question. What it cannot show stays."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from extramile.questionnaires.definition import Kind

Raw = dict[str, Any]
GROUPS: Final = ("promoter", "passive", "detractor")
TICKS, RANGE = "ticks", "range"
BOUNDS: Final = ("at_least", "at_most")
# What can be asked of an answer of this kind; of the others nothing.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.NPS: (TICKS, RANGE),
    Kind.RATING: (RANGE,),
    Kind.SINGLE: (TICKS,),
    Kind.MULTIPLE: (TICKS,),
    Kind.CONSENT: (TICKS,),
}


class Posted(Protocol):
    """What was filled in, by the names of the fields."""

    def words(self, path: str) -> str: ...

    def several(self, path: str) -> list[str]: ...

    def has(self, path: str) -> bool: ...


def part_of(condition: Mapping[str, Any]) -> str:
    return RANGE if any(bound in condition for bound in BOUNDS) else TICKS


def shown(
    conditions: Sequence[Mapping[str, Any]], question: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """Part -> the condition that the page shows there: the first of its part about this question."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in conditions:
        if one["question"] == question["key"] and part_of(one) in PARTS.get(question["kind"], ()):
            found.setdefault(part_of(one), one)
    return found


def unshown(
    conditions: Sequence[Mapping[str, Any]], earlier: Sequence[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Those that the page says in words only."""
    on_page = [id(one) for question in earlier for one in shown(conditions, question).values()]
    return (one for one in conditions if id(one) not in on_page)


def laid_over(before: Sequence[Raw], path: str, earlier: Sequence[Raw], form: Posted) -> list[Raw]:
    """The conditions after what was ticked: in their old places, new ones at the end."""
    after: dict[tuple[str, str], Raw | None] = {}
    for number, question in enumerate(earlier):
        if form.has(f"{path}.{number}.shown"):
            for part in PARTS.get(question["kind"], ()):
                after[question["key"], part] = _read(part, question, f"{path}.{number}", form)
    kept: list[Raw | None] = []
    for one in before:
        slot = (one["question"], part_of(one))
        kept.append(after.pop(slot) if slot in after else one)
    return [one for one in [*kept, *after.values()] if one]


def _read(part: str, question: Raw, path: str, form: Posted) -> Raw | None:
    about = {"question": question["key"]}
    told = _range(path, form) if part == RANGE else _ticked(question["kind"], form.several(path))
    return {**about, **told} if told else None


def _range(path: str, form: Posted) -> Raw:
    written = {bound: form.words(f"{path}.{end}") for bound, end in zip(BOUNDS, ("from", "to"), strict=True)}
    return {
        bound: int(one) for bound, one in written.items() if one.isascii() and one.isdigit() and len(one) < 4
    }


def _ticked(kind: str, values: list[str]) -> Raw:
    if kind == Kind.NPS:
        groups = [group for group in GROUPS if group in values]
        return {"group": groups} if groups else {}
    if kind == Kind.CONSENT:
        return {"yes": values[0] == "yes"} if len(values) == 1 else {}
    return {"choice": values} if values else {}
