"""An employee's page reads the answers once: what it makes of them is what would be asked one by one."""

from datetime import date, timedelta

import pytest

from extramile.monitor.queries import (
    employee_mark,
    mark_among,
    newest_words_among,
    newest_words_of_employee,
)
from extramile.responses.queries import OneAnswer, Which, answers_of_employee, ticks_among
from tests.cast import Cast
from tests.monitor.facts import answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(cast: Cast) -> list[OneAnswer]:
    """Of half a year: with and without words, shared and alone, of every group, two at one moment."""
    for number in range(24):
        at = cast.now - timedelta(days=7 * (number // 2), hours=number % 3)
        colleagues = [cast.noor] if number % 5 == 0 else []
        said = f"Number {number}" if number % 3 else ""
        answered(cast.team, cast.sanne, *colleagues, now=at, score=number % 11, words=said)
    answered(cast.team, cast.noor, now=cast.now, words="About somebody else")
    return answers_of_employee(cast.sanne.pk, since=cast.today - timedelta(days=200), until=cast.today)


@pytest.mark.parametrize("days", [0, 20, 34, 36, 120])
def test_the_mark_is_the_same(cast: Cast, answers: list[OneAnswer], days: int) -> None:
    now = cast.now + timedelta(days=days)
    assert mark_among(answers, now=now) == employee_mark(cast.sanne.pk, now=now)


def test_of_nobodys_answers_too(cast: Cast) -> None:
    assert mark_among([], now=cast.now) == employee_mark(cast.sanne.pk, now=cast.now)


def whiches(today: date) -> list[Which]:
    quarter: Which = {"since": today - timedelta(days=91), "until": today}
    return [
        {"since": today - timedelta(days=200), "until": today, "limit": 50},
        {**quarter, "limit": 5},
        {**quarter, "group": "promoter"},
        {**quarter, "group": "passive"},
        {**quarter, "group": "detractor", "limit": 2},
        {"since": today - timedelta(days=60), "until": today - timedelta(days=30)},
        {**quarter, "channel": "email"},
        {**quarter, "channel": "import"},
        {**quarter, "questionnaire_id": 2**40},
    ]


@pytest.mark.parametrize("number", range(9))
def test_the_newest_words_are_the_same(cast: Cast, answers: list[OneAnswer], number: int) -> None:
    which = whiches(cast.today)[number]
    among = newest_words_among(answers, **which)
    assert among == newest_words_of_employee(cast.sanne.pk, **which)
    assert bool(among.said) == (number not in {7, 8})


def test_the_ticks_are_those_of_the_answers(cast: Cast) -> None:
    for praise in (["tidy", "friendly"], ["tidy"], []):
        answered(cast.team, cast.sanne, now=cast.now, praise=praise)
    answered(cast.team, cast.noor, now=cast.now, praise=["skilled"])
    read = answers_of_employee(cast.sanne.pk, since=cast.today, until=cast.today)
    assert ticks_among(read) == {"praise:tidy": 2, "praise:friendly": 1}
    assert answers_of_employee(cast.sanne.pk, since=cast.today, until=cast.today - timedelta(days=1)) == []
