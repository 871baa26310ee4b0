"""What may be asked before the closing: my place, the keys, and what my boss will see."""

from datetime import datetime, timedelta

import pytest

from extramile.engagement.models import Cell, Wave
from extramile.engagement.queries import (
    GroupView,
    Shows,
    ballots,
    groups_of_cell,
    invited_waves,
    open_waves,
    place_of,
    public_keys,
)
from extramile.stats.disclosure.coding import LEAST_SHARES
from tests.engagement.round import Company, make_company
from tests.engagement.voting import ballot, open_all, open_wave, plan_wave
from tests.web.role import as_web_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[6, 12, 25, 70], regions=2)


def test_my_place_and_key_are_shown_to_the_web_role(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now)
    voter = company.people[company.teams[0].pk][0]
    with as_web_role():
        place = place_of(wave.pk, voter.pk)
        [(asked, same)] = invited_waves(voter.pk, now)
        keys = public_keys(wave.pk)
    assert place == same
    assert place
    assert (place.cell_name, place.layer, place.invited) == ("Team 0", "front_line", 6)
    assert (place.took_ballot, place.by_card) == (False, False)
    assert {key.cell_id: key.public_key for key in keys}[place.cell_id] == place.public_key
    assert asked.takes_ballots(now)
    ballot(wave, voter, now=now)
    again = place_of(wave.pk, voter.pk)
    assert again
    assert again.took_ballot


def test_only_open_waves_are_mine(company: Company, now: datetime) -> None:
    voter = company.people[company.teams[0].pk][0]
    plan_wave(company.top, now=now, opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=3))
    elsewhere = open_wave(company.teams[3], now=now, name="Elsewhere")
    assert invited_waves(voter.pk, now) == []
    later = now + timedelta(days=1)
    open_all(later)
    assert [wave.name for wave, _ in invited_waves(voter.pk, later)] == ["Spring"]
    assert [wave.name for wave in open_waves(later)] == ["Spring", "Elsewhere"]
    assert invited_waves(voter.pk, now + timedelta(days=3)) == []
    assert place_of(elsewhere.pk, voter.pk) is None


def _groups(wave: Wave, team: str) -> list[GroupView]:
    return groups_of_cell(wave.pk, Cell.objects.get(wave=wave, unit__name=team).pk)


def test_what_my_boss_sees_goes_from_my_team_up_to_the_company(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballots, "LEAST_SHARES", 100)
    wave = open_wave(company.top, now=now, staff_unit_ids=[company.teams[1].pk])
    groups = _groups(wave, "Team 0")
    assert [(group.unit_name, group.layer, group.invited) for group in groups] == [
        ("Team 0", "", 6),
        ("Region 0", "", 31),
        (company.top.name, "front_line", 101),
        (company.top.name, "", 113),
    ]
    assert [group.is_cell for group in groups] == [True, False, False, False]
    assert [group.note for group in groups] == [Shows.FIGURE, Shows.COMMENTS, Shows.SHARES, Shows.SHARES]
    monkeypatch.setattr(ballots, "LEAST_SHARES", 1000)
    notes = [group.note for group in _groups(wave, "Team 0")]
    assert notes == [Shows.FIGURE, Shows.COMMENTS, Shows.FIGURE, Shows.COMMENTS]  # no comments of a layer
    assert [group.least for group in groups] == [5, 5, 10, 5]


def test_a_raised_floor_shows_less(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now, least_in_node=20, least_in_cut=40)
    first = _groups(wave, "Team 3")[0]
    assert (first.note, first.least, first.invited) == (Shows.COMMENTS, 20, 70)
    strict = open_wave(company.top, now=now, least_in_node=100, name="Strict")
    assert [(group.unit_name, group.note) for group in _groups(strict, company.top.name)] == [
        (company.top.name, Shows.COMMENTS if LEAST_SHARES > 113 else Shows.SHARES)
    ]


def test_what_my_boss_sees_does_not_change_when_people_vote(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now)
    before = _groups(wave, "Team 0")
    for employee in company.people[company.teams[0].pk]:
        ballot(wave, employee, now=now).hand_in()
    assert _groups(wave, "Team 0") == before


def test_a_unit_above_what_was_invited_is_no_group(company: Company, now: datetime) -> None:
    wave = open_wave(company.teams[3], now=now)
    assert [group.unit_name for group in _groups(wave, "Team 3")] == ["Team 3"]
