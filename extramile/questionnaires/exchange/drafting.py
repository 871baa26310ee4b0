"""A draft of ours, made of what readers of other formats find; whatever does not fit is noted."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from extramile.questionnaires.checking import check_definition, schema
from extramile.questionnaires.definition import NEEDED_TEXTS, SCALES, Kind
from extramile.questionnaires.exchange.carried import Carried, Note, refuse
from extramile.questionnaires.exchange.logic import ALWAYS, Asked, Logic, Unsayable, Value, conditions_of
from extramile.questionnaires.exchange.plain import LONGEST, cut, has_pictures, words_of
from extramile.questionnaires.exchange.recommending import is_about_recommending

MOST_QUESTIONS: Final = 50
MOST_OPTIONS: Final = 60
MOST_ASKED: Final = 10_000  # in a file: beyond that it is no survey
MOST_NOTES: Final = 500
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_PIECE = re.compile(r"\$\{[^{}]*\}|\{[^{}]*\}|#recall:[^#]*#|%%[^%]*%%")
# What other programs call the pieces of a job that we know.
PIECES: Final = {
    "{tokenfirstname}": "{first name}",
    "{token:firstname}": "{first name}",
    "${m://firstname}": "{first name}",
}
Texts = Mapping[str, object]  # language -> text, perhaps with HTML


@dataclass(slots=True)
class Option:
    code: str
    label: Texts


@dataclass(slots=True)
class Found:
    """One question as a reader understood it."""

    code: str  # its name in the file: what conditions call it
    kind: Kind
    title: Texts
    place: str = ""  # where it stands, if its code does not say it
    help: Texts = field(default_factory=dict)
    low: Texts = field(default_factory=dict)
    high: Texts = field(default_factory=dict)
    placeholder: Texts = field(default_factory=dict)
    options: list[Option] = field(default_factory=list)
    scale: range | None = None  # of a rating
    codes: Mapping[Value, int] = field(default_factory=dict)  # of a scale: what its numbers are called there
    required: bool = False
    logic: Logic = ALWAYS
    notes: list[tuple[str, str]] = field(default_factory=list)  # what changed: (reason, remedy)


def language_tag(raw: object) -> str:
    """As we write it: "PT_BR" -> "pt-br"; empty for what is no language."""
    tag = str(raw or "").strip().lower().replace("_", "-")
    tag = {"zh-s": "zh-hans", "zh-t": "zh-hant", "default": ""}.get(tag, tag)
    return tag if _LANGUAGE.fullmatch(tag) and len(tag) <= 16 else ""


def key_of(code: str, taken: Iterable[str], *, start: str) -> str:
    """A key of ours that is free and reminds of theirs."""
    plain = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not plain[:1].isalpha():
        plain = f"{start}_{plain}".strip("_")
    plain, number = plain[:36].rstrip("_"), 1
    key, known = plain, set(taken)
    while key in known:
        number += 1
        key = f"{plain[: 39 - len(str(number))]}_{number}"
    return key


def check_number(questions: int) -> None:
    if questions > MOST_ASKED:
        raise refuse(
            _("question %(n)s") % {"n": MOST_ASKED + 1},
            _("There are more than %(n)s questions in this file. Split the survey before you export it.")
            % {"n": MOST_ASKED},
        )


class Drafter:
    """Takes what is found, in its order, and makes the draft of it at the end."""

    def __init__(self, program: str, *, languages: Sequence[str], name: str) -> None:
        self.program, self.name = program, cut(words_of(name), 100)
        self.languages = list(dict.fromkeys(one for one in languages if one))[:60] or ["en"]
        self.questions: list[dict[str, Any]] = []
        self.known: dict[str, Asked] = {}
        self.notes: list[Note] = []
        self.told: set[tuple[str, str]] = set()
        self.asked = 0  # in the file
        self.beyond = 0
        self.kept: set[str] = set()
        self.texts: dict[str, dict[str, str]] = {}

    # --- notes

    def note(self, place: str, what: object, reason: str, remedy: str, *, left_out: bool = False) -> None:
        words = cut(words_of(what).replace("\n", " "), 160)
        note = Note(cut(words_of(place), 80), words, reason, remedy, left_out)
        if len(self.notes) < MOST_NOTES and (note.place, reason) not in self.told:
            self.told.add((note.place, reason))
            self.notes.append(note)

    def leave_out(self, code: str, what: object, reason: str, remedy: str) -> None:
        """A question that cannot come along."""
        self.asked += 1
        self.note(code, what, reason, remedy, left_out=True)

    # --- texts

    def say(self, texts: Texts, *, place: str, longest: int = LONGEST) -> dict[str, str]:
        """Plain words per language of the draft."""
        said: dict[str, str] = {}
        for raw_language, raw in texts.items():
            language = language_tag(raw_language)
            words = self._without_piping(words_of(raw), place)
            if language in self.languages and words:
                if len(words) > longest:
                    self.note(
                        place,
                        words,
                        _("A text is longer than 2,000 characters and was cut."),
                        _("Say it shorter: nobody reads this much on a phone."),
                    )
                said[language] = cut(words, longest)
            if has_pictures(raw):
                self.note(
                    place, words, _("Pictures and films stay behind."), _("Say in words what they showed.")
                )
        return said

    def _without_piping(self, words: str, place: str) -> str:
        found = [match[0] for match in _PIECE.finditer(words)]
        strange = [one for one in found if one.lower() not in PIECES]
        if strange:
            self.note(
                place,
                words,
                _("The text fills in something of that program: %(piece)s.") % {"piece": cut(strange[0], 60)},
                _("Write the sentence so that it reads well where “…” stands now."),
            )
        between = [part.replace("{", "(").replace("}", ")") for part in _PIECE.split(words)]
        filled = [*(PIECES.get(one.lower(), "…") for one in found), ""]
        return "".join(part + piece for part, piece in zip(between, filled, strict=True))

    def page_text(self, name: str, texts: Texts) -> None:
        """A text of the page itself: its title, the thanks."""
        said = self.say(texts, place=_("the page"))
        if said:
            self.texts[name] = said

    # --- questions

    def add(self, found: Found) -> None:
        is_question = found.kind is not Kind.STATEMENT
        self.asked += is_question
        check_number(self.asked)
        if len(self.questions) >= MOST_QUESTIONS:
            self.beyond += is_question
            return
        place = found.place or found.code
        raw = self._question(found, place)
        if raw is None:
            return
        for reason, remedy in found.notes:
            self.note(place, _first(raw["texts"].get("title", {})), reason, remedy)
        self._hang(raw, found, place)
        self.questions.append(raw)
        if is_question:
            self.kept.add(raw["key"])

    def _question(self, found: Found, place: str) -> dict[str, Any] | None:
        names = ("title", "help", "low", "high", "placeholder")
        texts = {name: self.say(getattr(found, name), place=place) for name in names}
        kind = self._kind(found, texts["title"], place)
        if not texts["title"]:
            if found.kind is Kind.STATEMENT:
                return None
            self.note(place, found.code, _("The question has no words."), _("Write what is asked."))
            texts["title"] = {self.languages[0]: cut(found.code or "?")}
        key = key_of(found.code, [one["key"] for one in self.questions], start="q")
        raw: dict[str, Any] = {"key": key, "kind": str(kind)}
        allowed = {"title", "help"} | NEEDED_TEXTS.get(kind, frozenset())
        allowed |= {"placeholder"} if kind is Kind.TEXT else set()
        raw["texts"] = {name: said for name, said in texts.items() if said and name in allowed}
        self._lacking(raw, kind, place)
        if found.required and kind is not Kind.STATEMENT:
            raw["required"] = True
        values = self._answers(raw, found, kind, place)
        if values is None:
            return None
        if found.code not in self.known:
            self.known[found.code] = Asked(key, kind, values, place)
        else:
            self.note(
                place,
                found.code,
                _("Two questions of the file have this code."),
                _("Conditions on it follow the first one: look them over."),
            )
        return raw

    def _kind(self, found: Found, title: Mapping[str, str], place: str) -> Kind:
        """A scale of 0 to 10 that asks to recommend is the score; there is one of those."""
        could = found.kind is Kind.NPS or (found.kind is Kind.RATING and found.scale == SCALES[Kind.NPS])
        if not could:
            return found.kind
        means = found.kind is Kind.NPS or is_about_recommending([found.code, *title.values()])
        if not means or any(one["kind"] == Kind.NPS for one in self.questions):
            if means:
                self.note(
                    place,
                    _first(title),
                    _("A questionnaire has one recommend-score: this one came as a rating."),
                    _("Keep it as a rating from 0 to 10, or take the other one out."),
                )
            found.scale = SCALES[Kind.NPS]
            return Kind.RATING
        return Kind.NPS

    def _lacking(self, raw: dict[str, Any], kind: Kind, place: str) -> None:
        ends = {"low", "high"} & NEEDED_TEXTS.get(kind, frozenset())
        if any(name not in raw["texts"] for name in ends):
            self.note(
                place,
                _first(raw["texts"]["title"]),
                _("The ends of the scale have no words."),
                _("Write what the lowest and the highest number mean."),
            )

    def _answers(
        self, raw: dict[str, Any], found: Found, kind: Kind, place: str
    ) -> dict[Value, str | int | bool] | None:
        """What may be answered, theirs -> ours; puts options and scale into the question."""
        if kind in {Kind.SINGLE, Kind.MULTIPLE, Kind.POINTS}:
            return self._options(raw, found, kind, place)
        if kind is Kind.CONSENT:
            return {True: True, False: False}
        scale = SCALES[Kind.NPS] if kind is Kind.NPS else found.scale or SCALES[Kind.RATING]
        if kind is Kind.RATING and scale != SCALES[Kind.RATING]:
            raw["scale"] = {"from": scale[0], "to": scale[-1]}
        if kind not in SCALES:
            return {}
        return dict(found.codes) or {number: number for number in scale}

    def _options(
        self, raw: dict[str, Any], found: Found, kind: Kind, place: str
    ) -> dict[Value, str | int | bool] | None:
        least = 2 if kind is Kind.POINTS else 1
        title = _first(raw["texts"]["title"])
        if len(found.options) < least:
            self.note(
                place,
                title,
                _("There is nothing to choose from."),
                _("Add the question again, with its choices."),
                left_out=True,
            )
            return None
        if len(found.options) > MOST_OPTIONS:
            self.note(
                place,
                title,
                _("It has %(n)s choices; the first %(most)s came along.")
                % {"n": len(found.options), "most": MOST_OPTIONS},
                _("Ask it in own words, or in two steps."),
            )
        values: dict[Value, str | int | bool] = {}
        raw["options"] = []
        for option in found.options[:MOST_OPTIONS]:
            key = key_of(option.code, [one["key"] for one in raw["options"]], start="option")
            label = self.say(option.label, place=place) or {
                self.languages[0]: cut(words_of(option.code) or key)
            }
            raw["options"].append({"key": key, "label": label})
            values.setdefault(option.code, key)
        return values

    def _hang(self, raw: dict[str, Any], found: Found, place: str) -> None:
        try:
            conditions = conditions_of(found.logic, self.known)
        except Unsayable as error:
            depends = cut(words_of(str(error).partition("\0")[0]), 60)
            self.note(
                place,
                _first(raw["texts"]["title"]),
                _("It was asked under a condition about %(question)s, which is not here.")
                % {"question": depends}
                if depends
                else _("It was asked under a condition that cannot be said here."),
                _("It is asked of everybody now: set under “Ask this only when” who gets it."),
            )
            return
        if len(conditions) > 10:
            self.note(
                place,
                _first(raw["texts"]["title"]),
                _("It was asked under more than ten conditions."),
                _("It is asked of everybody now: set under “Ask this only when” who gets it."),
            )
        elif conditions:
            raw["when"] = conditions

    # --- the end

    def done(self) -> Carried:
        if not any(one["kind"] != Kind.STATEMENT for one in self.questions):
            raise refuse("", self._nothing())
        if self.beyond:
            self.note(
                _("the end"),
                _("%(n)s more questions") % {"n": self.beyond},
                _("A questionnaire holds at most %(most)s questions.") % {"most": MOST_QUESTIONS},
                _("Split the survey, or bring along only what you need."),
                left_out=True,
            )
        definition: dict[str, Any] = {"format": schema()["properties"]["format"]["const"]}
        spoken = {language for one in self.questions for language in one["texts"].get("title", {})}
        definition["languages"] = [one for one in self.languages if one in spoken]
        for question in self.questions:
            question["texts"] = _spoken(question["texts"], definition["languages"])
            for option in question.get("options", ()):
                option["label"] = _spoken({"label": option["label"]}, definition["languages"]).get(
                    "label", {}
                )
        definition["questions"] = self.questions
        texts = _spoken(self.texts, definition["languages"])
        definition |= {"texts": texts} if texts else {}
        return Carried(
            definition=check_definition(definition),
            name=self.name,
            program=self.program,
            asked=self.asked,
            kept=len(self.kept),
            notes=tuple(self.notes),
        )

    def _nothing(self) -> str:
        if self.notes:
            first = self.notes[0]
            return _("None of its questions can be asked here. %(place)s: %(reason)s %(remedy)s") % {
                "place": first.place,
                "reason": first.reason,
                "remedy": first.remedy,
            }
        return _("There are no questions in this file. Is it the survey itself, and not its answers?")


def _spoken(texts: Mapping[str, Mapping[str, str]], languages: Sequence[str]) -> dict[str, dict[str, str]]:
    """Without texts in languages that no question is asked in."""
    kept = {name: {one: each[one] for one in languages if one in each} for name, each in texts.items()}
    return {name: each for name, each in kept.items() if each}


def _first(texts: Mapping[str, str]) -> str:
    return next(iter(texts.values()), "")
