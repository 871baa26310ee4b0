"""Conditions of others: what is let through must be just what was let through there."""

from itertools import product
from typing import Any

import pytest

from extramile.questionnaires.definition import Condition, Kind, hold
from extramile.questionnaires.exchange.expressions import read_expression
from extramile.questionnaires.exchange.logic import Asked, Unsayable, conditions_of

QUESTIONS = {
    "score": Asked("nps", Kind.NPS, {number: number for number in range(11)}),
    "stars": Asked("stars", Kind.RATING, {number: number for number in range(1, 6)}),
    "who": Asked("who", Kind.SINGLE, {"1": "me", "2": "you", "3": "them"}),
    "what": Asked("what", Kind.MULTIPLE, {"a": "apple", "b": "bread", "c": "cheese"}),
    "call": Asked("call", Kind.CONSENT, {True: True, False: False}),
    "why": Asked("why", Kind.TEXT, {}),
}


def names(name: str) -> tuple[str, str] | None:
    question, _nul, option = name.partition("\0")
    if option:
        return (question, option) if question == "what" and option in "abc" else None
    if name.startswith("what_"):
        return "what", name[-1]
    return (name, "") if name in QUESTIONS else None


def said(expression: str) -> list[dict[str, Any]]:
    return conditions_of(read_expression(expression, names), QUESTIONS)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("{score} >= 9", [{"question": "nps", "group": ["promoter"]}]),
        ("{score} > 6", [{"question": "nps", "group": ["promoter", "passive"]}]),
        ("{score} >= 3 and {score} <= 5", [{"question": "nps", "at_least": 3, "at_most": 5}]),
        ("not ({score} = 7 or {score} = 8)", [{"question": "nps", "group": ["promoter", "detractor"]}]),
        ("9 <= {score}", [{"question": "nps", "group": ["promoter"]}]),
        ("{stars} < 3", [{"question": "stars", "at_least": 1, "at_most": 2}]),
        ("who.NAOK == '2'", [{"question": "who", "choice": ["you"]}]),
        ("{who} anyof ['1', '3']", [{"question": "who", "choice": ["me", "them"]}]),
        ("{who} = 2 || {who} = 3", [{"question": "who", "choice": ["you", "them"]}]),
        ("{who} != '2'", [{"question": "who", "choice": ["me", "them"]}]),
        ("{who} notempty", [{"question": "who", "choice": ["me", "you", "them"]}]),
        ("!is_empty(who)", [{"question": "who", "choice": ["me", "you", "them"]}]),
        ("{what} contains 'b'", [{"question": "what", "choice": ["bread"]}]),
        ("{what} anyof ['a', 'c']", [{"question": "what", "choice": ["apple", "cheese"]}]),
        ("{what} allof ['a', 'c']",
         [{"question": "what", "choice": ["apple"]}, {"question": "what", "choice": ["cheese"]}]),
        ("what_a == 'Y' or what_b == 'Y'", [{"question": "what", "choice": ["apple", "bread"]}]),
        ("{call} = true", [{"question": "call", "yes": True}]),
        ("call == 'N'", [{"question": "call", "yes": False}]),
        ("{call} = true and ({score} >= 7 and {score} < 9)",
         [{"question": "call", "yes": True}, {"question": "nps", "group": ["passive"]}]),
        ("1", []),
        ("{who} empty or {who} notempty", []),
        ("({score} > 8 and {call} = true) or ({score} > 8 and {call} empty) or ({score} > 8 and call == 2)",
         [{"question": "nps", "group": ["promoter"]}]),
    ],
)  # fmt: skip
def test_what_can_be_said_is_said(theirs: str, ours: list[dict[str, Any]]) -> None:
    theirs = theirs.replace("who.NAOK", "who")
    assert said(theirs) == ours


@pytest.mark.parametrize(
    "theirs",
    [
        "{score} >= 9 or {call} = true",  # either of two questions
        "{stars} = 1 or {stars} = 5",  # no range
        "{score} = 1 or {score} = 9",
        "{why} notempty",  # nothing hangs on words
        "{what} notcontains 'a'",  # an absent tick
        "{who} empty",
        "{who} = 'nobody'",  # can never hold
        "{unknown} = 1",
        "{score} > {stars}",
        "sum(score, stars) > 3",
        "{score} + 1 > 3",
        "regexMatch('/x/', why)",
        "{who} =",
        "({who} = 1",
        "{who} = 1)",
        "(" * 100 + "{who} = 1" + ")" * 100,
        "{who} = 1 and " * 1000 + "{who} = 1",
        "'; DROP TABLE",
        "",
    ],
)
def test_what_cannot_be_said_is_not_bent(theirs: str) -> None:
    with pytest.raises(Unsayable):
        said(theirs)


ANSWERS: dict[str, list[object]] = {
    "nps": [None, *range(11)],
    "who": [None, "me", "you", "them"],
    "call": [None, True, False],
}


@pytest.mark.parametrize(
    ("theirs", "truth"),
    [
        ("{score} >= 7 and {who} != '1' and {call} = false",
         lambda a: (a["nps"] or 0) >= 7 and a["who"] in {"you", "them"} and a["call"] is False),
        ("!({score} < 3) and ({who} = 1 or {who} = 3)",
         lambda a: a["nps"] is not None and a["nps"] >= 3 and a["who"] in {"me", "them"}),
    ],
)  # fmt: skip
def test_ours_lets_through_what_theirs_does(theirs: str, truth: Any) -> None:
    ours = tuple(Condition.read(one) for one in said(theirs))
    for given in product(*ANSWERS.values()):
        answers = dict(zip(ANSWERS, given, strict=True))
        assert hold(ours, answers) is truth(answers), answers
