"""A questionnaire as it is asked: read from JSON that follows schema.json, frozen, and asked questions.

Answers, wherever this room speaks of them, are a mapping from a question's key to: a whole number (nps,
rating), an option's key (single), a collection of option keys (multiple), words (text), yes or no (consent),
option -> points (points).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from extramile.core.texts import pick
from extramile.questionnaires.points import read_points

Texts = Mapping[str, str]  # language -> text
Answers = Mapping[str, object]
LONGEST_WORDS: Final = 10_000


class Kind(StrEnum):
    NPS = "nps"
    RATING = "rating"
    SINGLE = "single"
    MULTIPLE = "multiple"
    POINTS = "points"  # a hundred of them, divided over the options
    TEXT = "text"
    CONSENT = "consent"
    STATEMENT = "statement"


class Group(StrEnum):
    PROMOTER = "promoter"
    PASSIVE = "passive"
    DETRACTOR = "detractor"


class Orientation(StrEnum):
    HORIZONTAL = "horizontal"  # 0 -> 10
    VERTICAL = "vertical"  # 10 on top


SCALES: Final = {Kind.NPS: range(11), Kind.RATING: range(1, 6)}
WITH_OPTIONS: Final = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.POINTS})
# Which texts a question may carry, and which of them it cannot do without.
TEXT_NAMES: Final = ("title", "help", "low", "high", "placeholder")
NEEDED_TEXTS: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.NPS: frozenset({"title", "low", "high"}),
    Kind.RATING: frozenset({"title", "low", "high"}),
}


def scale_of(raw: Mapping[str, Any]) -> range:
    """The numbers that a question (as JSON) may be answered with; empty for a kind without a scale."""
    own = raw.get("scale")
    return range(own["from"], own["to"] + 1) if own else SCALES.get(Kind(raw["kind"]), range(0))


def group_of(score: int) -> Group:
    """9-10 promoter, 7-8 passive, 0-6 detractor."""
    if score >= 9:
        return Group.PROMOTER
    return Group.PASSIVE if score >= 7 else Group.DETRACTOR


@dataclass(frozen=True, slots=True)
class Condition:
    """Something about an earlier answer. Exactly one of the tests is set."""

    question: str
    group: frozenset[Group] = frozenset()  # of an NPS answer
    choice: frozenset[str] = frozenset()  # any of these chosen
    at_least: int | None = None  # of an NPS or a rating: a range, either end may be open
    at_most: int | None = None
    yes: bool | None = None  # of a consent

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        return cls(
            question=raw["question"],
            group=frozenset(Group(name) for name in raw.get("group", ())),
            choice=frozenset(raw.get("choice", ())),
            at_least=raw.get("at_least"),
            at_most=raw.get("at_most"),
            yes=raw.get("yes"),
        )

    def holds(self, answers: Answers) -> bool:
        given = answers.get(self.question)
        if given is None:
            return False
        if self.choice:
            return bool(self.choice & chosen(given))
        if self.yes is not None:
            return bool(given) is self.yes
        if not isinstance(given, int):
            return False
        if self.group:
            return group_of(given) in self.group
        low = self.at_least if self.at_least is not None else given
        high = self.at_most if self.at_most is not None else given
        return low <= given <= high


def chosen(given: object) -> frozenset[str]:
    """The option keys of an answer, be it one or several."""
    if isinstance(given, str):
        return frozenset({given})
    if isinstance(given, (list, tuple, set, frozenset)):
        return frozenset(str(key) for key in given)
    return frozenset()


def _conditions(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(Condition.read(one) for one in raw.get("when", ()))


def hold(conditions: Sequence[Condition], answers: Answers) -> bool:
    return all(condition.holds(answers) for condition in conditions)


@dataclass(frozen=True, slots=True)
class Variant:
    """Other words under some conditions: "What went well?" to promoters."""

    when: tuple[Condition, ...]
    texts: Mapping[str, Texts]

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        return cls(when=_conditions(raw), texts=raw["texts"])


def say(
    name: str, language: str, *, texts: Mapping[str, Texts], variants: Sequence[Variant], answers: Answers
) -> str:
    """The text of that name; the first variant that holds and has it goes first. Empty if there is none."""
    for variant in variants:
        if name in variant.texts and hold(variant.when, answers):
            return pick(variant.texts[name], language)
    return pick(texts.get(name, {}), language)


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: Texts


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    kind: Kind
    texts: Mapping[str, Texts]  # "title" -> language -> text; see TEXT_NAMES
    variants: tuple[Variant, ...] = ()
    options: tuple[Option, ...] = ()
    when: tuple[Condition, ...] = ()  # all of them hold, or the question is not asked
    required: bool = False
    orientation: Orientation = Orientation.HORIZONTAL
    scale: range = range(0)  # the numbers that may be chosen, lowest first; empty for a kind without a scale

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        return cls(
            key=raw["key"],
            kind=Kind(raw["kind"]),
            texts=raw.get("texts", {}),
            variants=tuple(Variant.read(one) for one in raw.get("variants", ())),
            options=tuple(Option(one["key"], one["label"]) for one in raw.get("options", ())),
            when=_conditions(raw),
            required=raw.get("required", False),
            orientation=Orientation(raw.get("orientation", Orientation.HORIZONTAL)),
            scale=scale_of(raw),
        )

    @property
    def has_answer(self) -> bool:
        return self.kind is not Kind.STATEMENT

    def text(self, name: str, language: str, answers: Answers | None = None) -> str:
        """The text of that name ("title", "help", "low", "high", "placeholder"), with its {pieces}."""
        return say(name, language, texts=self.texts, variants=self.variants, answers=answers or {})

    def read_answer(self, raw: object) -> int | str | bool | list[str] | dict[str, int] | None:
        """What was submitted (words of a form, or JSON), typed; None if nothing, or not an answer to this."""
        return READERS[self.kind](self, raw)


def _read_number(question: Question, raw: object) -> int | None:
    if isinstance(raw, bool):
        return None
    words = str(raw).strip() if isinstance(raw, (int, str)) else ""
    if not (words.isascii() and words.isdigit() and len(words) <= 2):
        return None
    return int(words) if int(words) in question.scale else None


def _read_single(question: Question, raw: object) -> str | None:
    return raw if isinstance(raw, str) and raw in {option.key for option in question.options} else None


def _read_multiple(question: Question, raw: object) -> list[str] | None:
    given = chosen(raw)
    return [option.key for option in question.options if option.key in given] or None


def _read_points(question: Question, raw: object) -> dict[str, int] | None:
    return read_points([option.key for option in question.options], raw)


def _read_words(_question: Question, raw: object) -> str | None:
    """PostgreSQL keeps no NUL and no half of a surrogate pair; everything else is the customer's own."""
    if not isinstance(raw, str):
        return None
    words = raw.replace("\r\n", "\n").replace("\x00", "")
    words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    return words[:LONGEST_WORDS] or None


