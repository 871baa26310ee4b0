"""The editor's page: a definition as cards, fields and ticks. Pure reading; `editor` reads the form back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from extramile.core.texts import direction
from extramile.questionnaires.checking import Problem
from extramile.questionnaires.completeness import Missing
from extramile.questionnaires.definition import Kind, scale_of
from extramile.questionnaires.pieces import fill
from extramile.questionnaires.shipped import page_texts
from extramile.web.office.questionnaires.conditions import GROUPS, PARTS, RANGE, TICKS, shown, unshown
from extramile.web.office.questionnaires.editor import needed, scale_name, text_names
from extramile.web.office.questionnaires.placing import field_id, question_of

KIND_NAMES: Final[Mapping[str, str | Promise]] = {
    Kind.NPS: _("Recommend, 0–10"),
    Kind.RATING: _("Rating"),
    Kind.SINGLE: _("One choice"),
    Kind.MULTIPLE: _("Several choices"),
    Kind.POINTS: _("Divide 100 points"),
    Kind.TEXT: _("Own words"),
    Kind.CONSENT: _("May we call you?"),
    Kind.STATEMENT: _("Text only"),
}
GROUP_NAMES: Final[Mapping[str, str | Promise]] = {
    "promoter": _("promoters (9–10)"),
    "passive": _("passives (7–8)"),
    "detractor": _("detractors (0–6)"),
}
TEXT_LABELS: Final[Mapping[str, str | Promise]] = {
    "title": _("Question"),
    "help": _("Explanation under it"),
    "low": _("Label at the low end"),
    "high": _("Label at the high end"),
    "placeholder": _("Hint in the empty field"),
}
USUAL_SCALES: Final = ("1-5", "1-3", "1-4", "0-6", "1-7", "1-10", "0-10")
LONG_TEXTS: Final = frozenset({"title", "help", "thanks_help", "closed_help", "stop_help", "reader"})


def language_name(language: str) -> str:
    """ "Nederlands" for nl on a Dutch screen, "Dutch" on an English one; the tag itself where unknown."""
    try:
        named = Locale.parse(language, sep="-").get_display_name(get_language() or "en")
    except (UnknownLocaleError, ValueError):
        return language
    return (named or language).capitalize()


@dataclass(frozen=True, slots=True)
class Cell:
    """One text in one language."""

    name: str  # of the field
    language: str
    direction: str
    text: str
    hint: str = ""
    is_missing: bool = False

    @property
    def language_name(self) -> str:
        return language_name(self.language)

    @property
    def field_id(self) -> str:
        return field_id(self.name)


@dataclass(frozen=True, slots=True)
class Line:
    """One text, its languages side by side."""

    label: str | Promise
    cells: tuple[Cell, ...]
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    value: str
    label: str | Promise
    is_on: bool


@dataclass(frozen=True, slots=True)
class Hanging:
    """What this question may hang on: an earlier question's answers."""

    name: str  # of the fields
    about: str
    kind: str
    ticks: tuple[Tick, ...]
    scale: tuple[str, ...] = ()  # the numbers of a range, where there can be one
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class OptionRow:
    number: int
    key_name: str
    key: str
    line: Line

    @property
    def key_id(self) -> str:
        return field_id(self.key_name)


@dataclass(frozen=True, slots=True)
class VariantRow:
    number: int
    when: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Card:
    number: int
    path: str
    key: str
    kind: str
    title: str
    question: Mapping[str, Any]
    lines: tuple[Line, ...]
    options: tuple[OptionRow, ...]
    variants: tuple[VariantRow, ...]
    hanging: tuple[Hanging, ...]
    kept: tuple[str, ...]  # conditions that the page cannot tick, in words
    free_groups: tuple[Tick, ...]  # groups that have no words of their own yet
    missing: tuple[Missing, ...]
    problems: tuple[Problem, ...] = ()
    is_only: bool = False

    @property
    def key_id(self) -> str:
        return field_id(f"{self.path}.key")

    @property
    def kind_name(self) -> str | Promise:
        return KIND_NAMES[self.kind]

    @property
    def has_answer(self) -> bool:
        return self.kind != Kind.STATEMENT

    @property
    def scales(self) -> list[Tick]:
        """What a rating may run over: the usual ones, and the one it has."""
        if self.kind != Kind.RATING:
            return []
        own = scale_of(self.question)
        names = dict.fromkeys([*USUAL_SCALES, scale_name(own)])
        return [Tick(name, name.replace("-", "–"), name == scale_name(own)) for name in names]

    @property
    def is_nps(self) -> bool:
        return self.kind == Kind.NPS


