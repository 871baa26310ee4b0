"""The same question has one line over waves; other words or another scale break it, visibly."""

from typing import Any

import pytest

from extramile.engagement.release.lines import comparable, line_of
from extramile.questionnaires.definition import Question

RAW: dict[str, Any] = {
    "key": "energy",
    "kind": "rating",
    "texts": {
        "title": {
            "en": "How much energy does your work give you?",
            "nl": "Hoeveel energie geeft je werk je?",
        },
        "low": {"en": "none", "nl": "geen"},
        "high": {"en": "a great deal", "nl": "heel veel"},
    },
}


def _question(**texts: dict[str, str]) -> Question:
    return Question.read({**RAW, "texts": {**RAW["texts"], **texts}})


def test_a_language_that_comes_breaks_nothing() -> None:
    later = _question(title={**RAW["texts"]["title"], "de": "Wie viel Energie gibt Ihnen Ihre Arbeit?"})
    assert comparable(_question(), later)
    assert line_of(later, [(_question(), "first")]) == "first"


@pytest.mark.parametrize(
    "change",
    [
        {"title": {"en": "Does your work give you energy?", "nl": "Hoeveel energie geeft je werk je?"}},
        {"title": {"en": "How much energy does your work give you?", "nl": "Geeft je werk je energie?"}},
        {"high": {"en": "a lot", "nl": "heel veel"}},
        {"help": {"en": "Think of the last two weeks.", "nl": "Denk aan de laatste twee weken."}},
    ],
)
def test_other_words_break_it(change: dict[str, dict[str, str]]) -> None:
    assert not comparable(_question(), _question(**change))
    assert line_of(_question(**change), [(_question(), "first")]) not in ("first", "")


def test_another_scale_breaks_it() -> None:
    wider = Question.read({**RAW, "scale": {"from": 0, "to": 6}})
    assert not comparable(_question(), wider)


def test_no_language_in_common_is_no_comparison() -> None:
    texts = {name: {"de": "…"} for name in RAW["texts"]}
    assert not comparable(_question(), Question.read({**RAW, "texts": texts}))


def test_an_old_line_does_not_come_back_after_a_break() -> None:
    broken = _question(title={"en": "Other words?", "nl": "Andere woorden?"})
    line = line_of(_question(), [(broken, "second"), (_question(), "first")])
    assert line not in ("first", "second")


def test_spaces_are_no_words() -> None:
    spaced = _question(
        title={"en": "How much  energy does your work give you? ", "nl": RAW["texts"]["title"]["nl"]}
    )
    assert comparable(_question(), spaced)
