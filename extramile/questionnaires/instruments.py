"""An instrument of others in a file: its questions, how they are scored, and who holds the right to use them.

COPSOQ III, OCAI, UWES and their like are not part of this program. An organisation that holds the right
brings the file itself; the statement of that right is kept with it. The questions stay word for word.

A scale is worked out of what is released of its items, never of answers: it tells nothing that the released
table does not tell already, and it stands in the same series as its items.

    mean      the mean of its items, each turned round where the key says so
    uwes-3    vigour, dedication, absorption and all of it, from 3 or 9 items in their published order
    uwes-9
    points    of questions that divide a hundred points: the mean of one option of each
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from extramile.questionnaires.checking import DefinitionError, Problem, check_definition
from extramile.questionnaires.definition import Definition, Kind, Question
from extramile.stats import uwes

FORMAT: Final = "extramile-instrument/1"
MEAN: Final = "mean"
POINTS: Final = "points"
UWES: Final[Mapping[str, int]] = {"uwes-3": 3, "uwes-9": 9}
SCORINGS: Final = (MEAN, POINTS, *UWES)
MOST_SCALES: Final = 100
MOST_ITEMS: Final = 200
LONGEST: Final = 2000
NAMES_OF_UWES: Final[Mapping[str, Mapping[str, str]]] = {
    "total": {"en": "Work engagement", "nl": "Bevlogenheid"},
    "vigour": {"en": "Vigour", "nl": "Vitaliteit"},
    "dedication": {"en": "Dedication", "nl": "Toewijding"},
    "absorption": {"en": "Absorption", "nl": "Absorptie"},
}
ENDINGS: Final = ("_now", "_wished")


@dataclass(frozen=True, slots=True)
class Item:
    """A question, or one option of a question that divides points."""

    question: str
    option: str = ""
    is_reversed: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """`low` and `high`: the numbers that the instrument's own handbook gives its scale."""

    key: str
    label: Mapping[str, str]
    scoring: str
    items: tuple[Item, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Licence:
    """Who holds the right, under which terms, and what this organisation states about its own."""

    holder: str
    terms: str
    statement: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    slug: str
    name: str
    licence: Licence
    definition: Mapping[str, Any]
    scales: tuple[Scale, ...]


def read(raw: object) -> Instrument:
    """Raises DefinitionError with every place that cannot be used, and what to do."""
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise DefinitionError([Problem("format", _("Write “%(format)s” here.") % {"format": FORMAT})])
    problems = [*_wrong_names(raw), *_wrong_licence(raw.get("licence"))]
    definition = _definition(raw.get("questionnaire"), problems)
    if definition is not None:
        problems += _wrong_scales(raw.get("scales"), Definition.trust(definition))
    if problems or definition is None:
        raise DefinitionError(problems)
    return Instrument(
        slug=raw["slug"],
        name=raw["name"].strip(),
        licence=Licence(**{name: raw["licence"].get(name, "").strip() for name in LICENCE}),
        definition=definition,
        scales=scales_of(raw.get("scales", [])),
    )


LICENCE: Final = ("holder", "terms", "statement", "source")


def _wrong_names(raw: Mapping[str, Any]) -> Iterator[Problem]:
    slug, name = raw.get("slug"), raw.get("name")
    if not (isinstance(slug, str) and 0 < len(slug) <= 50 and set(slug) <= SLUG_SIGNS):
        yield Problem("slug", _("Write a short name in small letters, digits and hyphens."))
    if not _is_text(name, most=100):
        yield Problem("name", _("Write the name of the instrument."))


SLUG_SIGNS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def _is_text(value: object, *, most: int = LONGEST) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= most and "\x00" not in value


def _wrong_licence(raw: object) -> Iterator[Problem]:
    if not isinstance(raw, dict):
        yield Problem("licence", _("Say who holds the right, under which terms, and why you may use it."))
        return
    for name, remedy in (
        ("holder", _("Say who holds the right to these questions.")),
        ("terms", _("Say under which terms they may be used, such as the name of the licence.")),
        ("statement", _("Say why your organisation may use them.")),
    ):
        if not _is_text(raw.get(name)):
            yield Problem(f"licence.{name}", remedy)
    source = raw.get("source", "")
    if source and not _is_text(source):
        yield Problem("licence.source", _("Write where the terms can be read, or leave it out."))


def _definition(raw: object, problems: list[Problem]) -> dict[str, Any] | None:
    try:
        return check_definition(raw)
    except DefinitionError as error:
        problems += [Problem(f"questionnaire.{one.path}".rstrip("."), one.message) for one in error.problems]
        return None


def _wrong_scales(raw: object, definition: Definition) -> Iterator[Problem]:
    if not isinstance(raw, list) or not 0 < len(raw) <= MOST_SCALES:
        yield Problem("scales", _("Give at least one scale, and at most a hundred."))
        return
    seen: set[object] = set()
    for number, scale in enumerate(raw):
        path = f"scales[{number}]"
        if not isinstance(scale, dict):
            yield Problem(path, _("A scale has a key, a label, a scoring and items."))
            continue
        if not _is_text(scale.get("key"), most=40) or scale["key"] in seen:
            yield Problem(f"{path}.key", _("Give each scale a key of its own."))
        seen.add(str(scale.get("key")))
        yield from _wrong_scale(scale, path, definition)


def _wrong_scale(scale: Mapping[str, Any], path: str, definition: Definition) -> Iterator[Problem]:
    scoring, items = scale.get("scoring"), scale.get("items")
    if scoring not in SCORINGS:
        yield Problem(f"{path}.scoring", _("Choose among: %(names)s.") % {"names": ", ".join(SCORINGS)})
        return
    label = scale.get("label")
    if scoring not in UWES and not (isinstance(label, dict) and label and all(map(_is_text, label.values()))):
        yield Problem(f"{path}.label", _("Write what the scale is called, for each language."))
    if not isinstance(items, list) or not 0 < len(items) <= MOST_ITEMS:
        yield Problem(f"{path}.items", _("List the questions that the scale is made of."))
        return
    if scoring in UWES and len(items) != UWES[scoring]:
        yield Problem(
            f"{path}.items",
            _("This scoring takes %(n)s items, in their published order.") % {"n": UWES[scoring]},
        )
    ends = [scale.get("low", 0), scale.get("high", 100)]
    if (
        not all(isinstance(end, int | float) and not isinstance(end, bool) for end in ends)
        or not ends[0] < ends[1]
    ):
        yield Problem(f"{path}.low", _("Give the two ends of the scale as numbers, the lower one first."))
    for number, item in enumerate(items):
        if (wrong := _wrong_item(item, str(scoring), definition)) is not None:
            yield Problem(f"{path}.items[{number}]", wrong)


def _wrong_item(item: object, scoring: str, definition: Definition) -> str | None:
    found = _item(item)
    if found is None:
        return _("Name a question by its key, or write {“question”: …, “option”: …, “reversed”: true}.")
    question = _asked(definition, found.question)
    if question is None:
        return _("There is no question “%(key)s” in this questionnaire.") % {"key": found.question}
    if scoring == POINTS:
        keys = [option.key for option in question.options]
        if question.kind is not Kind.POINTS or found.option not in keys:
            return _("Name a question that divides points, and one of its options.")
    elif question.kind is not Kind.RATING:
        return _("A scale is made of questions with a scale of numbers.")
    elif scoring in UWES and (question.scale[0], question.scale[-1]) != (uwes.LOWEST, uwes.HIGHEST):
        return _("The answers of this scoring go from 0 to 6.")
    return None


def _asked(definition: Definition, key: str) -> Question | None:
    """A question that is asked twice, now and wished, goes by its name without the ending."""
    names = (key, *(f"{key}{ending}" for ending in ENDINGS))
    return next((found for name in names if (found := definition.question(name))), None)


def _item(raw: object) -> Item | None:
    if isinstance(raw, str):
        return Item(raw)
    if not isinstance(raw, dict) or not isinstance(raw.get("question"), str):
        return None
    option = raw.get("option", "")
    return Item(raw["question"], option, raw.get("reversed") is True) if isinstance(option, str) else None


def scales_of(raw: Sequence[Mapping[str, Any]]) -> tuple[Scale, ...]:
    """Of a file that was read without problems. The two forms of the UWES give four scales each."""
    found: list[Scale] = []
    for one in raw:
        items = tuple(item for part in one["items"] if (item := _item(part)) is not None)
        if one["scoring"] in UWES:
            found += _of_uwes(one["key"], one["scoring"], items)
        else:
            low, high = float(one.get("low", 0)), float(one.get("high", 100))
            found.append(Scale(one["key"], one["label"], one["scoring"], items, low, high))
    return tuple(found)


def _of_uwes(key: str, scoring: str, items: tuple[Item, ...]) -> Iterator[Scale]:
    for name, places in uwes.SCALES[len(items)].items():
        yield Scale(
            key=f"{key}.{name}",
            label=NAMES_OF_UWES[name],
            scoring=scoring,
            items=tuple(items[place] for place in places),
            low=uwes.LOWEST,
            high=uwes.HIGHEST,
        )
