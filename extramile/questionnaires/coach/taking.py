"""Do what a finding proposes: a definition in (as JSON), a definition out. The one given stays as it was."""

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from extramile.questionnaires.coach.findings import Finding, Rewrite

Raw = dict[str, Any]
TEXT: Final = re.compile(r"^(?:variants\[(\d+)\]\.)?texts\.(\w+)$")
MIDDLE: Final = "middle"
MOST_KEY: Final = 40
MOST_OPTIONS: Final = 60


def taken(raw: Mapping[str, Any], finding: Finding) -> Raw:
    """The definition with the proposal of that finding; unchanged where it proposes nothing."""
    after: Raw = copy.deepcopy(dict(raw))
    proposal = finding.rewrite
    if proposal is None:
        return after
    if proposal.place == "length":
        _tell_length(after, proposal)
        return after
    index = next((n for n, one in enumerate(after["questions"]) if one["key"] == finding.question_key), None)
    if index is not None:
        act = ACTS.get(proposal.place, _write)
        act(after, index, proposal)
    return after


def _write(raw: Raw, index: int, proposal: Rewrite) -> None:
    place = TEXT.match(proposal.place)
    question = raw["questions"][index]
    if place is None:
        return
    holder = question["variants"][int(place[1])] if place[1] else question
    holder["texts"].setdefault(place[2], {})[proposal.language] = proposal.text
    if proposal.also:
        _add_second(raw, index, proposal)


def _add_second(raw: Raw, index: int, proposal: Rewrite) -> None:
    """The other half after it, answered in the same way; halves in other languages join it."""
    question = raw["questions"][index]
    keys = [one["key"] for one in raw["questions"]]
    name = f"{question['key'][: MOST_KEY - 2]}_2"
    there = raw["questions"][index + 1] if index + 1 < len(raw["questions"]) else None
    if there and there["key"] == name and proposal.language not in there["texts"].get("title", {}):
        there["texts"].setdefault("title", {})[proposal.language] = proposal.also
        return
    second = copy.deepcopy(question)
    second.pop("variants", None)
    second.pop("required", None)
    second["texts"].pop("help", None)
    if second["kind"] == "nps":  # a response has one score
        second["kind"] = "rating"
        second.pop("orientation", None)
    if proposal.place.startswith("variants"):
        second["when"] = copy.deepcopy(question["variants"][int(proposal.place[9])]["when"])
    second["texts"]["title"] = {proposal.language: proposal.also}
    second["key"] = name if name not in keys else _free(name, keys)
    raw["questions"].insert(index + 1, second)


def _free(name: str, keys: list[str]) -> str:
    stem = name.removesuffix("_2")[: MOST_KEY - 4]
    return next(f"{stem}_{n}" for n in range(3, len(keys) + 4) if f"{stem}_{n}" not in keys)


def _let_go(raw: Raw, index: int, _proposal: Rewrite) -> None:
    raw["questions"][index].pop("required", None)


def _put_first(raw: Raw, index: int, _proposal: Rewrite) -> None:
    """Unless it hangs on an earlier answer."""
    if not raw["questions"][index].get("when"):
        raw["questions"].insert(0, raw["questions"].pop(index))


def _swap_ends(raw: Raw, index: int, proposal: Rewrite) -> None:
    texts, language = raw["questions"][index]["texts"], proposal.language
    low, high = texts.get("low", {}).get(language, ""), texts.get("high", {}).get(language, "")
    texts.setdefault("low", {})[language], texts.setdefault("high", {})[language] = high, low


def _turn(raw: Raw, index: int, proposal: Rewrite) -> None:
    raw["questions"][index]["orientation"] = proposal.text


def _add_middle(raw: Raw, index: int, proposal: Rewrite) -> None:
    options = raw["questions"][index]["options"]
    found = next((one for one in options if one["key"] == MIDDLE), None)
    if found is None and len(options) < MOST_OPTIONS:
        found = {"key": MIDDLE, "label": {}}
        options.insert(len(options) // 2, found)
    if found is not None:
        found["label"][proposal.language] = proposal.text


def _tell_length(raw: Raw, proposal: Rewrite) -> None:
    """Under the first question."""
    help_texts = raw["questions"][0]["texts"].setdefault("help", {})
    before = help_texts.get(proposal.language, "").strip()
    help_texts[proposal.language] = f"{before} {proposal.text}".strip()


ACTS: Final[Mapping[str, Callable[[Raw, int, Rewrite], None]]] = {
    "required": _let_go,
    "first": _put_first,
    "ends": _swap_ends,
    "orientation": _turn,
    "middle": _add_middle,
}
