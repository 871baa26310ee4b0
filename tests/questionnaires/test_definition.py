import copy
from typing import Any

import pytest

from extramile.questionnaires.definition import LONGEST_WORDS, Definition, group_of
from extramile.questionnaires.shipped import default_definition


@pytest.fixture
def default() -> Definition:
    return Definition.read(default_definition())


@pytest.mark.parametrize(
    ("score", "keys"),
    [
        (10, ["nps", "why", "praise"]),
        (9, ["nps", "why", "praise"]),
        (8, ["nps", "why", "praise", "improve", "call"]),
        (7, ["nps", "why", "praise", "improve", "call"]),
        (6, ["nps", "why", "improve", "call"]),
        (0, ["nps", "why", "improve", "call"]),
        (None, ["nps", "why"]),
    ],
)
def test_each_group_is_asked_its_own(default: Definition, score: int | None, keys: list[str]) -> None:
    assert [question.key for question in default.asked({"nps": score})] == keys


def test_the_groups_are_those_of_the_net_promoter_score() -> None:
    assert [group_of(score).value for score in (0, 6, 7, 8, 9, 10)] == [
        "detractor", "detractor", "passive", "passive", "promoter", "promoter",
    ]  # fmt: skip


def test_an_answer_to_a_question_that_is_not_asked_opens_nothing() -> None:
    """A forged form may carry an answer to a hidden question; what hangs on it stays hidden."""
    raw = _chain()
    definition = Definition.read(raw)
    assert [q.key for q in definition.asked({"nps": 10, "call": True})] == ["nps"]
    assert [q.key for q in definition.asked({"nps": 3, "call": True})] == ["nps", "call", "when"]
    assert [q.key for q in definition.asked({"nps": 3, "call": False})] == ["nps", "call"]


def _chain() -> dict[str, Any]:
    title = {"title": {"en": "?"}}
    return {
        "format": 1,
        "languages": ["en"],
        "questions": [
            {"key": "nps", "kind": "nps", "texts": title},
            {"key": "call", "kind": "consent", "texts": title,
             "when": [{"question": "nps", "at_most": 6}]},
            {"key": "when", "kind": "text", "texts": title, "when": [{"question": "call", "yes": True}]},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "given", "holds"),
    [
        ({"at_least": 2, "at_most": 3}, {"stars": 3}, True),
        ({"at_least": 2, "at_most": 3}, {"stars": 4}, False),
        ({"at_most": 2}, {"stars": 1}, True),
        ({"at_least": 2}, {"stars": 1}, False),
        ({"at_least": 2}, {}, False),
    ],
)
def test_a_rating_opens_what_hangs_on_its_range(
    condition: dict[str, int], given: dict[str, int], holds: bool
) -> None:
    title = {"title": {"en": "?"}}
    raw = {
        "format": 1,
        "languages": ["en"],
        "questions": [
            {"key": "stars", "kind": "rating", "texts": title},
            {"key": "more", "kind": "text", "texts": title, "when": [{"question": "stars", **condition}]},
        ],
    }
    asked = [question.key for question in Definition.read(raw).asked(given)]
    assert asked == (["stars", "more"] if holds else ["stars"])


def test_any_of_the_choices_opens_what_hangs_on_them(default: Definition) -> None:
    raw = default_definition()
    raw["questions"].append(
        {"key": "which", "kind": "text", "texts": {"title": {"en": "Which?"}},
         "when": [{"question": "improve", "choice": ["price", "result"]}]}
    )  # fmt: skip
    definition = Definition.read(raw)

    def last(improve: list[str]) -> str:
        return definition.asked({"nps": 2, "improve": improve})[-1].key

    assert (last(["tidy", "price"]), last(["tidy"])) == ("which", "call")


def test_words_differ_by_group_and_language(default: Definition) -> None:
    why = default.question("why")
    assert why is not None
    titles = {
        why.text("title", language, {"nps": score}) for score in (2, 7, 10) for language in ("en", "nl")
    }
    assert len(titles) == 6
    assert why.text("title", "nl-be", {"nps": 2}) == why.text("title", "nl", {"nps": 2})
    assert why.text("title", "pl") == why.text("title", "en") == "Why do you give this score?"
    assert why.text("nonsense", "en") == ""


@pytest.mark.parametrize(
    ("key", "raw", "read"),
    [
        ("nps", "9", 9),
        ("nps", 0, 0),
        ("nps", "11", None),
        ("nps", "-1", None),
        ("nps", "٣", None),
        ("nps", True, None),
        ("nps", ["9"], None),
        ("nps", "9.0", None),
        ("why", "  fine \r\n", "fine"),
        ("why", "a\x00b\r\nc", "ab\nc"),
        ("why", "\ud800x", "�x"),
        ("why", "😀", "😀"),
        ("why", "   ", None),
        ("why", 7, None),
        ("praise", ["tidy", "friendly", "forged"], ["friendly", "tidy"]),
        ("praise", "tidy", ["tidy"]),
        ("praise", ["forged"], None),
        ("call", "yes", True),
        ("call", "0", False),
        ("call", "perhaps", None),
    ],
)
def test_what_is_submitted_becomes_an_answer_or_nothing(
    default: Definition, key: str, raw: object, read: object
) -> None:
    question = default.question(key)
    assert question is not None
    answer = question.read_answer(raw)
    assert (answer, type(answer)) == (read, type(read))


def test_a_comment_is_cut_at_ten_thousand_characters(default: Definition) -> None:
    why = default.question("why")
    assert why is not None
    assert why.read_answer("é" * 10_001) == "é" * LONGEST_WORDS == "é" * 10_000


def test_the_page_has_its_own_words_or_the_shipped_ones(default: Definition) -> None:
    assert default.text("send", "de") == "Absenden"
    raw = copy.deepcopy(default_definition())
    raw["texts"] = {"send": {"de": "Ab damit"}}
    raw["variants"] = [
        {
            "when": [{"question": "nps", "group": ["detractor"]}],
            "texts": {"thanks": {"de": "Danke, wir lernen daraus"}},
        }
    ]
    own = Definition.read(raw)
    assert (own.text("send", "de"), own.text("send", "nl")) == ("Ab damit", "Versturen")
    assert own.text("thanks", "de", {"nps": 1}) == "Danke, wir lernen daraus"
    assert own.text("thanks", "de", {"nps": 10}) == "Vielen Dank"


def test_words_of_the_job_are_translated_where_known(default: Definition) -> None:
    raw = {**default_definition(), "words": {"chip repair": {"nl": "sterreparatie"}}}
    own = Definition.read(raw)
    assert own.word("Chip repair", "nl-be") == "sterreparatie"
    assert own.word("chip repair", "fr") == "chip repair"


def test_the_nearest_language_is_spoken(default: Definition) -> None:
    assert [default.speak(one) for one in ("nl", "nl-be", "pl", "")] == ["nl", "nl", "en", "en"]
