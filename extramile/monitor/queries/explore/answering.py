"""The answer to a question: rows with their counts and names, and all of them together.

Who may ask is not decided here: `visible` holds the units whose figures may be seen, and nothing outside it
is counted or named.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from extramile.monitor.queries.explore.counting import Counted, Frame, Key, counted, first_day
from extramile.monitor.queries.explore.question import OF_UNITS, Lately, Question, Sort, Split
from extramile.monitor.queries.explore.reading import Problem, UnreadableError
from extramile.monitor.queries.explore.spans import Span, days_of, starts
from extramile.people.models import Unit

NUMBERS: Final = re.compile(r"\d+")
MOST: Final = 0.5  # of all units: beyond it, reading everybody's rows is less work than looking up each unit
MOST_ROWS: Final = 12_000  # nobody reads more, and more is no longer made in a moment


@dataclass(frozen=True, slots=True)
class Place:
    """A unit: its name, and where it is when others are called the same."""

    pk: int
    name: str
    path: str
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    key: Key
    counted: Counted


@dataclass(frozen=True, slots=True)
class Answer:
    question: Question
    span: Span
    rows: Sequence[Row]  # in the order of the question
    together: Counted
    chosen: Sequence[Place]  # the units asked about, each with everything below it
    places: Mapping[int, Place] = field(default_factory=dict)  # the units of the rows


def answer(question: Question, *, visible: QuerySet[Unit], today: date) -> Answer:
    """Raises UnreadableError for what there is nothing of, or too much."""
    chosen = _topmost(_chosen(question, visible))
    ids = [one.pk for one in chosen]
    first = first_day(ids) if question.period == Lately.ALL else None
    span = days_of(question, today=today, first=first)
    places = _places(question, chosen, visible)
    size = len(places) if question.of_units else 1
    _not_too_many(question, size * len(starts(span, question.of_time)) if question.of_time else size)
    found = counted(
        Frame([*places], span, question, question.splits, is_most=size >= MOST * Unit.objects.count())
        if question.of_units
        else Frame(ids, span, question, question.splits)
    )
    _not_too_many(question, len(found))  # how many topics or channels there are, the counts alone know
    if question.splits:
        together = counted(Frame(ids, span, question)).get((), Counted())
    else:
        together = found.get((), Counted())
        found = {(): together}
    rows = [Row(key, one) for key, one in _with_empty_units(question, found, places).items()]
    return Answer(question, span, _ordered(question, rows, places), together, chosen, places)


def _chosen(question: Question, visible: QuerySet[Unit]) -> list[Place]:
    if not question.units:
        tops = visible.filter(Q(parent__isnull=True) | ~Q(parent__in=visible.values("pk")))
        return _read(tops)
    found = _read(visible.filter(pk__in=question.units))
    missing = set(question.units) - {one.pk for one in found}
    if missing:
        raise UnreadableError([Problem("unit", "unknown", str(min(missing)))], question)
    return found


def _read(units: QuerySet[Unit]) -> list[Place]:
    return [Place(*row) for row in units.order_by("path").values_list("pk", "name", "path")]


def _topmost(places: Sequence[Place]) -> list[Place]:
    """Not a unit below another: its answers are among the other's."""
    kept: list[Place] = []
    for place in places:  # by path: whatever is above comes first
        if not any(place.path.startswith(above.path) for above in kept):
            kept.append(place)
    return kept


def _places(question: Question, chosen: Sequence[Place], visible: QuerySet[Unit]) -> dict[int, Place]:
    """The units that are the rows, with their names told apart."""
    split = question.of_units
    if split is None:
        return {}
    if split == Split.BELOW:
        units = visible.filter(parent__in=[one.pk for one in chosen])
    else:
        below = Q(pk__in=())
        for one in chosen:
            below |= Q(path__startswith=one.path)
        units = visible.filter(below, kind=split) if question.units else visible.filter(kind=split)
    rows = list(units.values_list("pk", "name", "path", "parent_id"))
    often = Counter(name for _pk, name, _path, _parent in rows)
    above = {parent for _pk, name, _path, parent in rows if often[name] > 1}
    names = dict(visible.filter(pk__in=above).values_list("pk", "name")) if above else {}
    return {
        pk: Place(pk, name, path, names.get(parent, "") if often[name] > 1 else "")
        for pk, name, path, parent in rows
    }


def _not_too_many(question: Question, size: int) -> None:
    if size > MOST_ROWS:
        field_name = "then" if question.then else "split"
        raise UnreadableError([Problem(field_name, "too_many_rows", str(size))], question)


def _with_empty_units(
    question: Question, found: dict[Key, Counted], places: Mapping[int, Place]
) -> dict[Key, Counted]:
    """A unit without answers is a row as well: that there are none is worth knowing."""
    if question.then is not None or question.split not in OF_UNITS:
        return found
    return {(pk,): found.get((pk,), Counted()) for pk in places}


def _ordered(question: Question, rows: list[Row], places: Mapping[int, Place]) -> list[Row]:
    """By name, or by how many answers. Never by score: a table of scores is no league."""
    ranks = {place.pk: rank for rank, place in enumerate(sorted(places.values(), key=_by_name))}
    place_of_unit = next((place for place, split in enumerate(question.splits) if split in OF_UNITS), None)

    def by_name(row: Row) -> tuple[Any, ...]:
        key = row.key
        if place_of_unit is None:
            return key
        return (*key[:place_of_unit], ranks[key[place_of_unit]], *key[place_of_unit + 1 :])

    rows.sort(key=by_name)
    if question.sort == Sort.N:
        rows.sort(key=lambda row: -row.counted.n)
    return rows


def _by_name(place: Place) -> tuple[str, str, int]:
    return natural(place.name), natural(place.inside) if place.inside else "", place.pk


def natural(name: str) -> str:
    """Team 9 before team 10, whatever the capitals. One text: thousands of names are sorted by it."""
    return NUMBERS.sub(lambda found: found[0].zfill(12), name.casefold())
