"""The questions of a wave as a form shows them: on the employee's own page and on that of a code card."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from extramile.questionnaires.definition import Condition, Definition, Kind, Question
from extramile.questionnaires.points import JOINT, TOTAL

Typed = Mapping[str, Sequence[str]]
NOTHING: Final[Typed] = {}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Divided:
    """A field of points."""

    name: str
    label: str
    points: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One question. `when` is what the page's script needs to know whether it applies."""

    key: str
    kind: str
    title: str
    help: str = ""
    low: str = ""
    high: str = ""
    placeholder: str = ""
    is_required: bool = False
    is_vertical: bool = False
    choices: tuple[Choice, ...] = ()
    fields: tuple[Divided, ...] = ()
    when: str = ""
    words: str = ""
    may_be_shown: bool = False
    wants_reply: bool = False
    reply_code: str = ""
    is_wrong: bool = False
    left: int = field(default=TOTAL)

    @property
    def input(self) -> str:
        return "checkbox" if self.kind == Kind.MULTIPLE else "radio"

    @property
    def is_scale(self) -> bool:
        return self.kind in {Kind.NPS, Kind.RATING}


def shown(
    definition: Definition, language: str, *, typed: Typed = NOTHING, wrong: Collection[str] = ()
) -> list[Shown]:
    return [
        _shown(question, language, typed, is_wrong=question.key in wrong) for question in definition.questions
    ]


def _shown(question: Question, language: str, typed: Typed, *, is_wrong: bool) -> Shown:
    given = typed.get(question.key, ())
    return Shown(
        key=question.key,
        kind=question.kind.value,
        title=question.text("title", language),
        help=question.text("help", language),
        low=question.text("low", language),
        high=question.text("high", language),
        placeholder=question.text("placeholder", language),
        is_required=question.required,
        is_vertical=len(question.scale) > 0 and question.orientation.value == "vertical",
        choices=_choices(question, language, given),
        fields=_fields(question, language, typed) if question.kind is Kind.POINTS else (),
        when=_when(question.when),
        words=given[-1] if given and question.kind is Kind.TEXT else "",
        is_wrong=is_wrong,
    )


def _choices(question: Question, language: str, given: Sequence[str]) -> tuple[Choice, ...]:
    if question.kind in {Kind.NPS, Kind.RATING}:
        numbers = [str(number) for number in question.scale]
        ordered = reversed(numbers) if question.orientation.value == "vertical" else numbers
        return tuple(Choice(one, one, one in given) for one in ordered)
    if question.kind in {Kind.SINGLE, Kind.MULTIPLE}:
        return tuple(
            Choice(option.key, _label(option.label, language), option.key in given)
            for option in question.options
        )
    if question.kind is Kind.CONSENT:
        return (Choice("yes", _("Yes"), "yes" in given), Choice("no", _("No"), "no" in given))
    return ()


def _label(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")


def _fields(question: Question, language: str, typed: Typed) -> tuple[Divided, ...]:
    return tuple(
        Divided(
            name=f"{question.key}{JOINT}{option.key}",
            label=_label(option.label, language),
            points=(typed.get(f"{question.key}{JOINT}{option.key}") or ("",))[-1],
        )
        for option in question.options
    )


def _when(conditions: Sequence[Condition]) -> str:
    if not conditions:
        return ""
    return json.dumps(
        [
            {
                "question": one.question,
                "group": sorted(one.group),
                "choice": sorted(one.choice),
                "at_least": one.at_least,
                "at_most": one.at_most,
                "yes": one.yes,
            }
            for one in conditions
        ]
    )
