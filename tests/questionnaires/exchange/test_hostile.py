"""Files that mean harm, or are just broken: a clear word about place and remedy, and nothing worse."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from extramile.questionnaires.checking import DefinitionError, Problem
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.exchange import opening, read_file
from extramile.questionnaires.exchange.plain import words_of
from extramile.questionnaires.shipped import default_definition
from tests.questionnaires.exchange.files import as_bytes, formbricks, lss, mc, qsf, question, surveyjs, table

BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><questions><rows><row><qid>&b;</qid></row></rows></questions>
</document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<document><questions><rows><row><title>&e;</title></row></rows></questions></document>"""


def refusal(data: bytes) -> str:
    with pytest.raises(DefinitionError) as caught:
        read_file(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x00\x01\x02", "UTF-8|JSON"),
        (b"PK\x03\x04zip", "Unpack"),
        (b"Hello", "line 1: This is not JSON"),
        (b'{"pages": [', "line 1: This is not JSON"),
        (b'{\n"title": "caf\xe9"}', "line 2: .*UTF-8"),
        (b'{"a": 1}', "no survey of"),
        (b"[]", "no survey of"),
        (b"null", "no survey of"),
        (b'{"pages": [{"elements": []}]}', "no survey of"),
        (b'{"SurveyElements": {}}', "no questions"),
        (b'{"SurveyElements": [7, null, {"Element": "SQ", "Payload": []}]}', "no questions|can be asked"),
        (b"<html><body>Log in</body></html>", "not a survey of LimeSurvey"),
        (b"<document><LimeSurveyDocType>Question</LimeSurveyDocType></document>", "part of a survey"),
        (b"<document><a></document>", "line 1: This is not proper XML"),
        (b"<?xml version='1.0' encoding='klingon'?><document/>", "encoding|XML"),
        (b"[" * 100_000 + b"]" * 100_000, "nested deeper"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "nested deeper"),
        (b"<a>" * 10_000, "more in this file"),
        (BOMB, "line 1: .*entities"),
        (OUTSIDE, "line 1: .*entities"),
        (b'{"pages": [{"elements": [{"type": "file", "name": "f"}]}]}', "None of its questions"),
    ],
)
def test_a_file_that_is_none_says_where_and_what_to_do(data: bytes, said: str) -> None:
    message = refusal(data)
    assert re.search(said, message), message


def test_a_huge_file_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_decoded", lambda _data: pytest.fail("it was read"))
    assert "10 MB" in refusal(b" " + b"1" * (10 * 1024 * 1024))


SCRIPT = (
    "<script>alert(1)</script>Why<img src=x onerror=alert(1) alt='a dog'> &lt;b&gt;<b onclick=x>so</b>?\u202e"
)


@pytest.mark.parametrize(
    "data",
    [
        surveyjs({"type": "text", "name": "a", "title": SCRIPT}),
        lss(table("questions", question(1, "T", "a", SCRIPT))),
        qsf({"QuestionID": "QID1", "QuestionText": SCRIPT, "QuestionType": "TE", "Selector": "SL"}),
        formbricks({"id": "a", "type": "openText", "headline": {"default": SCRIPT}}),
    ],
    ids=["surveyjs", "limesurvey", "qualtrics", "formbricks"],
)
def test_scripts_in_texts_become_nothing(data: bytes) -> None:
    carried = read_file(data)
    text = Definition.read(carried.definition).questions[0].text("title", "en")
    assert text == "Whya dog <b>so?"  # "<b>" was written as words; it is escaped wherever it is shown
    assert any("Pictures" in note.reason for note in carried.changed)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("a<p>b</p>c", "a\nb\nc"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("<style>p{}</style><svg><title>x</title></svg>ok", "ok"),
        ("<script>never closed", ""),
        ("<<b>>x", "<>x"),
        ("<a href='javascript:alert(1)'>here</a>", "here"),
        ("<!-- secret -->shown<!", "shown"),
        ("a\x00b\x1b[31m", "ab[31m"),
        (12, "12"),
        (True, ""),
        (["x"], ""),
        ("<" * 500, "<" * 500),
    ],
)
def test_words_without_their_markup(raw: object, words: str) -> None:
    said = words_of(raw)
    assert said.replace("<!", "") == words or said == words


def many(make: Callable[[int], Any]) -> list[Any]:
    return [make(number) for number in range(10_000)]


@pytest.mark.parametrize(
    "data",
    [
        surveyjs(*many(lambda n: {"type": "text", "name": f"q{n}", "visibleIf": f"{{q{n - 1}}} notempty"})),
        lss(table("questions", *many(lambda n: question(n + 1, "T", f"q{n}", "Why?")))),
        qsf(*many(lambda n: mc(f"QID{n}", "Why?", "a", "b"))),
        formbricks(*many(lambda n: {"id": f"q{n}", "type": "openText", "headline": {"default": "Why?"}})),
    ],
    ids=["surveyjs", "limesurvey", "qualtrics", "formbricks"],
)
def test_ten_thousand_questions_are_cut_and_said(data: bytes) -> None:
    begun = time.process_time()
    carried = read_file(data)
    assert time.process_time() - begun < 20
    assert (carried.asked, carried.kept) == (10_000, 50)
    assert carried.left_out[-1].what == "9950 more questions"
    assert "Split" in carried.left_out[-1].remedy


def test_more_than_ten_thousand_is_no_survey() -> None:
    assert "question 10001" in refusal(surveyjs(*({"type": "text", "name": f"q{n}"} for n in range(10_001))))


