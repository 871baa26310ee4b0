"""The editor's form: what was filled in, laid over the definition it was made from.

Only what the page showed is changed: texts in languages that were not on the page stay as they were. Names of
fields are paths ("q.2.text.title.nl"). Pure: a form in, a definition out.
"""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict

from extramile.questionnaires.definition import NEEDED_TEXTS, SCALES, TEXT_NAMES, WITH_OPTIONS, Kind, scale_of
from extramile.web.office.questionnaires.conditions import GROUPS, laid_over

Raw = dict[str, Any]
MOST_LANGUAGES: Final = 60


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted, read by path."""

    posted: QueryDict
    languages: tuple[str, ...]  # shown on the page

    def words(self, path: str) -> str:
        return self.posted.get(path, "").replace("\r\n", "\n").strip()

    def several(self, path: str) -> list[str]:
        return list(dict.fromkeys(self.posted.getlist(path)))

    def has(self, path: str) -> bool:
        return path in self.posted

    def texts(self, path: str, before: Mapping[str, str]) -> dict[str, str]:
        """The texts at this place: the languages of the page as written, the others as they were."""
        after = dict(before)
        for language in self.languages:
            name = f"{path}.{language}"
            if name in self.posted:
                after[language] = self.words(name)
        return {language: text for language, text in after.items() if text}


def text_names(kind: str) -> tuple[str, ...]:
    """Which texts a question of this kind can have, in the order of the page."""
    if kind in {Kind.NPS, Kind.RATING}:
        return ("title", "help", "low", "high")
    return ("title", "help", "placeholder") if kind == Kind.TEXT else ("title", "help")


def written(base: Mapping[str, Any], form: Form) -> Raw:
    """The definition after what was filled in."""
    after: Raw = copy.deepcopy(dict(base))
    if "languages" in form.posted:
        after["languages"] = _languages(form.words("languages")) or after["languages"]
    _rename(after, form)
    for index, question in enumerate(after["questions"]):
        _write_question(question, f"q.{index}", after["questions"][:index], form)
    _write_page_texts(after, form)
    _write_words(after, form)
    return after


def _languages(words: str) -> list[str]:
    named = words.replace(",", " ").lower().replace("_", "-").split()
    return list(dict.fromkeys(named))[:MOST_LANGUAGES]


def _rename(raw: Raw, form: Form) -> None:
    """New keys of questions and options; what hangs on them follows."""
    for index, question in enumerate(raw["questions"]):
        old, new = question["key"], form.words(f"q.{index}.key")
        question["key"] = new or old
        options = {}
        for number, option in enumerate(question.get("options", [])):
            options[option["key"]] = form.words(f"q.{index}.option.{number}.key") or option["key"]
            option["key"] = options[option["key"]]
        for condition in _about(raw, old, after=index):
            condition["question"] = question["key"]
            if "choice" in condition:
                condition["choice"] = [options.get(key, key) for key in condition["choice"]]


def _about(raw: Raw, key: str, *, after: int) -> list[Raw]:
    """The conditions of later questions, and of the page, on this one."""
    questions = raw["questions"][after + 1 :]
    holders = [*questions, *(one for each in questions for one in each.get("variants", []))]
    holders += raw.get("variants", [])
    return [one for holder in holders for one in holder.get("when", []) if one["question"] == key]


def _write_question(question: Raw, path: str, earlier: Sequence[Raw], form: Form) -> None:
    if f"{path}.key" not in form.posted:
        return
    question["texts"] = _texts(question["texts"], f"{path}.text", form)
    _flag(question, "required", on=f"{path}.required" in form.posted and question["kind"] != Kind.STATEMENT)
    if question["kind"] == Kind.NPS:
        question["orientation"] = form.words(f"{path}.orientation") or "horizontal"
    if question["kind"] == Kind.RATING:
        _write_scale(question, form.words(f"{path}.scale"))
    for number, option in enumerate(question.get("options", [])):
        option["label"] = form.texts(f"{path}.option.{number}.label", option["label"])
    for number, variant in enumerate(question.get("variants", [])):
        variant["texts"] = _texts(variant["texts"], f"{path}.variant.{number}", form)
    _list(question, "when", laid_over(question.get("when", []), f"{path}.when", earlier, form))


def scale_name(scale: range) -> str:
    return f"{scale[0]}-{scale[-1]}"


def _write_scale(question: Raw, name: str) -> None:
    low, _dash, high = name.partition("-")
    told = len(name) < 6 and all(end.isascii() and end.isdigit() for end in (low, high))
    if told and name != scale_name(scale_of(question)):
        question.pop("scale", None)
        if name != scale_name(SCALES[Kind.RATING]):
            question["scale"] = {"from": int(low), "to": int(high)}


def _texts(before: Mapping[str, Any], path: str, form: Form) -> Raw:
    names = [name for name in TEXT_NAMES if name in before or _is_posted(f"{path}.{name}", form)]
    after = {name: form.texts(f"{path}.{name}", before.get(name, {})) for name in names}
    return {name: texts for name, texts in after.items() if texts}


def _is_posted(path: str, form: Form) -> bool:
    return any(f"{path}.{language}" in form.posted for language in form.languages)


def _flag(raw: Raw, name: str, *, on: bool) -> None:
    raw.pop(name, None)
    if on:
        raw[name] = True


def _list(raw: Raw, name: str, values: list[Any]) -> None:
    raw.pop(name, None)
    if values:
        raw[name] = values


def _write_page_texts(after: Raw, form: Form) -> None:
    from extramile.questionnaires.shipped import page_texts

    before = after.get("texts", {})
    texts = {name: form.texts(f"page.{name}", before.get(name, {})) for name in page_texts()}
    texts = {name: each for name, each in texts.items() if each}
    after.pop("texts", None)
    if texts:
        after["texts"] = texts


def _write_words(after: Raw, form: Form) -> None:
    before = after.pop("words", {})
    words: Raw = {}
    for number, (word, texts) in enumerate(before.items()):
        named = form.words(f"word.{number}.name").lower() if f"word.{number}.name" in form.posted else word
        if named:
            words[named] = form.texts(f"word.{number}", texts)
    new = form.words("word.new.name").lower()
    if new:
        words[new] = form.texts("word.new", {})
    if words:
        after["words"] = words


# --- deeds: what a button does beyond saving -------------------------------------------------------


def done(raw: Mapping[str, Any], deed: str) -> tuple[Raw, str]:
    """The definition after the button ("up:2", "add:text", ...), and the place to return to."""
    after: Raw = copy.deepcopy(dict(raw))
    name, _, rest = deed.partition(":")
    steps = rest.split(":") if rest else []
    act = DEEDS.get(name)
    return after, act(after, *steps) if act else ""


def _index(steps: str, rows: Sequence[Any]) -> int:
    """A row that exists; a forged number is the last one."""
    return min(int(steps), len(rows) - 1) if steps.isdigit() else len(rows) - 1


def _add(raw: Raw, kind: str = Kind.TEXT) -> str:
    kind = kind if kind in set(Kind) else Kind.TEXT
    question: Raw = {
        "key": _free_key(kind, [one["key"] for one in raw["questions"]]),
        "kind": str(kind),
        "texts": {},
    }
    if kind in WITH_OPTIONS:
        question["options"] = [{"key": "option_1", "label": {}}, {"key": "option_2", "label": {}}]
    raw["questions"].append(question)
    return f"question-{len(raw['questions']) - 1}"


def _free_key(start: str, taken: Sequence[str]) -> str:
    names = [start, *(f"{start}_{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _remove(raw: Raw, at: str = "") -> str:
    """With whatever hung on it: a condition on a question that is gone can never hold."""
    if len(raw["questions"]) < 2:
        return "question-0"
    gone = raw["questions"].pop(_index(at, raw["questions"]))["key"]
    for holder in _holders(raw):
        _list(holder, "when", [one for one in holder.get("when", []) if one["question"] != gone])
    _drop_empty_variants(raw)
    return "questions"


def _holders(raw: Raw) -> list[Raw]:
    variants = [variant for question in raw["questions"] for variant in question.get("variants", [])]
    return [*raw["questions"], *variants, *raw.get("variants", [])]


def _drop_empty_variants(raw: Raw) -> None:
    for holder in [raw, *raw["questions"]]:
        if "variants" in holder:
            _list(holder, "variants", [one for one in holder["variants"] if one.get("when")])


def _move(by: int) -> Any:
    def move(raw: Raw, at: str = "") -> str:
        questions = raw["questions"]
        index = _index(at, questions)
        other = index + by
        if 0 <= other < len(questions) and not _hangs_on(
            questions[max(index, other)], questions[min(index, other)]
        ):
            questions[index], questions[other] = questions[other], questions[index]
            return f"question-{other}"
        return f"question-{index}"

    return move


def _hangs_on(later: Raw, earlier: Raw) -> bool:
    conditions = [
        *later.get("when", []),
        *(one for each in later.get("variants", []) for one in each["when"]),
    ]
    return any(condition["question"] == earlier["key"] for condition in conditions)


def _add_option(raw: Raw, at: str = "") -> str:
    index = _index(at, raw["questions"])
    options = raw["questions"][index].setdefault("options", [])
    taken = [option["key"] for option in options]
    options.append({"key": _free_key(f"option_{len(options) + 1}", taken), "label": {}})
    return f"question-{index}"


def _remove_option(raw: Raw, at: str = "", number: str = "") -> str:
    index = _index(at, raw["questions"])
    question = raw["questions"][index]
    if len(question.get("options", [])) > 1:
        gone = question["options"].pop(_index(number, question["options"]))["key"]
        _forget_choice(raw, question["key"], gone)
    return f"question-{index}"


def _forget_choice(raw: Raw, key: str, option: str) -> None:
    for holder in _holders(raw):
        for condition in list(holder.get("when", [])):
            if condition["question"] == key and option in condition.get("choice", []):
                condition["choice"].remove(option)
                if not condition["choice"]:
                    holder["when"].remove(condition)
    _drop_empty_variants(raw)


def _move_option(raw: Raw, at: str = "", number: str = "") -> str:
    index = _index(at, raw["questions"])
    options = raw["questions"][index].get("options", [])
    place = _index(number, options)
    if place > 0:
        options[place - 1], options[place] = options[place], options[place - 1]
    return f"question-{index}"


def _add_variant(raw: Raw, at: str = "", group: str = "") -> str:
    index = _index(at, raw["questions"])
    nps = next((one["key"] for one in raw["questions"][:index] if one["kind"] == Kind.NPS), None)
    if nps and group in GROUPS:
        when = [{"question": nps, "group": [group]}]
        raw["questions"][index].setdefault("variants", []).append({"when": when, "texts": {}})
    return f"question-{index}"


def _remove_variant(raw: Raw, at: str = "", number: str = "") -> str:
    index = _index(at, raw["questions"])
    variants = raw["questions"][index].get("variants", [])
    if variants:
        variants.pop(_index(number, variants))
    _list(raw["questions"][index], "variants", variants)
    return f"question-{index}"


DEEDS: Final[Mapping[str, Any]] = {
    "add": _add,
    "remove": _remove,
    "up": _move(-1),
    "down": _move(1),
    "add-option": _add_option,
    "remove-option": _remove_option,
    "option-up": _move_option,
    "add-variant": _add_variant,
    "remove-variant": _remove_variant,
}


def needed(kind: str) -> frozenset[str]:
    return NEEDED_TEXTS.get(Kind(kind), frozenset({"title"}))


def as_file(raw: Mapping[str, Any]) -> str:
    """As people read and keep it."""
    return json.dumps(raw, ensure_ascii=False, indent=2) + "\n"
