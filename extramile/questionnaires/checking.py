"""Is this JSON a questionnaire? If not: where, what is wrong, and what to do."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from django.utils.translation import gettext as _

from extramile.questionnaires.definition import WITH_OPTIONS, Kind, scale_of

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

SCHEMA_FILE: Final = Path(__file__).parent / "schema.json"
MOST_BYTES: Final = 512 * 1024
MOST_PROBLEMS: Final = 50
TESTS: Final = ("group", "choice", "at_least", "at_most", "yes")


@dataclass(frozen=True, slots=True)
class Problem:
    path: str  # "questions[2].options[0].label"; empty: the whole
    message: str  # what is wrong, and what to do

    def __str__(self) -> str:
        return f"{self.path or _('the whole')}: {self.message}"


class DefinitionError(ValueError):
    """The definition cannot be used; `problems` says where and what to do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


def check_definition(raw: object) -> dict[str, Any]:
    """The same, as a mapping, if it is a definition. Missing translations are no fault: see `missing`."""
    problems = _size_problems(raw) or list(_shape_problems(raw))
    if not problems:
        problems = list(_sense_problems(cast(dict[str, Any], raw)))
    if problems:
        raise DefinitionError(problems[:MOST_PROBLEMS])
    return cast(dict[str, Any], raw)


def _size_problems(raw: object) -> list[Problem]:
    try:
        size = len(json.dumps(raw, ensure_ascii=False).encode("utf-8"))
    except (TypeError, ValueError, RecursionError):
        return [
            Problem(
                "",
                _("This is not plain JSON with proper Unicode. Export a questionnaire and start from that."),
            )
        ]
    if size > MOST_BYTES:
        return [Problem("", _("It is larger than 512 kB. Use fewer or shorter questions."))]
    if "\\u0000" in json.dumps(raw):
        return [Problem("", _("A text holds a NUL character (\\u0000). Take it out."))]
    return []


# --- its shape: by the published schema ------------------------------------------------------------


@cache
def schema() -> dict[str, Any]:
    """The published JSON Schema."""
    read: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return read


@cache
def _validator() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema())


def _shape_problems(raw: object) -> Iterator[Problem]:
    for error in sorted(
        _validator().iter_errors(raw), key=lambda one: [str(step) for step in one.absolute_path]
    ):
        yield Problem(_path(error.absolute_path), _in_words(error))


def _path(steps: Sequence[str | int]) -> str:
    words = ""
    for step in steps:
        words += f"[{step}]" if isinstance(step, int) else f".{step}" if words else step
    return words


def _in_words(error: "ValidationError") -> str:
    """What is wrong and what to do, in our words instead of the validator's."""
    value: Any = error.validator_value
    rules: Any = error.schema
    if error.validator == "required":
        given_names: Any = error.instance
        names = ", ".join(name for name in value if name not in given_names)
        return _("%(names)s is missing. Add it.") % {"names": names}
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = rules.get("properties", {})
        names = ", ".join(sorted(name for name in error.instance if name not in known))
        return _("%(names)s is not known here. Take it out, or use one of: %(known)s.") % {
            "names": names,
            "known": ", ".join(known),
        }
    given = json.dumps(error.instance, ensure_ascii=False)
    given = given if len(given) <= 60 else given[:57] + "…"
    return _REMEDIES[str(error.validator)]() % {"value": value, "given": given, "allowed": _allowed(value)}


def _allowed(value: object) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


_REMEDIES: Final = {
    "type": lambda: _("%(given)s is of the wrong type. Write a value of type %(allowed)s."),
    "enum": lambda: _("%(given)s is not known. Use one of: %(allowed)s."),
    "const": lambda: _("%(given)s is not known. Write %(value)s."),
    "pattern": lambda: _(
        "%(given)s will not do. Use small letters and digits only, beginning with a letter "
        "(keys may hold _, languages look like nl or pt-br)."
    ),
    "maxLength": lambda: _("The text is too long. Use at most %(value)s characters."),
    "minItems": lambda: _("The list is too short. Give at least %(value)s."),
    "maxItems": lambda: _("The list is too long. Give at most %(value)s."),
    "maxProperties": lambda: _("There are too many. Give at most %(value)s."),
    "uniqueItems": lambda: _("Something is in the list twice. Take one out."),
    "minimum": lambda: _("%(given)s is too low. Use %(value)s or more."),
    "maximum": lambda: _("%(given)s is too high. Use %(value)s or less."),
}


# --- its sense: what a schema cannot say -----------------------------------------------------------


def _sense_problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    earlier: dict[str, Mapping[str, Any]] = {}
    for index, question in enumerate(raw["questions"]):
        yield from _question_problems(question, f"questions[{index}]", earlier)
        earlier[question["key"]] = question
    yield from _one_score(raw["questions"])
    for index, variant in enumerate(raw.get("variants", ())):
        yield from _condition_problems(variant["when"], f"variants[{index}].when", earlier)
    yield from _word_problems(raw.get("words", {}))


