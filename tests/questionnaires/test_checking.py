"""Each fault is named by its place, and says what to do."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from extramile.questionnaires.checking import DefinitionError, check_definition, schema
from extramile.questionnaires.completeness import missing
from extramile.questionnaires.definition import Definition, Kind
from extramile.questionnaires.shipped import default_definition, page_texts

Raw = dict[str, Any]


def _faults(raw: object) -> dict[str, str]:
    with pytest.raises(DefinitionError) as caught:
        check_definition(raw)
    return {problem.path: problem.message for problem in caught.value.problems}


def _broken(change: Callable[[Raw], object]) -> dict[str, str]:
    raw = default_definition()
    change(raw)
    return _faults(raw)


def test_the_shipped_one_is_sound_and_complete() -> None:
    assert missing(Definition.read(default_definition())) == []


def test_the_published_schema_is_a_schema_and_names_every_kind_and_page_text() -> None:
    Draft202012Validator.check_schema(schema())
    assert set(schema()["$defs"]["question"]["properties"]["kind"]["enum"]) == {kind.value for kind in Kind}
    assert set(schema()["properties"]["texts"]["properties"]) == set(page_texts())


@pytest.mark.parametrize(
    ("change", "path", "remedy"),
    [
        (lambda raw: raw.pop("languages"), "", "languages is missing"),
        (lambda raw: raw.update(colour="red"), "", "Take it out"),
        (lambda raw: raw.update(format=2), "format", "Write 1"),
        (lambda raw: raw.update(questions=[]), "questions", "at least 1"),
        (lambda raw: raw.update(languages=["NL!"]), "languages[0]", "pt-br"),
        (lambda raw: raw["questions"][0].update(kind="stars"), "questions[0].kind", "Use one of: nps"),
        (lambda raw: raw["questions"][0].update(key="Über"), "questions[0].key", "small letters"),
        (lambda raw: raw["questions"][1].update(key="nps"), "questions[1].key", "Give this one another"),
        (lambda raw: raw["questions"][0]["texts"].update(title="Hi"), "questions[0].texts.title", "object"),
        (
            lambda raw: raw["questions"][0]["texts"]["title"].update(en="x" * 2001),
            "questions[0].texts.title.en",
            "at most 2000",
        ),
        (lambda raw: raw["questions"][2].update(options=[]), "questions[2].options", "Add an option"),
        (
            lambda raw: raw["questions"][2]["options"].append(raw["questions"][2]["options"][0]),
            "questions[2].options[6].key",
            "Give this one another",
        ),
        (
            lambda raw: raw["questions"][1].update(options=[{"key": "a", "label": {}}]),
            "questions[1].options",
            "Take them out",
        ),
        (
            lambda raw: raw["questions"][0].update(when=[{"question": "call", "yes": True}]),
            "questions[0].when[0].question",
            "move this one down",
        ),
        (
            lambda raw: raw["questions"][0].update(when=[{"question": "nps", "at_least": 2}]),
            "questions[0].when[0].question",
            "earlier",
        ),
        (
            lambda raw: raw["questions"][2].update(when=[{"question": "nps"}]),
            "questions[2].when[0]",
            "one of group, at_least, at_most",
        ),
        (
            lambda raw: raw["questions"][2].update(when=[{"question": "nps", "yes": True}]),
            "questions[2].when[0]",
            "does not fit",
        ),
        (
            lambda raw: raw["questions"][2]["when"][0].update(at_least=3),
            "questions[2].when[0]",
            "once",
        ),
        (
            lambda raw: raw["questions"][2].update(when=[{"question": "nps", "at_least": 8, "at_most": 3}]),
            "questions[2].when[0]",
            "No answer",
        ),
        (
            lambda raw: raw["questions"][4].update(when=[{"question": "improve", "choice": ["speed"]}]),
            "questions[4].when[0].choice",
            "Use one of: informed",
        ),
        (lambda raw: raw["questions"][1].update(kind="nps"), "questions[1].kind", "one score"),
        (lambda raw: raw["questions"][1].update(orientation="vertical"), "questions[1].orientation", "Take"),
        (lambda raw: raw.update(words={"Chip": {"nl": "ster"}}), "words.Chip", "lower case"),
    ],
)  # fmt: skip
def test_a_fault_names_its_place_and_the_remedy(
    change: Callable[[Raw], object], path: str, remedy: str
) -> None:
    faults = _broken(change)
    assert remedy in faults[path]


@pytest.mark.parametrize("raw", [None, [], "{}", 7, {}, {"questions": None}, float("nan"), {"a": {1, 2}}])
def test_what_is_no_questionnaire_at_all_is_refused_in_words(raw: object) -> None:
    assert all(_faults(raw).values())


def test_a_nul_half_a_character_or_half_a_megabyte_is_refused() -> None:
    for text in ("a\x00b", "\ud800", "x" * 600_000):
        raw = default_definition()
        raw["questions"][0]["texts"]["title"]["en"] = text
        assert list(_faults(raw)) == [""]


def test_very_deep_json_is_refused() -> None:
    deep: Any = {}
    for _ in range(100_000):
        deep = {"a": deep}
    assert list(_faults(deep)) == [""]


def test_each_language_must_be_complete_before_publishing() -> None:
    raw = default_definition()
    del raw["questions"][2]["options"][1]["label"]["fr"]
    raw["questions"][0]["texts"]["low"]["de"] = "  "
    raw["questions"][1]["variants"][0]["texts"]["title"].pop("nl")
    found = {(gap.path, gap.language) for gap in missing(Definition.read(raw))}
    assert found == {
        ("questions[2].options[1].label", "fr"),
        ("questions[0].texts.low", "de"),
        ("questions[1].variants[0].texts.title", "nl"),
    }


def test_a_fifth_language_needs_the_page_texts_too() -> None:
    raw = default_definition()
    raw["languages"].append("ar")
    gaps = [gap for gap in missing(Definition.read(raw)) if gap.path == "texts.send"]
    assert [gap.language for gap in gaps] == ["ar"]


def test_a_mistyped_piece_is_found_before_customers_read_it() -> None:
    raw = default_definition()
    raw["questions"][1]["texts"]["title"]["nl"] = "Wat deed {medewerker} goed?"
    (gap,) = missing(Definition.read(raw))
    assert (gap.path, gap.language) == ("questions[1].texts.title", "nl")
    assert "{medewerker}" in gap.problem


def test_reading_what_was_written_gives_the_same() -> None:
    raw = default_definition()
    assert Definition.read(json.loads(json.dumps(raw))) == Definition.read(raw)
