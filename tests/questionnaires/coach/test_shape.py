"""Rules about the whole: length, frequency, reminders, force, anonymity, and a series that stays one."""

from typing import Any

import pytest

from extramile.questionnaires import coach
from tests.questionnaires.coach.definitions import of, question, rules, said, score, several


def test_a_good_one_gets_nothing_said() -> None:
    assert said(of(score(), question("Why do you give this score?", "text"))) == []


@pytest.mark.parametrize(
    ("count", "found"), [(5, []), (6, [("LEN-1", "warning")]), (45, [("LEN-1", "warning")])]
)
def test_customers_length(count: int, found: list[tuple[str, str]]) -> None:
    assert rules(said(of(*several(count)))) == found


def test_more_than_ten_minutes_is_an_error() -> None:
    long = "Tell us about it. " * 40
    asked = [question(f"What was {n}? {long}", "statement", key=f"s{n}") for n in range(20)]
    found = said(of(score(), *asked))
    assert ("LEN-1", "error") in rules(found)


def test_only_the_longest_way_counts() -> None:
    """Four for promoters and four others for detractors are not eight."""

    def to(group: str) -> list[dict[str, Any]]:
        when = [{"question": "score", "group": [group]}]
        return [{**one, "key": f"{group}_{one['key']}", "when": when} for one in several(4)]

    assert rules(said(of(score(), *to("promoter"), *to("detractor")))) == []
    assert rules(said(of(score(), *to("promoter"), *several(4)))) == [("LEN-1", "warning")]


@pytest.mark.parametrize(
    ("count", "every", "found"),
    [
        (15, None, []),
        (16, None, ["LEN-2"]),
        (8, 7, ["LEN-2"]),
        (7, 7, []),
        (40, 365, []),
        (16, 30, ["FRQ-1", "LEN-2"]),
    ],
)
def test_employees_length(count: int, every: int | None, found: list[str]) -> None:
    assert [one.rule for one in said(of(*several(count)), audience="employees", every_days=every)] == found


def test_it_should_tell_how_short_it_is() -> None:
    told, silent = several(4), several(4)
    told[0]["texts"]["help"] = {"en": "These four questions take one minute."}
    assert rules(said(of(*silent), length_is_told=False)) == [("LEN-3", "warning")]
    assert said(of(*told), length_is_told=False) == []
    assert said(of(*several(2)), length_is_told=False) == []  # a score and a why


@pytest.mark.parametrize(
    ("days", "is_relationship", "found"),
    [(90, False, []), (89, False, ["FRQ-1"]), (90, True, ["FRQ-1"]), (180, True, []), (None, True, [])],
)
def test_the_same_person_is_left_alone(days: int | None, is_relationship: bool, found: list[str]) -> None:
    given = said(of(score()), quarantine_days=days, is_relationship=is_relationship)
    assert [one.rule for one in given] == found


@pytest.mark.parametrize(("given", "found"), [(3, []), (4, [("REM-1", "error")]), (None, [])])
def test_reminders(given: int | None, found: list[tuple[str, str]]) -> None:
    assert rules(said(of(score()), reminders=given)) == found


def test_one_open_question_optional_after_the_score() -> None:
    why, more = question("Why?", "text", key="why"), question("What did you miss?", "text", key="more")
    assert said(of(score(), why)) == []
    assert rules(said(of(why, score()))) == [("OPEN-1", "warning")]
    assert [one.question_key for one in said(of(score(), why, more))] == ["more"]
    found = said(of(score(), {**why, "required": True}))
    assert rules(found) == [("OPEN-1", "warning")]


def test_only_the_score_is_forced() -> None:
    clear, quick = several(2, required=True)
    assert said(of(score(required=True), question("Why?", "text"))) == []
    found = said(of(clear, score(required=True), quick))
    assert [(one.rule, one.question_key) for one in found] == [("REQ-1", "q0"), ("REQ-1", "q1")]


PERSONAL = [
    question("How old are you?", "single", key="age", options="Under 35; 35 or older"),
    question("In which team do you work?", "single", key="team", options="North; South"),
    question("How long have you worked here?", "single", key="years", options="0 to 2 years; Longer"),
]