def _read_consent(_question: Question, raw: object) -> bool | None:
    if isinstance(raw, bool):
        return raw
    words = str(raw).strip().lower() if isinstance(raw, (int, str)) else ""
    return {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False}.get(
        words
    )


def _read_nothing(_question: Question, _raw: object) -> None:
    return None


READERS: Final = {
    Kind.NPS: _read_number,
    Kind.RATING: _read_number,
    Kind.SINGLE: _read_single,
    Kind.MULTIPLE: _read_multiple,
    Kind.POINTS: _read_points,
    Kind.TEXT: _read_words,
    Kind.CONSENT: _read_consent,
    Kind.STATEMENT: _read_nothing,
}


@dataclass(frozen=True, slots=True)
class Definition:
    languages: tuple[str, ...]  # the first is the one that stands in for a missing language
    questions: tuple[Question, ...]
    texts: Mapping[str, Texts]  # of the page itself: "title", "send", "thanks", ...; see shipped/page.json
    variants: tuple[Variant, ...]  # of those
    words: Mapping[str, Texts]  # what the job's own words are in other languages ("chip repair" -> ...)

    @classmethod
    def read(cls, raw: object) -> Self:
        """From JSON. Raises `checking.DefinitionError`, which names each place and what to do there."""
        from extramile.questionnaires.checking import check_definition

        return cls.trust(check_definition(raw))

    @classmethod
    def trust(cls, raw: Mapping[str, Any]) -> Self:
        """From JSON that was checked when it was stored."""
        return cls(
            languages=tuple(raw["languages"]),
            questions=tuple(Question.read(one) for one in raw["questions"]),
            texts=raw.get("texts", {}),
            variants=tuple(Variant.read(one) for one in raw.get("variants", ())),
            words=raw.get("words", {}),
        )

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    @property
    def score_question(self) -> Question | None:
        """The one whose answer is the score of the response."""
        return next((question for question in self.questions if question.kind is Kind.NPS), None)

    def asked(self, answers: Answers) -> list[Question]:
        """The questions that apply. An answer to a question that is not asked counts for nothing."""
        applying: list[Question] = []
        counted: dict[str, object] = {}
        for question in self.questions:
            if hold(question.when, counted):
                applying.append(question)
                counted[question.key] = answers.get(question.key)
        return applying

    def speak(self, language: str) -> str:
        """The language this questionnaire has that is nearest to the one wished for."""
        for wanted in (language, language.partition("-")[0]):
            if wanted in self.languages:
                return wanted
        return self.languages[0]

    def text(self, name: str, language: str, answers: Answers | None = None) -> str:
        """A text of the page itself, with its {pieces}; the shipped one where this questionnaire has none."""
        from extramile.questionnaires.shipped import page_texts

        own = {spoken: text for spoken, text in self.texts.get(name, {}).items() if text}
        texts = {name: {**page_texts().get(name, {}), **own}}
        return say(name, language, texts=texts, variants=self.variants, answers=answers or {})

    def word(self, words: str, language: str) -> str:
        """Words of the job ("chip repair") in the customer's language, where it is known here."""
        found = self.words.get(words.strip().lower(), {})
        return found.get(language) or found.get(language.partition("-")[0]) or words
