"""What a finding proposes can be taken, mends what was found, and leaves the rest alone."""

import copy
from collections.abc import Iterator
from typing import Any

from benchmarks.survey_coach import read
from extramile.questionnaires import coach
from extramile.questionnaires.checking import check_definition
from extramile.questionnaires.coach import Finding, taken
from extramile.questionnaires.definition import Definition
from tests.questionnaires.coach.definitions import Raw, question, score, several


def _raw(*questions: Raw, languages: tuple[str, ...] = ("en",)) -> Raw:
    return {"format": 1, "languages": list(languages), "questions": list(questions)}


def _first(raw: Raw, rule: str, language: str | None = None, **more: Any) -> Finding:
    findings = coach.check(Definition.read(raw), audience="customers", **more)
    return next(one for one in findings if one.rule == rule and language in {None, one.language})


def test_one_question_becomes_two_that_are_answered_alike() -> None:
    raw = _raw(question("How quick and tidy was the repair?", key="repair"))
    before = copy.deepcopy(raw)
    after = check_definition(taken(raw, _first(raw, "WRD-1")))
    assert raw == before
    first, second = after["questions"]
    assert first["texts"]["title"]["en"] == "How quick was the repair?"
    assert (second["key"], second["texts"]["title"]["en"]) == ("repair_2", "How tidy was the repair?")
    assert (second["kind"], second["texts"]["low"]) == (first["kind"], first["texts"]["low"])


def test_the_other_language_joins_the_second_question() -> None:
    asked = question("How quick and tidy was the repair?", key="repair")
    asked["texts"]["title"]["nl"] = "Hoe snel en netjes was de reparatie?"
    raw = _raw(asked, languages=("en", "nl"))
    raw = taken(raw, _first(raw, "WRD-1", "en"))
    raw = taken(raw, _first(raw, "WRD-1", "nl"))
    titles = [one["texts"]["title"] for one in raw["questions"]]
    assert titles == [
        {"en": "How quick was the repair?", "nl": "Hoe snel was de reparatie?"},
        {"en": "How tidy was the repair?", "nl": "Hoe netjes was de reparatie?"},
    ]


def test_half_of_a_score_question_becomes_a_rating() -> None:
    """A response has one score."""
    raw = _raw(score())
    raw["questions"][0]["texts"]["title"]["en"] = "How likely are you to recommend our shop and our website?"
    after = check_definition(taken(raw, _first(raw, "WRD-1")))
    assert [one["kind"] for one in after["questions"]] == ["nps", "rating"]


def test_words_for_one_group_give_a_question_for_that_group() -> None:
    why = question("Why?", "text", key="why")
    when = [{"question": "score", "group": ["detractor"]}]
    title = {"en": "What went wrong, and what should we do better?"}
    why["variants"] = [{"when": when, "texts": {"title": title}}]
    raw = _raw(score(), why)
    after = check_definition(taken(raw, _first(raw, "WRD-1")))
    assert after["questions"][1]["variants"][0]["texts"]["title"]["en"] == "What went wrong?"
    assert after["questions"][2]["when"] == when
    assert "variants" not in after["questions"][2]


def test_a_middle_is_put_in_the_middle_in_each_language() -> None:
    asked = question("How was it?", "single", key="how", options="Very bad; Bad; Good; Very good")
    for option, label in zip(asked["options"], ["Heel slecht", "Slecht", "Goed", "Heel goed"], strict=True):
        option["label"]["nl"] = label
    asked["texts"]["title"]["nl"] = "Hoe was het?"
    raw = _raw(asked, languages=("en", "nl"))
    raw = taken(raw, _first(raw, "SCL-3", "en"))
    options = raw["questions"][0]["options"]
    assert (len(options), options[2]["key"]) == (5, "middle")
    assert not [one for one in coach.check(Definition.read(raw), audience="customers") if one.rule == "SCL-3"]


def test_what_is_no_text_can_be_taken_too() -> None:
    forced = _raw(score(required=True), question("How clear was it?", key="clear", required=True))
    assert "required" not in taken(forced, _first(forced, "REQ-1"))["questions"][1]
    late = _raw(*several(2), score())
    assert [one["key"] for one in taken(late, _first(late, "NPS-3"))["questions"]] == ["score", "q0", "q1"]
    turned = _raw(question("How clear was it?", key="clear"))
    turned["questions"][0]["texts"] |= {"low": {"en": "very clear"}, "high": {"en": "unclear"}}
    mended = taken(turned, _first(turned, "NPS-2"))["questions"][0]["texts"]
    assert (mended["low"]["en"], mended["high"]["en"]) == ("unclear", "very clear")
    previous = Definition.read(_raw(score(orientation="vertical")))
    upright = taken(_raw(score()), _first(_raw(score()), "NPS-2", previous=previous))
    assert upright["questions"][0]["orientation"] == "vertical"
    silent = _raw(*several(4))
    told = taken(silent, _first(silent, "LEN-3"))
    assert told["questions"][0]["texts"]["help"] == {"en": "This takes about one minute."}


def test_nothing_to_take_changes_nothing() -> None:
    raw = _raw(question("I like my work.", "single", key="like", options="Disagree; Neutral; Agree"))
    finding = _first(raw, "SCL-1")
    assert finding.rewrite is None
    assert taken(raw, finding) == raw


def _proposed() -> Iterator[tuple[Raw, Finding]]:
    for one in read("tune"):
        raw = one.definition()
        for finding in coach.check(Definition.read(raw), audience="customers"):
            if finding.rule == one.fault and finding.rewrite:
                yield raw, finding


def test_what_is_taken_is_sound_and_mends_what_was_found() -> None:
    """Every proposal for a labelled question: taken, the definition holds and the finding is gone."""
    proposed = list(_proposed())
    assert len(proposed) >= 50
    for raw, finding in proposed:
        after = check_definition(taken(raw, finding))
        again = coach.check(Definition.read(after), audience="customers")
        assert (finding.rule, finding.question_key, finding.place) not in {
            (one.rule, one.question_key, one.place) for one in again
        }, (raw["questions"][0]["texts"]["title"], finding.rewrite)