@dataclass(frozen=True, slots=True)
class Sheet:
    """A definition on paper: in the languages that stand side by side."""

    raw: Mapping[str, Any]
    languages: tuple[str, ...]
    missing: tuple[Missing, ...]
    problems: tuple[Problem, ...] = ()

    def line(
        self, label: str | Promise, path: str, texts: Mapping[str, str], *, name: str = "", needs: bool
    ) -> Line:
        cells = tuple(
            Cell(
                name=f"{path}.{language}",
                language=language,
                direction=direction(language),
                text=texts.get(language, ""),
                is_missing=needs
                and language in self.raw["languages"]
                and not texts.get(language, "").strip(),
            )
            for language in self.languages
        )
        return Line(label, cells, is_long=name in LONG_TEXTS)

    def cards(self) -> Iterator[Card]:
        for number, question in enumerate(self.raw["questions"]):
            yield self._card(number, question)

    def _card(self, number: int, question: Mapping[str, Any]) -> Card:
        path, kind = f"q.{number}", question["kind"]
        earlier = self.raw["questions"][:number]
        conditions = question.get("when", [])
        return Card(
            number=number,
            path=path,
            key=question["key"],
            kind=kind,
            title=title_of(question, self.languages) or question["key"],
            question=question,
            lines=self._text_lines(kind, question["texts"], f"{path}.text", needs=needed(kind)),
            options=tuple(self._options(question, path)),
            variants=tuple(self._variants(question, path)),
            hanging=tuple(self._hanging(conditions, earlier, f"{path}.when")),
            kept=tuple(in_words([one]) for one in unshown(conditions, earlier)),
            free_groups=self._free_groups(question, earlier),
            missing=tuple(gap for gap in self.missing if gap.path.startswith(f"questions[{number}].")),
            problems=tuple(one for one in self.problems if question_of(one.path) == number),
            is_only=len(self.raw["questions"]) == 1,
        )

    def _text_lines(
        self, kind: str, texts: Mapping[str, Any], path: str, *, needs: frozenset[str]
    ) -> tuple[Line, ...]:
        return tuple(
            self.line(
                TEXT_LABELS[name],
                f"{path}.{name}",
                texts.get(name, {}),
                name=name,
                needs=name in needs or bool(texts.get(name)),
            )
            for name in text_names(kind)
        )

    def _options(self, question: Mapping[str, Any], path: str) -> Iterator[OptionRow]:
        for number, option in enumerate(question.get("options", [])):
            name = f"{path}.option.{number}"
            line = self.line(_("Choice"), f"{name}.label", option["label"], needs=True)
            yield OptionRow(number, f"{name}.key", option["key"], line)

    def _variants(self, question: Mapping[str, Any], path: str) -> Iterator[VariantRow]:
        for number, variant in enumerate(question.get("variants", [])):
            name = f"{path}.variant.{number}"
            own = {"title": variant["texts"].get("title", {}), **variant["texts"]}
            lines = tuple(
                self.line(TEXT_LABELS[text], f"{name}.{text}", texts, name=text, needs=bool(texts))
                for text, texts in own.items()
            )
            yield VariantRow(number, in_words(variant["when"]), lines)

    def _free_groups(
        self, question: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]
    ) -> tuple[Tick, ...]:
        if not any(one["kind"] == Kind.NPS for one in earlier):
            return ()
        taken = {
            group
            for variant in question.get("variants", [])
            for one in variant["when"]
            for group in one.get("group", [])
        }
        return tuple(Tick(group, GROUP_NAMES[group], is_on=False) for group in GROUPS if group not in taken)

    def _hanging(
        self, conditions: Sequence[Mapping[str, Any]], earlier: Sequence[Mapping[str, Any]], path: str
    ) -> Iterator[Hanging]:
        for number, question in enumerate(earlier):
            if question["kind"] not in PARTS:
                continue
            mine = shown(conditions, question)
            numbers = mine.get(RANGE, {})
            yield Hanging(
                name=f"{path}.{number}",
                about=title_of(question, self.languages) or question["key"],
                kind=question["kind"],
                ticks=tuple(self._ticks(question, mine.get(TICKS, {}))),
                scale=tuple(str(one) for one in scale_of(question)),
                low=str(numbers.get("at_least", "")),
                high=str(numbers.get("at_most", "")),
            )

    def _ticks(self, question: Mapping[str, Any], condition: Mapping[str, Any]) -> Iterator[Tick]:
        if question["kind"] == Kind.NPS:
            for group, label in GROUP_NAMES.items():
                yield Tick(group, label, group in condition.get("group", []))
        elif question["kind"] == Kind.CONSENT:
            yield Tick("yes", _("yes"), condition.get("yes") is True)
            yield Tick("no", _("no"), condition.get("yes") is False)
        else:
            for option in question.get("options", []):
                label = _first(option["label"], self.languages) or option["key"]
                yield Tick(option["key"], label, option["key"] in condition.get("choice", []))

    def page_lines(self) -> Iterator[Line]:
        """The page's own texts; an empty field means the shipped text, shown as its hint."""
        own = self.raw.get("texts", {})
        for name, shipped in page_texts().items():
            cells = tuple(
                Cell(
                    name=f"page.{name}.{language}",
                    language=language,
                    direction=direction(language),
                    text=own.get(name, {}).get(language, ""),
                    hint=shipped.get(language, ""),
                    is_missing=not shipped.get(language) and not own.get(name, {}).get(language),
                )
                for language in self.languages
            )
            yield Line(PAGE_LABELS.get(name, name), cells, is_long=name in LONG_TEXTS)

    def word_rows(self) -> Iterator[tuple[str, str, Line]]:
        for number, (word, texts) in enumerate(self.raw.get("words", {}).items()):
            yield f"word.{number}.name", word, self.line(_("Said as"), f"word.{number}", texts, needs=False)
        yield "word.new.name", "", self.line(_("Said as"), "word.new", {}, needs=False)