def test_three_facts_about_a_person_are_too_many_among_employees() -> None:
    clear = several(1)
    assert rules(said(of(*clear, *PERSONAL), audience="employees")) == [("ANON-1", "error")]
    assert said(of(*clear, *PERSONAL[:2]), audience="employees") == []
    assert said(of(*clear, *PERSONAL), audience="customers") == []


def test_one_fact_is_too_many_in_a_small_group() -> None:
    asked = of(*several(1), PERSONAL[0])
    assert rules(said(asked, audience="employees", smallest_cell=9)) == [("ANON-1", "error")]
    assert said(asked, audience="employees", smallest_cell=10) == []


@pytest.mark.parametrize(
    "title", ["Hoe oud ben je?", "Op welke afdeling werk je?", "Wat is je functie?", "Ben je man of vrouw?"]
)
def test_dutch_facts_about_a_person(title: str) -> None:
    asked = {**PERSONAL[0], "texts": {"title": {"nl": title}}}
    asked["options"] = [{"key": "a", "label": {"nl": "Een"}}, {"key": "b", "label": {"nl": "Twee"}}]
    found = said(of(asked, languages=("nl",)), audience="employees", smallest_cell=5)
    assert [one.rule for one in found] == ["ANON-1"]


# --- a series stays one ----------------------------------------------------------------------------


def test_the_score_question_keeps_its_words() -> None:
    before = of(score())
    changed = score()
    changed["texts"]["title"]["en"] = "How likely is it that you recommend us to a friend?"
    found = said(of(changed), previous=before)
    assert rules(found) == [("NPS-1", "error")]
    assert found[0].rewrite is not None
    assert found[0].rewrite.text == "How likely are you to recommend us?"
    signs = score()
    signs["texts"]["title"]["en"] = "How likely are you to recommend us ?"
    assert said(of(signs), previous=before) == []
    more = score()
    more["texts"]["title"]["nl"] = "Hoe waarschijnlijk is het dat u ons aanbeveelt?"
    assert said(of(more, languages=("en", "nl")), previous=before) == []  # a new language breaks nothing


def test_the_score_question_keeps_its_place_and_its_way_round() -> None:
    before = of(score(), *several(1))
    assert rules(said(of(*several(1), score()), previous=before)) == [("NPS-3", "error")]
    upright = score(orientation="vertical")
    assert rules(said(of(upright, *several(1)), previous=before)) == [("NPS-2", "error")]


def test_at_most_one_question_comes_before_the_score() -> None:
    assert said(of(*several(1), score())) == []
    assert rules(said(of(*several(2), score()))) == [("NPS-3", "warning")]


def test_a_table_taken_apart_is_a_table() -> None:
    rows = [question(title, key=f"r{n}") for n, title in enumerate(["The desk", "The phone", "The letters"])]
    assert rules(said(of(*rows))) == [("GRID-1", "warning")]
    assert said(of(*rows[:2])) == []
    assert said(of(*several(3))) == []


def test_findings_are_sorted_errors_first_and_each_is_told_once() -> None:
    forced = [*several(2, required=True), question("How friendly and skilled was he?", key="both")]
    found = said(of(score(required=True), *forced))
    assert [one.severity for one in found] == ["error", "warning", "warning"]
    assert len(set(found)) == len(found)


def test_every_rule_has_its_evidence_and_its_own_function() -> None:
    assert len({rule.find for rule in coach.RULES}) == len(coach.RULES)
    assert all(str(rule.evidence) for rule in coach.RULES)
    expected = (
        "NPS-1 NPS-2 NPS-3 LEN-1 LEN-2 LEN-3 FRQ-1 REM-1 GRID-1 SCL-1 SCL-2 SCL-3 "
        "WRD-1 WRD-2 WRD-3 WRD-4 WRD-5 WRD-6 OPEN-1 REQ-1 ANON-1 TRN-1"
    )
    assert " ".join(coach.KEYS) == expected
