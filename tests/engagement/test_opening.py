"""Opening: who is invited is frozen, each cell gets its key, and being killed in between costs nothing."""

import hashlib
import json
import os
import signal
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

from extramile.core import blind_signatures, sealing
from extramile.engagement.models import Cell, CellKey, Invitee, Wave, WaveState
from extramile.engagement.operations import call_off, clear_called_off, open_due, opening
from extramile.engagement.queries import WaveStep, keys_document, planned, public_keys
from extramile.outbox.models import Message
from extramile.people.models import Employee, RoleKind
from extramile.people.operations import add_user, end_employee, grant_role, move_employee
from tests.engagement.round import Company, make_company
from tests.engagement.voting import open_all, open_wave, plan_wave, view

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[6, 5, 4, 8], regions=2)


def lead(employee: Employee, unit: object, *, now: datetime) -> None:
    user = add_user(name=employee.name, email=f"e{employee.pk}@example.org", now=now)
    Employee.objects.filter(pk=employee.pk).update(user=user)
    kind, started_on = RoleKind.MANAGER, now.date()
    grant_role(user, kind, unit=unit, started_on=started_on, actor=None, now=now)  # type: ignore[arg-type]


def test_nothing_happens_before_its_time(company: Company, now: datetime) -> None:
    plan_wave(company.top, now=now, opens_at=now + timedelta(hours=1))
    assert open_due(now) == 0
    assert Wave.objects.get().state == WaveState.DRAFT


def test_everybody_who_is_invited_has_a_place_and_every_place_a_key(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now)
    assert Invitee.objects.filter(wave=wave).count() == 23
    cells = {cell.unit.name: cell for cell in wave.cells.all()}
    # The four of team 2 find nobody of their layer above them: the smallest cell is joined with theirs.
    assert {name: cell.invited for name, cell in cells.items()} == {
        "Team 0": 6,
        "Team 3": 8,
        company.top.name: 9,
    }
    assert all(cell.above[-1] == cell.unit_id for cell in cells.values())
    assert CellKey.objects.count() == len(cells)


def test_the_private_keys_are_sealed_and_fit_the_public_ones(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now)
    import base64

    for cell in wave.cells.all():
        assert sealing.is_sealed(cell.key.sealed)
        private = base64.b64decode(sealing.unseal(cell.key.sealed))
        assert blind_signatures.public_key(private) == bytes(cell.public_key or b"")
    keys = {bytes(cell.public_key or b"") for cell in wave.cells.all()}
    assert len(keys) == wave.cells.count()


def test_the_digest_is_of_the_list_of_all_keys(company: Company, now: datetime) -> None:
    wave = open_wave(company.top, now=now)
    written = keys_document(wave.pk)
    assert hashlib.sha256(written).hexdigest() == wave.keys_digest
    listed = json.loads(written)
    assert [key["cell"] for key in listed["keys"]] == [key.cell_id for key in public_keys(wave.pk)]
    assert listed["wave"] == str(wave.public_id)
    assert [key["invited"] for key in listed["keys"]] == [
        wave.invitees.filter(cell=key.cell_id).count() for key in public_keys(wave.pk)
    ]
    assert "Team" not in written.decode()


def test_membership_is_as_of_that_day_and_stays_so(company: Company, now: datetime) -> None:
    first, second = company.teams[0], company.teams[1]
    leaver, mover = company.people[first.pk][0], company.people[first.pk][1]
    end_employee(leaver, on=now.date(), now=now)
    wave = open_wave(company.top, now=now)
    assert not Invitee.objects.filter(employee=leaver).exists()
    move_employee(mover, to=second, on=now.date() + timedelta(days=1), now=now)
    open_all(now + timedelta(days=2))
    assert Invitee.objects.get(wave=wave, employee=mover).team_id == first.pk


def test_only_these_units_and_layers_are_invited(company: Company, now: datetime) -> None:
    wave = open_wave(company.teams[0], company.teams[3], now=now)
    assert Invitee.objects.filter(wave=wave).count() == 14
    staff = open_wave(
        company.top, now=now, staff_unit_ids=[company.teams[3].pk], layers=["staff"], name="Staff"
    )
    assert set(Invitee.objects.filter(wave=staff).values_list("team_id", "layer")) == {
        (company.teams[3].pk, "staff")
    }


def test_a_manager_votes_above_the_own_team(company: Company, now: datetime) -> None:
    manager = company.people[company.teams[3].pk][0]
    lead(manager, company.teams[3], now=now)
    wave = open_wave(company.top, now=now)
    invitee = Invitee.objects.get(wave=wave, employee=manager)
    assert invitee.layer == "middle"
    assert company.teams[3].pk not in invitee.cell.above
    assert Invitee.objects.filter(cell__unit=company.teams[3]).count() == 7


def test_too_few_to_be_asked_is_said_and_tried_again(now: datetime) -> None:
    company = make_company(teams=[4], regions=1)
    plan_wave(company.top, now=now)
    assert not planned(Wave.objects.get().pk).can_open
    open_all(now)
    wave = Wave.objects.get()
    assert (wave.state, wave.step) == (WaveState.DRAFT, WaveStep.TOO_FEW)
    assert not Invitee.objects.exists()
    make_company_grow(company, now=now)
    open_all(now)
    wave.refresh_from_db()
    assert (wave.state, wave.step) == (WaveState.OPEN, "")


def make_company_grow(company: Company, *, now: datetime) -> None:
    from extramile.people.operations import add_employee

    add_employee(external_id="new", name="New One", team=company.teams[0], started_on=now.date(), now=now)