PAGE_LABELS: Final[Mapping[str, str | Promise]] = {
    "title": _("Title of the page"),
    "send": _("Button: send"),
    "next": _("Button: next"),
    "change": _("Button: change my answer"),
    "optional": _("Beside a question that may be skipped"),
    "several": _("Under several choices"),
    "yes": _("Consent: yes"),
    "no": _("Consent: no"),
    "needed": _("When an answer is missing"),
    "reader": _("Who reads the answer"),
    "stop": _("Link: stop asking me"),
    "thanks": _("Thank-you"),
    "thanks_help": _("Under the thank-you"),
    "stop_title": _("Stop asking: heading"),
    "stop_help": _("Stop asking: explanation"),
    "stop_button": _("Stop asking: button"),
    "stopped": _("Stopped"),
    "closed": _("Expired link: heading"),
    "closed_help": _("Expired link: explanation"),
}


def title_of(question: Mapping[str, Any], languages: Sequence[str]) -> str:
    """The question as it reads without its pieces."""
    return fill(_first(question["texts"].get("title", {}), languages), {})


def _first(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    return next((texts[one] for one in (*languages, *texts) if texts.get(one)), "")


def in_words(conditions: Sequence[Mapping[str, Any]]) -> str:
    """Conditions as a short line: "nps: promoters (9–10)"."""
    return "; ".join(_condition_in_words(one) for one in conditions)


def _condition_in_words(condition: Mapping[str, Any]) -> str:
    about = condition["question"]
    if "group" in condition:
        return f"{about}: " + ", ".join(str(GROUP_NAMES[group]) for group in condition["group"])
    if "choice" in condition:
        return f"{about}: " + ", ".join(condition["choice"])
    if "yes" in condition:
        return f"{about}: " + str(_("yes") if condition["yes"] else _("no"))
    return f"{about}: {condition.get('at_least', '…')}–{condition.get('at_most', '…')}"