def test_thousands_of_skips_take_no_age() -> None:
    names = [f"QID{number}" for number in range(5_000)]
    skips = {
        name: [{"ChoiceLocator": f"q://{name}/SelectableChoice/1", "Condition": "Selected",
                "SkipToDestination": "ENDOFBLOCK"}]
        for name in names
    }  # fmt: skip
    begun = time.process_time()
    assert read_file(qsf(*(mc(name, "Why?", "a", "b") for name in names), skips=skips)).kept == 50
    assert time.process_time() - begun < 10


def test_the_same_code_twice_is_told_apart_and_said() -> None:
    twice: list[dict[str, Any]] = [
        {"type": "text", "name": "Why?"},
        {"type": "radiogroup", "name": "Why?", "choices": ["a", "A", "a", ""]},
    ]
    carried = read_file(surveyjs(*twice))
    assert [one["key"] for one in carried.definition["questions"]] == ["why", "why_2"]
    keys = [option["key"] for option in carried.definition["questions"][1]["options"]]
    assert keys == ["a", "a_2", "a_3", "option"]
    assert any("this code" in note.reason for note in carried.changed)


def test_names_of_any_writing_become_keys() -> None:
    odd = ["Überraschung!", "为什么", "1e vraag", "x" * 200, "_", "constructor", "a\x00b"]
    carried = read_file(surveyjs(*({"type": "text", "name": name, "title": "?"} for name in odd)))
    keys = [one["key"] for one in carried.definition["questions"]]
    assert keys[:3] == ["uberraschung", "q", "q_1e_vraag"]
    assert len(set(keys)) == len(odd)


def test_too_many_choices_and_too_long_texts_are_cut_and_said() -> None:
    carried = read_file(
        surveyjs(
            {
                "type": "dropdown",
                "name": "a",
                "title": "word " * 5000,
                "choices": [str(n) + "x" for n in range(500)],
            }
        )
    )
    asked = carried.definition["questions"][0]
    assert len(asked["options"]) == 60
    assert len(asked["texts"]["title"]["en"]) <= 2000
    assert ["500 choices" in note.reason for note in carried.changed].count(True) == 1
    assert ["2,000" in note.reason for note in carried.changed].count(True) == 1


def test_piping_is_taken_out_and_said() -> None:
    carried = read_file(
        surveyjs(
            {"type": "text", "name": "a", "title": "Dear {TOKEN:FIRSTNAME}, why {q1}? {"},
            {"type": "text", "name": "b"},
        )
    )
    assert carried.definition["questions"][0]["texts"]["title"]["en"] == "Dear {first name}, why …? ("
    assert any("{q1}" in note.reason for note in carried.changed)


JUNK: list[Any] = [None, 7, "x", [], {}, [[]], {"default": None}, {"a": {"b": []}}, True, -1, 1e308]


@pytest.mark.parametrize("junk", JUNK, ids=str)
def test_junk_in_any_place_is_no_crash(junk: Any) -> None:
    """Whatever stands where something else should: read, or refused with words."""
    element = {
        "type": "rating",
        "name": junk,
        "title": junk,
        "choices": junk,
        "visibleIf": junk,
        "rateValues": junk,
        "rateMin": junk,
        "rateMax": junk,
        "rateStep": junk,
        "rows": junk,
        "items": junk,
        "validators": junk,
    }
    kinds = ["rating", "checkbox", "matrix", "multipletext", "boolean", "panel", "html", "text", "ranking"]
    payload = {
        "QuestionText": junk,
        "Choices": junk,
        "Answers": junk,
        "Validation": junk,
        "Language": junk,
        "DisplayLogic": junk,
        "ColumnLabels": junk,
        "Configuration": junk,
        "AdditionalQuestions": junk,
        "ChoiceOrder": junk,
        "DataExportTag": junk,
        "Selector": junk,
        "SubSelector": junk,
    }
    mess = {
        "type": junk,
        "headline": junk,
        "choices": junk,
        "logic": junk,
        "range": junk,
        "rows": junk,
        "columns": junk,
    }
    files: list[Any] = [
        {
            "title": junk,
            "locale": junk,
            "pages": [
                {"elements": [{**element, "type": kind, "name": "n"} for kind in kinds]},
                junk,
                {"elements": junk},
            ],
            "completedHtml": junk,
        },
        {"pages": [{"elements": [{**element, "type": "text", "name": "ok"}, element]}]},
        {
            "SurveyEntry": junk,
            "SurveyElements": [
                junk,
                {"Element": "FL", "Payload": junk},
                {"Element": "BL", "Payload": junk},
                *(
                    {"Element": "SQ", "PrimaryAttribute": kind, "Payload": {**payload, "QuestionType": kind}}
                    for kind in ("MC", "TE", "Matrix", "SBS", "RO", "CS", "Slider", "DB", "X")
                ),
            ],
        },
        {
            "name": junk,
            "questions": [
                {
                    **mess,
                    "id": kind,
                    "type": kind,
                    "headline": junk,
                    "logic": [{"conditions": junk, "actions": junk}, junk],
                }
                for kind in ("nps", "rating", "consent", "matrix", "cta", "openText")
            ],
            "languages": junk,
            "endings": junk,
            "welcomeCard": junk,
        },
    ]
    for raw in files:
        assert all(problem.message for problem in _problems(json.dumps(raw).encode()))


def _problems(data: bytes) -> list[Problem]:
    try:
        read_file(data)
    except DefinitionError as error:
        return error.problems
    return []


def test_a_definition_of_ours_comes_in_whole() -> None:
    carried = read_file(as_bytes(default_definition()))
    assert (carried.definition, carried.program, carried.notes) == (default_definition(), "Extra Mile", ())