def _one_score(questions: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    asked = [index for index, question in enumerate(questions) if question["kind"] == Kind.NPS]
    for index in asked[1:]:
        yield Problem(
            f"questions[{index}].kind",
            _("There is an NPS question already. A response has one score: make this one a rating."),
        )


def _word_problems(words: Mapping[str, Any]) -> Iterator[Problem]:
    for word in words:
        if word != word.strip().lower():
            yield Problem(f"words.{word}", _("Write the word in lower case, without spaces around it."))


def _question_problems(
    question: Mapping[str, Any], path: str, earlier: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    if question["key"] in earlier:
        yield Problem(
            f"{path}.key",
            _("%(key)s is the key of an earlier question. Give this one another.") % {"key": question["key"]},
        )
    yield from _option_problems(question, path)
    if "orientation" in question and question["kind"] != Kind.NPS:
        yield Problem(f"{path}.orientation", _("Only an NPS question has an orientation. Take it out."))
    yield from _scale_problems(question, path)
    if question.get("required") and question["kind"] == Kind.STATEMENT:
        yield Problem(f"{path}.required", _("Nothing can be answered here. Take “required” out."))
    yield from _condition_problems(question.get("when", ()), f"{path}.when", earlier)
    for index, variant in enumerate(question.get("variants", ())):
        yield from _condition_problems(variant["when"], f"{path}.variants[{index}].when", earlier)


def _scale_problems(question: Mapping[str, Any], path: str) -> Iterator[Problem]:
    if "scale" not in question:
        return
    if question["kind"] != Kind.RATING:
        yield Problem(
            f"{path}.scale", _("Only a rating has a scale of its own; an NPS is 0 to 10. Take it out.")
        )
    elif question["scale"]["from"] >= question["scale"]["to"]:
        yield Problem(f"{path}.scale", _("The scale ends before it begins. Let it run from low to high."))


def _option_problems(question: Mapping[str, Any], path: str) -> Iterator[Problem]:
    options = question.get("options", [])
    if question["kind"] not in WITH_OPTIONS:
        if options:
            yield Problem(
                f"{path}.options",
                _("The kind %(kind)s has no options. Take them out, or make the question single or multiple.")
                % {"kind": question["kind"]},
            )
        return
    if not options:
        yield Problem(f"{path}.options", _("There is nothing to choose from. Add an option."))
    if question["kind"] == Kind.POINTS and len(options) == 1:
        yield Problem(f"{path}.options", _("Points are divided over at least two. Add an option."))
    seen: set[str] = set()
    for index, option in enumerate(options):
        if option["key"] in seen:
            yield Problem(
                f"{path}.options[{index}].key",
                _("%(key)s is the key of an earlier option. Give this one another.") % {"key": option["key"]},
            )
        seen.add(option["key"])


def _condition_problems(
    conditions: Sequence[Mapping[str, Any]], path: str, earlier: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    for index, condition in enumerate(conditions):
        here = f"{path}[{index}]"
        about = earlier.get(condition["question"])
        if about is None:
            yield Problem(
                f"{here}.question",
                _("%(key)s is not a question before this one. Name an earlier one, or move this one down.")
                % {"key": condition["question"]},
            )
        else:
            yield from _test_problems(condition, here, about)


def _test_problems(condition: Mapping[str, Any], path: str, about: Mapping[str, Any]) -> Iterator[Problem]:
    kind = Kind(about["kind"])
    fitting = _fitting_tests(kind)
    used = [test for test in TESTS if test in condition]
    if not used or (len(used) > 1 and set(used) != {"at_least", "at_most"}):
        yield Problem(
            path, _("Say what must hold, once: one of %(tests)s.") % {"tests": ", ".join(fitting) or "–"}
        )
    elif not set(used) <= set(fitting):
        yield Problem(
            path,
            _("%(test)s does not fit a question of the kind %(kind)s. Use %(tests)s.")
            % {"test": used[0], "kind": kind, "tests": ", ".join(fitting) or _("another question")},
        )
    elif "choice" in condition:
        known = [option["key"] for option in about.get("options", [])]
        for key in sorted(set(condition["choice"]) - set(known)):
            yield Problem(
                f"{path}.choice",
                _("%(key)s is not an option of %(question)s. Use one of: %(known)s.")
                % {"key": key, "question": about["key"], "known": ", ".join(known)},
            )
    elif used[0] in {"at_least", "at_most"}:
        yield from _range_problems(condition, path, scale_of(about))


def _fitting_tests(kind: Kind) -> tuple[str, ...]:
    return {
        Kind.NPS: ("group", "at_least", "at_most"),
        Kind.RATING: ("at_least", "at_most"),
        Kind.SINGLE: ("choice",),
        Kind.MULTIPLE: ("choice",),
        Kind.CONSENT: ("yes",),
    }.get(kind, ())


def _range_problems(condition: Mapping[str, Any], path: str, scale: range) -> Iterator[Problem]:
    low, high = condition.get("at_least", scale[0]), condition.get("at_most", scale[-1])
    if low not in scale or high not in scale or low > high:
        yield Problem(
            path,
            _("No answer can be between %(low)s and %(high)s. Stay within %(first)s and %(last)s.")
            % {"low": low, "high": high, "first": scale[0], "last": scale[-1]},
        )
