"""Ballots become counts that add up: cells to units, units to the company."""

from extramile.engagement.release.tally import Tally, add, answered, scores, tally
from extramile.questionnaires.definition import Question

ENPS = Question.read({"key": "enps", "kind": "nps"})
WHY = Question.read({"key": "why", "kind": "text"})
CHOICES = Question.read(
    {"key": "which", "kind": "multiple", "options": [{"key": "a", "label": {}}, {"key": "b", "label": {}}]}
)
POINTS = Question.read(
    {
        "key": "care_now",
        "kind": "points",
        "options": [{"key": "people", "label": {}}, {"key": "results", "label": {}}],
    }
)


def _sum(*ballots: dict[str, object]) -> Tally:
    whole: Tally = {}
    for answers in ballots:
        add(whole, tally([ENPS, WHY, CHOICES, POINTS], answers))
    return whole


def test_counts_add_up() -> None:
    whole = _sum({"enps": 9}, {"enps": 9, "which": ["a", "b"]}, {"enps": 3, "which": ["a"]}, {})
    assert scores(whole, ENPS) == {number: {9: 2, 3: 1}.get(number, 0) for number in range(11)}
    assert answered(whole, "enps") == 3
    assert (whole["which", "a"], whole["which", "b"], answered(whole, "which")) == (2, 1, 2)


def test_what_is_no_answer_counts_for_nothing() -> None:
    assert (
        _sum({"enps": 11}, {"enps": "many"}, {"which": ["c"]}, {"care_now": {"people": 99, "results": 99}})
        == {}
    )


def test_words_are_in_no_count() -> None:
    assert _sum({"why": "Because of Ahmed"}) == {}


def test_divided_points_add_up() -> None:
    whole = _sum({"care_now": {"people": 80, "results": 20}}, {"care_now": {"people": 100, "results": 0}})
    assert (whole["care_now", "people"], whole["care_now", "results"]) == (180, 20)
    assert answered(whole, "care_now") == 2
