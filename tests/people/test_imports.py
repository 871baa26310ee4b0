"""Importing units and people: said once, it is so; said again, nothing changes."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from extramile.core.models import AuditEntry
from extramile.core.tables import Applied, Row
from extramile.people.models import Employee, Membership, Role, RoleKind, Unit, UnitKind
from extramile.people.operations import import_people, import_units
from extramile.people.queries import teams_on
from tests.at_once import wait_until_somebody_waits
from tests.cast import Cast, user_of


def row(number: int, **values: Any) -> Row:
    return Row(number, values)


def people(cast: Cast, *rows: Row, **more: Any) -> Applied:
    return import_people(rows, **{"actor": None, "now": cast.now, **more})


def numbers(applied: Applied) -> tuple[int, int, int, int]:
    return applied.created, applied.updated, applied.unchanged, len(applied.problems)


LIN = {
    "external_id": "4711",
    "name": "Lin Chen",
    "email": "Lin.Chen@ruitmeesters.example",
    "mobile": "06 12345678",
    "language": "nl",
    "team": "Ruitmeesters/Netherlands/Region West/Utrecht-Noord/Utrecht-Noord A",
    "started_on": date(2025, 5, 1),
}


def test_a_new_row_makes_an_employee_who_can_sign_in(cast: Cast) -> None:
    assert numbers(people(cast, row(2, **LIN))) == (1, 0, 0, 0)
    lin = Employee.objects.get(external_id="4711")
    assert (lin.email, lin.mobile, lin.language) == ("lin.chen@ruitmeesters.example", "+31612345678", "nl")
    assert user_of(lin).email == lin.email
    assert not user_of(lin).has_usable_password()
    assert teams_on([(lin.pk, date(2025, 5, 1)), (lin.pk, date(2025, 4, 30))]) == {
        (lin.pk, date(2025, 5, 1)): cast.team.pk
    }


def test_the_same_file_again_changes_nothing_and_writes_nothing(cast: Cast) -> None:
    rows = [
        row(2, **LIN, role="coach", coach_of="e-sanne; e-wim"),
        row(3, **{**LIN, "external_id": "4712", "email": ""}),
    ]
    assert numbers(people(cast, *rows)) == (2, 0, 0, 0)
    before = AuditEntry.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert numbers(people(cast, *rows)) == (0, 0, 2, 0)
    assert AuditEntry.objects.count() == before
    written = [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"role": "coach", "coach_of": "e-sanne; e-wim"},
        {"role": "manager", "manager_of": "Zwolle"},
        {"role": "employee"},
    ],
)
def test_unchanged_rows_cost_no_queries_each(cast: Cast, more: dict[str, str]) -> None:
    rows = [row(n, **{**LIN, "external_id": f"n{n}", "email": "", **more}) for n in range(30)]
    people(cast, *rows)

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            people(cast, *rows[:count])
        return len([one for one in captured if "SAVEPOINT" not in one["sql"]])

    assert queries(3) == queries(30)


def test_another_team_is_a_move_from_that_day_on_and_the_past_stays(cast: Cast) -> None:
    people(cast, row(2, **LIN))
    moved = {**LIN, "team": "un-b", "team_since": date(2026, 3, 1)}
    assert numbers(people(cast, row(2, **moved))) == (0, 1, 0, 0)
    lin = Employee.objects.get(external_id="4711")
    day = date(2026, 3, 1)
    teams = teams_on([(lin.pk, day), (lin.pk, day - timedelta(days=1))])
    assert teams == {(lin.pk, day): cast.other_team.pk, (lin.pk, day - timedelta(days=1)): cast.team.pk}
    assert numbers(people(cast, row(2, **moved))) == (0, 0, 1, 0)
    assert AuditEntry.objects.filter(action="people.employee.moved", subject_id=str(lin.pk)).count() == 1


def test_a_leaver_is_ended_and_never_deleted(cast: Cast) -> None:
    left = row(2, external_id="e-sanne", name="Sanne de Wit", team="UN-A", ended_on=date(2026, 2, 1))
    assert numbers(people(cast, left)) == (0, 1, 0, 0)
    sanne = Employee.objects.get(pk=cast.sanne.pk)
    assert sanne.ended_on == date(2026, 2, 1)
    assert teams_on([(sanne.pk, date(2026, 1, 31)), (sanne.pk, date(2026, 2, 1))]) == {
        (sanne.pk, date(2026, 1, 31)): cast.team.pk
    }
    assert Role.objects.get(employee=sanne).ended_on == date(2026, 2, 1)
    assert numbers(people(cast, left)) == (0, 0, 1, 0)


def test_somebody_who_left_comes_back_as_the_same_person(cast: Cast) -> None:
    people(cast, row(2, external_id="e-wim", name="Wim Janssen", team="UN-A", ended_on=date(2026, 1, 1)))
    back = row(2, external_id="e-wim", name="Wim Janssen", team="UN-B", started_on=date(2026, 2, 1))
    assert numbers(people(cast, back)) == (0, 1, 0, 0)
    wim = Employee.objects.get(pk=cast.wim.pk)
    assert (wim.ended_on, wim.user_id) == (None, cast.wim.user_id)
    days = [date(2025, 12, 31), date(2026, 1, 15), date(2026, 2, 1)]
    assert teams_on([(wim.pk, one) for one in days]) == {
        (wim.pk, days[0]): cast.team.pk,
        (wim.pk, days[2]): cast.other_team.pk,
    }
    assert numbers(people(cast, back)) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("wrong", "column", "code"),
    [
        ({"team": "Nowhere"}, "team", "unit_unknown"),
        ({"team": ""}, "team", "missing"),
        ({"external_id": ""}, "external_id", "missing"),
        ({"name": ""}, "name", "missing"),
        ({"email": "not an address"}, "email", "email"),
        ({"email": "sanne@ruitmeesters.example"}, "email", "email_taken"),
        ({"mobile": "12"}, "mobile", "mobile"),
        ({"language": "Dutch, please"}, "language", "language"),
        ({"role": "king"}, "role", "role_unknown"),
        ({"role": "coach"}, "coach_of", "role_needs_employee"),
        ({"role": "coach", "coach_of": "nobody"}, "coach_of", "employee_unknown"),
        ({"role": "manager", "manager_of": "Atlantis"}, "manager_of", "unit_unknown"),
        ({"ended_on": date(2020, 1, 1)}, "ended_on", "ends_before_start"),
        ({"name": "Zero\x00byte"}, "name", "characters"),
        ({"started_on": "yesterday"}, "started_on", "date"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_goes_on(
    cast: Cast, wrong: dict[str, Any], column: str, code: str
) -> None:
    good = {**LIN, "external_id": "4712", "email": ""}
    applied = people(cast, row(2, **{**LIN, **wrong}), row(3, **good))
    assert [(one.row, one.column, one.code) for one in applied.problems] == [(2, column, code)]
    assert applied.created == 1
    assert Employee.objects.filter(external_id="4712").exists()


def test_the_same_number_twice_in_a_file_counts_once_each(cast: Cast) -> None:
    applied = people(cast, row(2, **LIN), row(3, **{**LIN, "name": "Somebody else"}))
    assert numbers(applied) == (1, 0, 0, 1)
    assert applied.problems[0].parameters["row"] == 2


def test_a_coach_may_stand_above_the_coached_and_the_row_is_the_whole_list(cast: Cast) -> None:
    coach = {**LIN, "role": "coach"}
    later = {**LIN, "external_id": "4712", "email": ""}
    assert numbers(people(cast, row(2, **coach, coach_of="4712;e-wim"), row(3, **later))) == (2, 0, 0, 0)
    assert numbers(people(cast, row(2, **coach, coach_of="e-wim"))) == (0, 1, 0, 0)
    roles = Role.objects.filter(user__employee__external_id="4711", kind=RoleKind.COACH)
    today = cast.now.date()
    assert {one.employee.external_id: one.ended_on for one in roles if one.employee} == {
        "4712": today,
        "e-wim": None,
    }


def test_a_manager_manages_the_unit_they_are_in_unless_the_row_says_which(cast: Cast) -> None:
    people(cast, row(2, **{**LIN, "team": "Zwolle", "role": "manager"}))
    assert Role.objects.get(user__employee__external_id="4711").unit == cast.zwolle
    people(cast, row(2, **{**LIN, "team": "Zwolle", "role": "manager", "manager_of": "Region East"}))
    running = Role.objects.filter(user__employee__external_id="4711", ended_on=None)
    assert [role.unit for role in running] == [cast.east]


def test_whoever_may_not_give_roles_cannot_give_them_by_file(cast: Cast) -> None:
    hanna = user_of(cast.hanna)
    made = row(2, external_id="e-hanna", name="Hanna Schulz", team="RM", role="administrator")
    applied = people(cast, made, actor=hanna)
    assert [one.code for one in applied.problems] == ["role_of_administrator"]
    stolen = row(2, external_id="e-ada", name="Ada Okafor", team="RM", email="hanna2@ruitmeesters.example")
    assert [one.code for one in people(cast, stolen, actor=hanna).problems] == ["address_of_role_holder"]
    assert numbers(people(cast, made, actor=user_of(cast.ada))) == (0, 1, 0, 0)


def test_an_empty_cell_leaves_what_is_known(cast: Cast) -> None:
    assert numbers(people(cast, row(2, external_id="e-sanne", name="Sanne de Wit", team="UN-A"))) == (
        0,
        0,
        1,
        0,
    )
    assert Employee.objects.get(pk=cast.sanne.pk).email == "sanne@ruitmeesters.example"


def test_a_new_address_signs_the_same_person_in(cast: Cast) -> None:
    people(
        cast,
        row(
            2, external_id="e-sanne", name="Sanne Bakker", team="UN-A", email="s.bakker@ruitmeesters.example"
        ),
    )
    user = user_of(Employee.objects.get(pk=cast.sanne.pk))
    assert (user.email, user.name) == ("s.bakker@ruitmeesters.example", "Sanne Bakker")


def test_names_of_any_script_are_kept_as_they_are(cast: Cast) -> None:
    for number, name in enumerate(["محمد الأمين", "Łukasz Żółw", "Renée 🌷 O’Neill", "Ng"]):
        people(cast, row(2, **{**LIN, "external_id": f"u{number}", "email": "", "name": name}))
        assert Employee.objects.get(external_id=f"u{number}").name == name


def test_units_come_in_any_order_and_twice_is_once(cast: Cast) -> None:
    rows = [
        row(2, external_id="GO-A", name="Gouda A", kind="team", parent="GO"),
        row(3, external_id="GO", name="Gouda", kind="centre", parent="Ruitmeesters/Netherlands/Region West"),
    ]
    applied = import_units(rows, actor=None, now=cast.now)
    assert numbers(applied) == (2, 0, 0, 0)
    team = Unit.objects.get(external_id="GO-A")
    assert team.parent == Unit.objects.get(external_id="GO")
    assert (team.kind, team.depth) == (UnitKind.TEAM, 4)
    assert team.path.startswith(cast.west.path)
    assert numbers(import_units(rows, actor=None, now=cast.now)) == (0, 0, 2, 0)


def test_new_units_cost_no_queries_each(cast: Cast) -> None:
    def queries(first: int, count: int) -> int:
        rows = [row(n, external_id=f"N{n}", name=f"New {n}", parent="W") for n in range(first, first + count)]
        with CaptureQueriesContext(connection) as captured:
            assert numbers(import_units(rows, actor=None, now=cast.now)) == (count, 0, 0, 0)
        return len(captured)

    assert queries(0, 3) == queries(100, 30)
    made = Unit.objects.get(external_id="N101")
    assert (made.path, made.depth) == (f"{cast.west.path}{made.pk}.", cast.west.depth + 1)
    assert (made.kind, made.external_id) == ("team", "N101")


def test_a_name_that_is_taken_is_named_and_the_others_are_new(cast: Cast) -> None:
    """Whatever is written at once: each row is told its own problem."""
    names = ["New", "Utrecht-Noord", "Newer", "New"]
    rows = [row(n, external_id=f"N{n}", name=name, parent="W") for n, name in enumerate(names)]
    applied = import_units(rows, actor=None, now=cast.now)
    assert numbers(applied) == (2, 0, 0, 2)
    assert {(one.row, one.code) for one in applied.problems} == {
        (1, "unit_name_taken"),
        (3, "unit_name_taken"),
    }


def test_a_unit_that_hangs_elsewhere_moves_with_everybody_in_it(cast: Cast) -> None:
    applied = import_units(
        [row(2, external_id="UN", name="Utrecht-Noord", parent="E")], actor=None, now=cast.now
    )
    assert numbers(applied) == (0, 1, 0, 0)
    assert Unit.objects.get(pk=cast.team.pk).path.startswith(cast.east.path)


@pytest.mark.parametrize(
    ("values", "column", "code"),
    [
        ({"parent": "Nowhere"}, "parent", "unit_unknown"),
        ({"parent": "UN-A", "external_id": "UN"}, "parent", "cycle"),
        ({"kind": "castle"}, "kind", "kind_unknown"),
        ({"time_zone": "Mars/Base"}, "time_zone", "time_zone_unknown"),
        ({"name": ""}, "name", "missing"),
        ({"name": "Utrecht-Noord A", "parent": "UN"}, "name", "unit_name_taken"),
        ({"external_id": "UN-A", "closed_on": date(2026, 3, 1)}, "unit", "unit_not_empty"),
    ],
)
def test_a_bad_unit_is_named(cast: Cast, values: dict[str, Any], column: str, code: str) -> None:
    full = {"external_id": "NEW", "name": "New", "parent": "UN", **values}
    if full["external_id"] != "NEW":
        full.pop("name")
    if full["external_id"] == "UN-A":
        full.pop("parent")
    applied = import_units([row(2, **full)], actor=None, now=cast.now)
    assert [(one.column, one.code) for one in applied.problems] == [(column, code)]


def test_units_in_a_circle_are_each_named(cast: Cast) -> None:
    rows = [row(2, external_id="A", name="A", parent="B"), row(3, external_id="B", name="B", parent="A")]
    applied = import_units(rows, actor=None, now=cast.now)
    assert [(one.row, one.code) for one in applied.problems] == [(2, "cycle"), (3, "cycle")]
    assert not Membership.objects.filter(unit__name="A").exists()


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_take_turns(cast: Cast) -> None:
    rows = [row(n, **{**LIN, "external_id": f"n{n}", "email": f"n{n}@example.org"}) for n in range(5)]
    found: list[Applied] = []

    def second() -> None:
        try:
            found.append(people(cast, *rows))
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        assert numbers(people(cast, *rows)) == (5, 0, 0, 0)
        thread.start()
        wait_until_somebody_waits()
    thread.join(timeout=30)
    assert [numbers(applied) for applied in found] == [(0, 0, 5, 0)]
    assert Employee.objects.filter(external_id__startswith="n").count() == 5


def test_a_tree_from_the_bottom_up_is_read_in_as_many_rounds_as_it_is_deep(cast: Cast) -> None:
    """Six thousand units: looking at all of them again after each new one would take minutes."""
    rows = [
        row(n, external_id=f"T{n}", name=f"T{n}", parent=f"C{n % 3}" if n < 30 else "RM") for n in range(60)
    ] + [row(60 + n, external_id=f"C{n}", name=f"C{n}", parent="RM") for n in range(3)]
    with CaptureQueriesContext(connection) as captured:
        assert numbers(import_units(rows, actor=None, now=cast.now)) == (63, 0, 0, 0)
    whole_tree = [one for one in captured if one["sql"].startswith("SELECT") and "WHERE" not in one["sql"]]
    assert len([one for one in whole_tree if 'FROM "people_unit"' in one["sql"]]) <= 4
    assert Unit.objects.get(external_id="T4").parent == Unit.objects.get(external_id="C1")