def test_what_could_not_open_in_time_never_does(company: Company, now: datetime) -> None:
    plan_wave(company.top, now=now, closes_at=now + timedelta(days=1))
    open_all(now + timedelta(days=1))
    wave = Wave.objects.get()
    assert (wave.state, wave.step) == (WaveState.DRAFT, WaveStep.TOO_LATE)


def test_keys_that_were_not_ready_in_time_are_thrown_away(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "KEYS_AT_ONCE", 1)
    plan_wave(company.top, now=now, closes_at=now + timedelta(days=1))
    assert open_due(now) == 23
    assert open_due(now) == 1
    assert view(Wave.objects.get()).step_done == 1
    open_all(now + timedelta(days=2))
    wave = Wave.objects.get()
    assert (wave.state, wave.step) == (WaveState.DRAFT, WaveStep.TOO_LATE)
    assert [model.objects.count() for model in (Cell, CellKey, Invitee)] == [0, 0, 0]


def test_progress_is_told(company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "KEYS_AT_ONCE", 2)
    public_id = plan_wave(company.top, now=now)
    steps = []
    while open_due(now):
        wave = view(Wave.objects.get(public_id=public_id))
        steps.append((wave.state, wave.step, wave.step_done))
    total = Cell.objects.count()
    assert steps[0] == (WaveState.OPENING, WaveStep.KEYS, 0)
    assert steps[1] == (WaveState.OPENING, WaveStep.KEYS, 2)
    assert (WaveState.OPENING, WaveStep.KEYS, total) in steps
    assert steps[-1] == (WaveState.OPEN, "", 0)


def test_a_wave_that_is_called_off_while_it_opens_keeps_no_key(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "KEYS_AT_ONCE", 1)
    public_id = plan_wave(company.top, now=now)
    open_due(now)
    open_due(now)
    call_off(public_id, reason="the wrong units", actor=None, now=now)
    assert open_due(now) == 0
    assert clear_called_off(now) == 1
    assert clear_called_off(now) == 0
    assert [model.objects.count() for model in (Cell, CellKey, Invitee)] == [0, 0, 0]


def test_keys_that_come_after_the_calling_off_are_undone(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host was making them when another one called the wave off."""
    public_id = plan_wave(company.top, now=now)
    open_due(now)
    make = blind_signatures.new_private_key

    def make_slowly() -> bytes:
        Wave.objects.filter(public_id=public_id).update(state=WaveState.CALLED_OFF)
        return make()

    monkeypatch.setattr(opening, "ThreadPoolExecutor", InOneThread)
    with pytest.raises(opening.NoLongerOpening):
        open_due(now, new_key=make_slowly)
    assert not CellKey.objects.exists()


class InOneThread:
    """An executor without threads, for tests within one transaction."""

    def __init__(self, _workers: int) -> None: ...
    def __enter__(self) -> "InOneThread":
        return self

    def __exit__(self, *_: object) -> None: ...

    map = staticmethod(map)


@pytest.mark.django_db(transaction=True)
def test_two_hosts_at_once_make_every_key_once(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "KEYS_AT_ONCE", 1)
    plan_wave(company.top, now=now)
    failed: list[BaseException] = []

    def host() -> None:
        try:
            for _ in range(60):
                open_due(now)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    hosts = [threading.Thread(target=host) for _ in range(3)]
    for each in hosts:
        each.start()
    for each in hosts:
        each.join()
    wave = Wave.objects.get()
    assert failed == []
    assert (wave.state, wave.step) == (WaveState.OPEN, "")
    assert CellKey.objects.count() == wave.cells.count()
    assert hashlib.sha256(keys_document(wave.pk)).hexdigest() == wave.keys_digest
    assert Invitee.objects.count() == 23


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("killed_at", ["_place", "_keep", "_count", "_open", "invite"])
def test_a_host_that_is_killed_anywhere_is_followed_by_another(
    company: Company, now: datetime, killed_at: str, tmp_path: Path
) -> None:
    """kill -9 right after it did its part and before that was committed."""
    Employee.objects.update(email="somebody@example.org")
    plan_wave(company.top, now=now)
    connections.close_all()
    child = os.fork()
    if child == 0:
        _open_and_die(now, killed_at)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert Wave.objects.get().state != WaveState.OPEN or killed_at == "invite"
    open_all(now)
    wave = Wave.objects.get()
    assert (wave.state, wave.step) == (WaveState.OPEN, "")
    assert (Invitee.objects.count(), CellKey.objects.count()) == (23, wave.cells.count())
    assert hashlib.sha256(keys_document(wave.pk)).hexdigest() == wave.keys_digest
    assert Message.objects.count() == 23


def _open_and_die(now: datetime, killed_at: str) -> None:
    """In the child process; never returns."""
    try:
        connections.close_all()
        work = getattr(opening, killed_at)
        if killed_at in {"_open", "invite"}:
            from extramile.engagement.models import Wave as Row

            saving = Row.save

            def save_and_die(*args: object, **names: object) -> None:
                saving(*args, **names)  # type: ignore[arg-type]
                os.kill(os.getpid(), signal.SIGKILL)

            def about_to_save(moment: datetime) -> int:
                Row.save = save_and_die  # type: ignore[method-assign]
                done: int = work(moment)
                Row.save = saving  # type: ignore[method-assign]
                return done

            setattr(opening, killed_at, about_to_save)
        else:

            def work_and_die(*args: object) -> None:
                work(*args)
                os.kill(os.getpid(), signal.SIGKILL)

            setattr(opening, killed_at, work_and_die)
        for _ in range(50):
            open_due(now)
    finally:
        os._exit(0)
