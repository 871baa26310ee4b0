"""Plans: what is refused and why, what may be changed until when, and calling off."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from extramile.core.models import AuditEntry
from extramile.engagement.models import (
    CastBallot,
    CastComment,
    Cell,
    CellKey,
    CodeCard,
    Invitee,
    SpentBallot,
    Wave,
    WaveState,
)
from extramile.engagement.operations import call_off, change_plan, clear_called_off
from extramile.engagement.problems import BadPlan, NotPlanned, UnknownWave
from extramile.engagement.queries import open_waves, planned, wave_of, waves
from extramile.outbox.models import Message, State
from extramile.people.models import Employee
from extramile.questionnaires.models import Version
from tests.engagement.round import Company, make_company
from tests.engagement.voting import ballot, open_wave, plan_wave
from tests.web.role import as_web_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[6, 5, 3], regions=1)


def chosen(company: Company, now: datetime, **other: Any) -> dict[str, Any]:
    return {
        "name": "Autumn",
        "kind": "enps",
        "questionnaire_version_id": Version.objects.get(questionnaire__slug="enps").pk,
        "opens_at": now + timedelta(days=1),
        "closes_at": now + timedelta(days=8),
        "languages": ["nl"],
        "unit_ids": [company.top.pk],
        **other,
    }


def test_a_plan_is_kept_as_the_web_role(company: Company, now: datetime) -> None:
    Employee.objects.filter(memberships__unit=company.teams[0]).update(email="somebody@example.org")
    with as_web_role():
        public_id = plan_wave(
            company.top, now=now, staff_unit_ids=[company.teams[1].pk], remind_on_days=[7, 3, 3]
        )
        view = wave_of(public_id)
        found = planned(view.id) if view else None
    assert view is not None
    assert found is not None
    assert (view.name, view.state, view.remind_on_days) == ("Spring", WaveState.DRAFT, (3, 7))
    assert (view.unit_ids, view.staff_unit_ids) == ((company.top.pk,), (company.teams[1].pk,))
    assert (view.least_in_node, view.least_in_cut) == (5, 10)
    assert (found.invited, found.cells, found.can_open, found.without_address) == (14, 2, True, 8)
    assert [(one.unit_name, one.layer) for one in found.merged][-1] == ("Team 2", "front_line")
    assert found.smallest >= 5
    assert [view.public_id for view in waves()] == [public_id]
    assert open_waves(now) == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", "  "),
        ("name", "Spring\x00"),
        ("kind", "gossip"),
        ("languages", []),
        ("languages", ["fr"]),
        ("questionnaire_version_id", 0),
        ("unit_ids", []),
        ("unit_ids", [10**9]),
        ("staff_unit_ids", [10**9]),
        ("layers", ["everybody"]),
        ("remind_on_days", [1, 2, 3, 4]),
        ("remind_on_days", [0]),
        ("remind_on_days", [30]),
        ("least_in_node", 4),
        ("least_in_cut", 9),
        ("least_in_node", 10**9),
    ],
)
def test_a_plan_that_cannot_be_kept_says_which_field(
    company: Company, now: datetime, field: str, wrong: Any
) -> None:
    with pytest.raises(BadPlan) as found:
        plan_wave(company.top, now=now, **{field: wrong})
    assert list(found.value.problems) == [field]
    assert not Wave.objects.exists()


@pytest.mark.parametrize(("opens", "closes"), [(0, 0), (2, 1), (-3, -1)])
def test_a_round_closes_after_it_opens_and_not_in_the_past(
    company: Company, now: datetime, opens: int, closes: int
) -> None:
    with pytest.raises(BadPlan) as found:
        plan_wave(company.top, now=now, opens_at=now + timedelta(opens), closes_at=now + timedelta(closes))
    assert "closes_at" in found.value.problems


def test_the_database_refuses_lower_floors_too(company: Company, now: datetime) -> None:
    plan_wave(company.top, now=now)
    for column, floor in (("least_in_node", 4), ("least_in_cut", 9)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Wave.objects.update(**{column: floor})


def test_a_plan_is_changed_until_it_opens(company: Company, now: datetime) -> None:
    public_id = plan_wave(company.top, now=now)
    change_plan(public_id, actor=None, now=now, **chosen(company, now, unit_ids=[company.teams[0].pk]))
    view = wave_of(public_id)
    assert view
    assert (view.name, view.unit_ids, view.languages) == ("Autumn", (company.teams[0].pk,), ("nl",))
    opened = open_wave(company.top, now=now)
    with pytest.raises(NotPlanned):
        change_plan(opened.public_id, actor=None, now=now, **chosen(company, now))


def test_calling_off_leaves_no_answer_key_or_letter(company: Company, now: datetime) -> None:
    Employee.objects.update(email="somebody@example.org")
    wave = open_wave(company.top, now=now)
    other = open_wave(company.top, now=now, name="Another")
    for each in (wave, other):
        voter = company.people[company.teams[0].pk][0]
        ballot(each, voter, now=now).hand_in()
        CodeCard.objects.create(wave=each, cell=each.cells.all()[0], code_hash=f"{each.pk:064x}")
    with as_web_role():
        call_off(wave.public_id, reason="the wrong questions", actor=None, now=now)
    assert clear_called_off(now) == 1
    for model in (CastBallot, CastComment, SpentBallot, CodeCard, Invitee, Cell):
        assert not model.objects.filter(wave=wave).exists()
    assert not CellKey.objects.exclude(cell__wave=other).exists()
    assert CastBallot.objects.filter(wave=other).count() == 1
    assert Message.objects.filter(state=State.CANCELLED).count() == 14
    assert Message.objects.filter(state=State.QUEUED).count() == 14
    entry = AuditEntry.objects.get(action="engagement.wave.called-off")
    assert entry.detail["reason"] == "the wrong questions"


@pytest.mark.parametrize("state", [WaveState.CLOSING, WaveState.CLOSED])
def test_what_is_released_is_not_called_off(company: Company, now: datetime, state: WaveState) -> None:
    public_id = plan_wave(company.top, now=now)
    Wave.objects.update(state=state)
    with pytest.raises(NotPlanned):
        call_off(public_id, reason="we dislike it", actor=None, now=now)


def test_no_such_wave(company: Company, now: datetime) -> None:
    plan_wave(company.top, now=now)
    nobody: Any = "00000000-0000-0000-0000-000000000000"
    with pytest.raises(UnknownWave):
        call_off(nobody, reason="", actor=None, now=now)
    assert wave_of(nobody) is None
