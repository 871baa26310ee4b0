from typing import Any

import pytest

from extramile.questionnaires.checking import DefinitionError, check_definition
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.points import as_stored, gathered, read_points, sum_of
from extramile.responses.submission import Problem, read, ticks_of

KEYS = ["family", "market", "order", "new"]
OPTIONS = [{"key": key, "label": {"en": key.upper()}} for key in KEYS]
TITLE = {"title": {"en": "How is it here?"}}
CULTURE = {"key": "culture", "kind": "points", "texts": TITLE, "options": OPTIONS}


def made(*questions: dict[str, Any]) -> dict[str, Any]:
    return {"format": 1, "languages": ["en"], "questions": list(questions)}


@pytest.fixture
def definition() -> Definition:
    return Definition.read(made(CULTURE))


@pytest.mark.parametrize(
    "given",
    [
        {"family": 40, "market": 60, "order": 0, "new": 0},
        {"family": "40", "market": " 60 ", "order": "", "new": None},
        {"market": 60, "family": "040"},
        ["family:40", "market:60", "order:0", "new:0"],
    ],
)
def test_a_hundred_points_in_every_form_they_come_in(definition: Definition, given: object) -> None:
    question = definition.questions[0]
    assert question.read_answer(given) == {"family": 40, "market": 60, "order": 0, "new": 0}


@pytest.mark.parametrize(
    "given",
    [
        {"family": 40, "market": 59},
        {"family": 101},
        {"family": 150, "market": -50},
        {"family": "150", "market": "-50"},
        {"family": 50.5, "market": 49.5},
        {"family": True, "market": 99},
        {"family": "١٠٠"},
        {"family": "1e2"},
        {"family": [100]},
        {"family": 100, "unknown": 0},
        {"family": {"family": 100}},
        ["family:100", "unknown:0"],
        ["family"],
        "100",
        100,
        None,
        {},
    ],
)
def test_what_does_not_make_a_hundred_is_no_answer(definition: Definition, given: object) -> None:
    assert definition.questions[0].read_answer(given) is None


def test_the_fields_of_a_form_come_together_by_question() -> None:
    assert gathered({"nps": "9", "culture.family": "40", "culture.market": "60"}) == {
        "nps": "9",
        "culture": {"family": "40", "market": "60"},
    }
    assert gathered({"culture": "x", "culture.family": "40", ".": "", "a.b.c": "1"}) == {
        "culture": "x",
        "": {"": ""},
        "a": {"b.c": "1"},
    }


def test_a_submission_says_what_is_wrong_with_points(definition: Definition) -> None:
    assert read(definition, {}).problems == {}
    assert read(definition, {"culture": dict.fromkeys(KEYS, " ")}).problems == {}
    short = read(definition, {"culture": {"family": "40"}})
    assert (short.answers, short.problems) == ({}, {"culture": Problem.NOT_A_HUNDRED})
    needed = Definition.read(made({**CULTURE, "required": True}))
    assert read(needed, {"culture": {}}).problems == {"culture": Problem.NEEDED}


def test_what_is_stored_can_be_read_again(definition: Definition) -> None:
    kept = read(definition, {"culture": {"family": 25, "market": 25, "new": 50}}).answers
    assert kept == {"culture": ["family:25", "market:25", "order:0", "new:50"]}
    assert read(definition, kept).answers == kept
    assert ticks_of(kept)[0] == "culture:family:25"
    divided = read_points(KEYS, kept["culture"])
    assert divided is not None
    assert as_stored(divided) == kept["culture"]


def test_the_sum_so_far() -> None:
    assert sum_of({"family": "40", "market": ""}) == 40
    assert sum_of({"family": "forty"}) is None


@pytest.mark.parametrize(
    ("question", "place", "remedy"),
    [
        ({**CULTURE, "options": OPTIONS[:1]}, "questions[0].options", "at least two"),
        ({**CULTURE, "options": []}, "questions[0].options", "Add an option"),
        ({**CULTURE, "scale": {"from": 0, "to": 6}}, "questions[0].scale", "Take it out"),
        ({"key": "q", "kind": "rating", "texts": TITLE, "scale": {"from": 1, "to": 11}},
         "questions[0].scale.to", "10 or less"),
        ({"key": "q", "kind": "rating", "texts": TITLE, "scale": {"from": 0}},
         "questions[0].scale", "Add it"),
    ],
)  # fmt: skip
def test_a_faulty_question_names_its_place_and_the_remedy(
    question: dict[str, Any], place: str, remedy: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        check_definition(made(question))
    assert [problem.path for problem in caught.value.problems] == [place]
    assert remedy in caught.value.problems[0].message


def test_no_condition_looks_at_points() -> None:
    later = {"key": "q", "kind": "text", "texts": TITLE, "when": [{"question": "culture", "choice": ["new"]}]}
    with pytest.raises(DefinitionError, match="does not fit a question of the kind points"):
        check_definition(made(CULTURE, later))


def test_a_rating_may_have_its_own_scale() -> None:
    energy = {"key": "energy", "kind": "rating", "texts": TITLE, "scale": {"from": 0, "to": 6}}
    definition = Definition.read(made(energy))
    question = definition.questions[0]
    assert list(question.scale) == list(range(7))
    assert [question.read_answer(raw) for raw in ("0", 6, "7", -1)] == [0, 6, None, None]
    plain = Definition.read(made({"key": "stars", "kind": "rating", "texts": TITLE}))
    assert list(plain.questions[0].scale) == [1, 2, 3, 4, 5]


def test_a_condition_stays_within_the_scale_that_the_rating_has() -> None:
    energy = {"key": "energy", "kind": "rating", "texts": TITLE, "scale": {"from": 0, "to": 6}}
    later = {"key": "q", "kind": "text", "texts": TITLE, "when": [{"question": "energy", "at_least": 6}]}
    assert check_definition(made(energy, later))
    with pytest.raises(DefinitionError, match=r"Stay within 1 and 5"):
        check_definition(made({**energy, "scale": {"from": 1, "to": 5}}, later))
