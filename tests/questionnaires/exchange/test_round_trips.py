"""Out and in again: what the other program can hold comes back as it went."""

import json
from typing import Any

import pytest

from extramile.questionnaires.definition import Definition, Question
from extramile.questionnaires.exchange import PROGRAMS, read_file, write_file
from extramile.questionnaires.exchange.taking import said
from extramile.questionnaires.exchange.to_limesurvey import codes
from extramile.questionnaires.shipped import default_definition

TITLE = {"title": {"en": "Well & <3 good?", "nl": "Nou {en} “zo”?"}}
ENDS = {"low": {"en": "no", "nl": "nee"}, "high": {"en": "yes", "nl": "ja"}}
OPTIONS = [
    {"key": key, "label": {"en": key.upper(), "nl": f"{key} & co"}} for key in ("us", "them", "a_long_key_1")
]


def everything() -> dict[str, Any]:
    questions = [
        {"key": "recommend", "kind": "nps", "texts": {**TITLE, **ENDS}, "required": True},
        {"key": "energy", "kind": "rating", "texts": {**TITLE, **ENDS}, "scale": {"from": 0, "to": 6}},
        {"key": "stars", "kind": "rating", "texts": {**TITLE, **ENDS}},
        {"key": "one", "kind": "single", "texts": TITLE, "options": OPTIONS, "required": True},
        {
            "key": "some",
            "kind": "multiple",
            "texts": {**TITLE, "help": {"en": "Tick", "nl": "Vink"}},
            "options": OPTIONS,
        },
        {"key": "divide", "kind": "points", "texts": TITLE, "options": OPTIONS},
        {"key": "call", "kind": "consent", "texts": TITLE},
        {"key": "hello", "kind": "statement", "texts": {**TITLE, "help": {"en": "So", "nl": "Zo"}}},
        {
            "key": "a",
            "kind": "text",
            "texts": TITLE,
            "when": [{"question": "recommend", "group": ["promoter", "detractor"]}],
        },
        {
            "key": "b",
            "kind": "text",
            "texts": TITLE,
            "when": [{"question": "energy", "at_least": 0, "at_most": 2}],
        },
        {
            "key": "c",
            "kind": "text",
            "texts": TITLE,
            "when": [{"question": "one", "choice": ["us", "a_long_key_1"]}],
        },
        {
            "key": "d",
            "kind": "text",
            "texts": TITLE,
            "when": [{"question": "some", "choice": ["us"]}, {"question": "some", "choice": ["them"]}],
        },
        {
            "key": "e",
            "kind": "text",
            "texts": TITLE,
            "when": [{"question": "some", "choice": ["us", "them"]}, {"question": "call", "yes": False}],
        },
    ]
    return {
        "format": 1,
        "languages": ["en", "nl"],
        "questions": questions,
        "texts": {"title": {"en": "Hi & hello", "nl": "Hoi"}, "thanks_help": {"en": "Bye <3", "nl": "Dag"}},
    }


def there_and_back(raw: dict[str, Any], program: str) -> Definition:
    taken = write_file(Definition.read(raw), name="Trial", program=program)
    return Definition.read(read_file(taken.data).definition)


def shape(definition: Definition) -> list[Any]:
    """All but the keys, which LimeSurvey may shorten: each by its place."""
    place = {one.key: number for number, one in enumerate(definition.questions)}

    def options(question: Question, keys: frozenset[str]) -> list[int]:
        return [number for number, option in enumerate(question.options) if option.key in keys]

    found: list[Any] = []
    for one in definition.questions:
        hanging = []
        for condition in one.when:
            about = definition.question(condition.question)
            assert about is not None
            let = [number for number in about.scale if condition.holds({about.key: number})]
            hanging.append((place[about.key], let, options(about, condition.choice), condition.yes))
        texts = {
            name: said(each, definition.languages)
            for name, each in one.texts.items()
            if name != "placeholder"
        }
        found.append(
            (
                one.kind,
                texts,
                one.required,
                one.scale,
                [dict(option.label) for option in one.options],
                hanging,
            )
        )
    return found


@pytest.mark.parametrize("program", PROGRAMS)
def test_everything_we_have_comes_back(program: str) -> None:
    raw = everything()
    back = there_and_back(raw, program)
    assert shape(back) == [
        (*one[:1], {name: _round(each) for name, each in one[1].items()}, *one[2:])
        for one in shape(Definition.read(raw))
    ]
    assert back.languages == ("en", "nl")
    assert back.text("title", "nl") == "Hoi"
    assert back.text("thanks_help", "en") == "Bye <3"


def _round(texts: dict[str, str]) -> dict[str, str]:
    """Braces are pieces of a job with us; of a file from elsewhere they are none."""
    return {language: text.replace("{en}", "…") for language, text in texts.items()}


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_shipped_one_comes_back_and_says_what_it_loses(program: str) -> None:
    definition = Definition.read(default_definition())
    back = there_and_back(default_definition(), program)
    assert [one.kind for one in back.questions] == [one.kind for one in definition.questions]
    for group in ({"nps": 10}, {"nps": 8}, {"nps": 2}):
        assert [one.key for one in back.asked(group)] == [one.key for one in definition.asked(group)]
    notes = write_file(definition, name="x", program=program).notes
    assert [note.place for note in notes] == ["nps", "why"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_twice_there_and_back_changes_no_more(program: str) -> None:
    once = there_and_back(everything(), program)
    first = write_file(once, name="Trial", program=program).data
    twice = Definition.read(read_file(first).definition)
    assert write_file(twice, name="Trial", program=program).data == first


def test_texts_stay_texts_in_the_formats_of_others() -> None:
    raw = {
        "format": 1,
        "languages": ["en"],
        "questions": [
            {"key": "a", "kind": "statement", "texts": {"title": {"en": "<script>x</script>"}}},
            {"key": "b", "kind": "text", "texts": {"title": {"en": "<img src=x> {system('x')}\x0b]]>"}}},
        ],
    }
    definition = Definition.read(raw)
    assert (
        "<script"
        not in json.loads(write_file(definition, name="x", program="surveyjs").data)["pages"][0]["elements"][
            0
        ]["html"]
    )
    lime = write_file(definition, name="<x>", program="limesurvey").data.decode()
    assert "<script" not in lime
    assert "<img" not in lime
    assert "{" not in lime
    assert read_file(lime.encode()).definition["questions"][1]["texts"]["title"]["en"] == "<img src=x> …]]>"


def test_codes_are_short_and_differ() -> None:
    found = codes(["on_time", "ontime", "a" * 30, "b", "A1"], longest=5, start="A")
    assert len(set(found.values())) == 5
    assert all(len(code) <= 5 and code.isalnum() for code in found.values())
