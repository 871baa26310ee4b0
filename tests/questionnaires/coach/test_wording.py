"""What was decided about words, and where the rules look."""

from typing import Any

import pytest

from extramile.questionnaires import coach
from extramile.questionnaires.coach import Finding
from extramile.questionnaires.definition import Definition
from tests.questionnaires.coach.definitions import Raw, of, question, rules, said, score


def _in(language: str, title: str, **more: Any) -> list[Finding]:
    texts = {"title": {language: title}, "low": {language: "1"}, "high": {language: "5"}}
    raw = {"key": "a", "kind": "rating", "texts": texts, **more}
    return said(of(raw, languages=(language,)))


@pytest.mark.parametrize(
    "title",
    [
        "How well do research and development work?",
        "How often in 9 or 10 weeks did it rain?",
        "How well do you and your team leader plan?",
        "How clear is “Time and Money”?",
        "How good was Marks and Spencer?",
        "Sanne came and she repaired the window. How tidy was she?",
        "If you called and nobody answered, how long did you wait?",
    ],
)
def test_and_that_names_one_thing(title: str) -> None:
    assert [one for one in said(of(question(title))) if one.rule == "WRD-1"] == []


def test_why_after_who_is_one_question_and_a_second_what_is_not() -> None:
    assert said(of(score(), question("Who deserves a thank-you, and why?", "text"))) == []
    found = said(of(score(), question("What went well and what did you miss?", "text")))
    assert rules(found) == [("WRD-1", "error")]


def test_each_language_is_judged_by_its_own_words() -> None:
    assert [one.rule for one in _in("nl-be", "Hoe vriendelijk en deskundig was de monteur?")] == ["WRD-1"]
    assert [one.rule for one in _in("en-gb", "How quick and tidy was the repair?")] == ["WRD-1"]
    assert _in("de", "Wie freundlich und geschickt war der Monteur?") == []
    assert _in("nl", "Hoe bevalt de en-suite?") == []


def test_words_for_one_group_are_read_too() -> None:
    why = question("Why?", "text", key="why")
    when = [{"question": "score", "group": ["promoter"]}]
    why["variants"] = [
        {"when": when, "texts": {"title": {"en": "What did you love about our wonderful van?"}}}
    ]
    found = said(of(score(), why))
    assert [(one.rule, one.place) for one in found] == [("WRD-2", "variants[0].texts.title")]


def test_a_language_that_is_no_longer_offered_is_not_read() -> None:
    asked = question("How clear was it?")
    asked["texts"]["title"]["nl"] = "Hoe helder en snel was het?"
    assert said(of(asked)) == []


def test_pieces_of_the_job_are_read_as_what_they_become() -> None:
    title = "[{employee} helped you and {unit} paid. ]How tidy was {employee|our colleague}?"
    assert said(of(question(title))) == []


@pytest.mark.parametrize(
    ("english", "dutch", "is_told"),
    [
        ("How clear was the letter?", "Hoe duidelijk was de brief?", False),
        ("How clear was the letter?", "Hoe onduidelijk was de brief?", True),
        ("How clear was the letter?", "How clear was the letter?", True),
        ("Was it on time?", "Was het niet op tijd?", True),
        ("Give a mark from 1 to 5.", "Geef een cijfer van 1 tot 10.", True),
        ("Did you wait two days?", "Wachtte u 2 dagen?", False),
        ("{employee} came. Was it tidy?", "Was het netjes?", True),
        ("What did {employee|we} do well?", "Wat ging er goed?", False),
    ],
)
def test_translations_ask_the_same(english: str, dutch: str, is_told: bool) -> None:
    raw: Raw = {"key": "a", "kind": "text", "texts": {"title": {"en": english, "nl": dutch}}}
    found = coach.check(Definition.read(_raw(raw)), audience="customers")
    assert ("TRN-1" in {one.rule for one in found}) is is_told


def _raw(asked: Raw) -> Raw:
    return {"format": 1, "languages": ["en", "nl"], "questions": [asked]}


def test_long_and_odd_texts_are_read_in_time() -> None:
    """Two thousand signs of what patterns like least: a second is plenty."""
    for odd in ("our a, ", "[", "{", "'", "A and ", "waarom ", "is niet ", "not "):
        text = (odd * 2000)[:1990]
        assert isinstance(_in("en", text), list)
        assert isinstance(_in("nl", text), list)
