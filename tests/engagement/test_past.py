"""Cards told at once leave what card by card leaves; and only a made-up company may be told so."""

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from extramile.core.preferences import choose
from extramile.engagement.models import CastBallot, Invitee, ReleasedFigure, ReleasedGroup, Wave
from extramile.engagement.operations import close_due, hand_in_by_card, print_cards, tick_off
from extramile.engagement.operations.past import hand_in_past
from extramile.engagement.problems import (
    NoNameTicked,
    NotInvited,
    NotMadeUp,
    UnreadableAnswers,
    VoiceProblem,
    WaveNotOpen,
)
from extramile.engagement.queries import state
from extramile.engagement.queries.ballots import places_of
from tests.engagement.round import Company, make_company
from tests.engagement.voting import open_wave

pytestmark = pytest.mark.django_db
LATER = timedelta(days=20)
GROUP = ("unit_id", "layer", "is_shown", "why_withheld", "least", "most")
FIGURE = ("group__unit_id", "question_key", "measure", "value", "low", "high", "is_at_least", "is_at_most")


@pytest.fixture
def company(db: None) -> Company:
    choose(made_up=True)
    return make_company(teams=[12, 9, 7], regions=1)


def said(company: Company) -> dict[int, dict[int, dict[str, Any]]]:
    """Team -> employee -> answers: all but the last one of each team."""
    return {
        unit: {one.pk: {"enps": (unit + number * 3) % 11} for number, one in enumerate(people[:-1])}
        for unit, people in company.people.items()
        if people
    }


def by_card(company: Company, wave: Wave, *, now: datetime) -> None:
    places = places_of(wave.pk)
    for answers in said(company).values():
        for employee in answers:
            tick_off(wave.public_id, employee_id=employee, now=now)
        cell = places[next(iter(answers))].cell_id
        codes = print_cards(wave.public_id, cell_id=cell, count=len(answers), actor=None, now=now)
        for code, given in zip(codes, answers.values(), strict=True):
            hand_in_by_card(code, answers=given, comments={}, now=now)


def at_once(company: Company, wave: Wave, *, now: datetime) -> None:
    places = places_of(wave.pk)
    answers = said(company)
    hand_in_past(
        wave.public_id,
        took_part=[employee for team in answers.values() for employee in team],
        ballots={places[next(iter(team))].cell_id: list(team.values()) for team in answers.values()},
        now=now,
    )


def cast(wave: Wave) -> tuple[Counter[tuple[Any, ...]], Counter[tuple[Any, ...]]]:
    """Who took part and how, and what lies in each cell."""
    people = Invitee.objects.filter(wave=wave).values_list("employee_id", "took_ballot", "by_card")
    ballots = CastBallot.objects.filter(wave=wave).values_list("cell__unit_id", "cell__layer", "answers")
    return Counter(people), Counter((unit, layer, json.dumps(given)) for unit, layer, given in ballots)


def released(wave: Wave) -> tuple[list[Any], list[Any]]:
    groups = ReleasedGroup.objects.filter(table__wave=wave).order_by("unit_id", "layer")
    figures = ReleasedFigure.objects.filter(group__table__wave=wave).order_by(*FIGURE)
    return list(groups.values_list(*GROUP)), list(figures.values_list(*FIGURE))


def test_at_once_leaves_what_card_by_card_leaves(company: Company, now: datetime) -> None:
    first = open_wave(company.top, now=now)
    by_card(company, first, now=now)
    before = cast(first)
    assert close_due(now + LATER) == 1
    second = open_wave(company.top, now=now + LATER)
    at_once(company, second, now=now + LATER)
    assert cast(second) == before
    assert sum(before[1].values()) == 25
    assert close_due(now + 2 * LATER) == 1
    assert released(second) == released(first)
    assert released(first)[1], "nothing was told at all"
    assert state.leftovers() == state.Leftovers(keys=0, answers=0, waves_without_table=0)


def refused(problem: type[VoiceProblem], wave: Wave, *, now: datetime, **told: Any) -> None:
    with pytest.raises(problem):
        hand_in_past(wave.public_id, now=now, **told)
    assert not CastBallot.objects.filter(wave=wave).exists()
    assert not Invitee.objects.filter(wave=wave, took_ballot=True).exists()


def test_what_no_card_could_do_is_refused(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now)
    people = company.people[company.teams[0].pk]
    cell = places_of(wave.pk)[people[0].pk].cell_id
    one: dict[str, Any] = {"took_part": [people[0].pk], "ballots": {cell: [{"enps": 7}]}}
    refused(NoNameTicked, wave, now=now, **{**one, "ballots": {cell: [{"enps": 7}, {"enps": 8}]}})
    refused(NotInvited, wave, now=now, **{**one, "took_part": [people[0].pk, 0]})
    refused(UnreadableAnswers, wave, now=now, **{**one, "ballots": {cell: [{"enps": 11}]}})
    refused(WaveNotOpen, wave, now=now + LATER, **one)
    hand_in_past(wave.public_id, now=now, **one)
    with pytest.raises(NotInvited):  # who has voted has voted
        hand_in_past(wave.public_id, now=now, **one)


def test_nobody_is_told_what_a_real_company_answered(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now)
    people = company.people[company.teams[0].pk]
    cell = places_of(wave.pk)[people[0].pk].cell_id
    choose(made_up=False)
    refused(NotMadeUp, wave, now=now, took_part=[people[0].pk], ballots={cell: [{"enps": 7}]})
