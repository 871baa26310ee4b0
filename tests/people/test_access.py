"""Who may see whom: the whole table, read forwards and backwards."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from extramile.people import access
from extramile.people.access import DEEDS, Deed
from extramile.people.models import Employee, Role, RoleKind, Unit, User
from extramile.people.operations import (
    add_employee,
    close_unit,
    end_employee,
    end_role,
    grant_role,
    move_employee,
    move_unit,
)
from tests.cast import STARTED, Cast, user_of

pytestmark = pytest.mark.django_db

TEAM_A = {"Sanne", "Youssef", "Wim"}
TEAM_B = {"Bram", "Fatma", "Joris"}
CENTRE = TEAM_A | TEAM_B | {"Els", "Mirjam"}
ZWOLLE = {"Noor", "Kees", "Anouk", "Tom"}


def employees(user: User, today: date) -> set[str]:
    return {one.name.split()[0] for one in access.visible_employees(user, today=today)}


def units(user: User, today: date) -> set[str]:
    return {unit.name for unit in access.visible_units(user, today=today)}


def test_who_sees_whose_figures(cast: Cast) -> None:
    seen = {name: employees(user_of(getattr(cast, name)), cast.today) for name in (
        "sanne", "wim", "els", "mirjam", "rik", "tom", "ines", "hanna", "ada", "boris",
    )}  # fmt: skip
    assert seen == {
        "sanne": {"Sanne"},
        "wim": {"Wim"},
        "els": {"Els", "Sanne", "Youssef"},
        "mirjam": CENTRE,
        "rik": CENTRE | {"Rik"},
        "tom": ZWOLLE,
        "ines": {"Ines"},
        "hanna": {"Hanna"},
        "ada": {"Ada"},
        "boris": set(),
    }


def test_who_sees_which_units(cast: Cast) -> None:
    everywhere = {
        "Ruitmeesters", "Netherlands", "Region West", "Region East", "Utrecht-Noord", "Utrecht-Noord A",
        "Utrecht-Noord B", "Zwolle", "Zwolle A",
    }  # fmt: skip
    centre = {"Utrecht-Noord", "Utrecht-Noord A", "Utrecht-Noord B"}
    seen = {name: units(user_of(getattr(cast, name)), cast.today) for name in (
        "sanne", "els", "mirjam", "rik", "tom", "ines", "hanna", "ada", "boris",
    )}  # fmt: skip
    assert seen == {
        "sanne": set(),
        "els": set(),  # Wim is in the team and not hers: the team's figure would give him away
        "mirjam": centre,
        "rik": centre | {"Region West"},
        "tom": {"Zwolle", "Zwolle A"},
        "ines": everywhere,
        "hanna": set(),
        "ada": set(),
        "boris": everywhere,
    }


def test_a_coach_sees_a_team_when_all_of_it_is_hers(cast: Cast) -> None:
    grant_role(
        user_of(cast.els),
        RoleKind.COACH,
        employee=cast.wim,
        started_on=cast.today,
        actor=None,
        now=cast.now,
    )
    assert units(user_of(cast.els), cast.today) == {"Utrecht-Noord A"}
    assert units(user_of(cast.els), cast.today - timedelta(days=1)) == set()


def test_roles_begin_and_end_on_their_days(cast: Cast) -> None:
    role = Role.objects.get(user=cast.els.user, employee=cast.sanne)
    end_role(role, on=cast.today, actor=None, now=cast.now)
    assert employees(user_of(cast.els), cast.today) == {"Els", "Youssef"}
    assert employees(user_of(cast.els), cast.today - timedelta(days=1)) == {"Els", "Sanne", "Youssef"}
    assert employees(user_of(cast.els), STARTED - timedelta(days=1)) == {"Els"}


def test_a_manager_keeps_leavers_and_loses_movers(cast: Cast) -> None:
    end_employee(cast.wim, on=cast.today, now=cast.now)
    move_employee(cast.bram, to=cast.zwolle_team, on=cast.today, now=cast.now)
    later = cast.today + timedelta(days=1)
    assert employees(user_of(cast.mirjam), later) == CENTRE - {"Bram"}
    assert employees(user_of(cast.tom), later) == ZWOLLE | {"Bram"}
    assert "Bram" in employees(user_of(cast.mirjam), cast.today - timedelta(days=1))


def test_who_is_yet_to_come_is_seen_by_the_manager_to_be(cast: Cast) -> None:
    add_employee(
        external_id="n", name="Nadia", team=cast.team, started_on=cast.today + timedelta(days=9), now=cast.now
    )
    assert "Nadia" in employees(user_of(cast.mirjam), cast.today)
    assert "Nadia" not in employees(user_of(cast.tom), cast.today)


def test_a_unit_that_moves_takes_its_people_to_the_new_manager(cast: Cast) -> None:
    move_unit(cast.team, to=cast.zwolle, actor=None, now=cast.now)
    assert employees(user_of(cast.tom), cast.today) == ZWOLLE | TEAM_A
    assert employees(user_of(cast.mirjam), cast.today) == CENTRE - TEAM_A


def test_a_leaver_sees_nothing_whatever_roles_are_still_written_down(cast: Cast) -> None:
    mirjam = user_of(cast.mirjam)
    Employee.objects.filter(pk=cast.mirjam.pk).update(ended_on=cast.today)
    mirjam = User.objects.get(pk=mirjam.pk)
    assert Role.objects.filter(user=mirjam, ended_on=None).exists()
    assert employees(mirjam, cast.today) == set()
    assert units(mirjam, cast.today) == set()
    assert access.deeds(mirjam, today=cast.today) == set()
    assert "Mirjam Bos" not in {one.name for one in access.who_can_see(cast.sanne, today=cast.today)}


def test_an_inactive_user_sees_nothing(cast: Cast) -> None:
    cast.boris.is_active = False
    cast.boris.save()
    assert units(cast.boris, cast.today) == set()


def test_a_scope_of_one_region_is_no_more_than_that(cast: Cast) -> None:
    end_role(Role.objects.get(user=cast.boris), on=cast.today, actor=None, now=cast.now)
    grant_role(
        cast.boris, RoleKind.BOARD_READER, unit=cast.east, started_on=cast.today, actor=None, now=cast.now
    )
    assert units(cast.boris, cast.today) == {"Region East", "Zwolle", "Zwolle A"}


def test_a_unit_whose_path_only_looks_alike_is_not_below(cast: Cast) -> None:
    """Unit 1 and unit 11: ".1." begins neither ".11." nor the other way round."""
    for unit in (cast.company, cast.west, cast.team):
        assert unit.path.startswith(".")
        assert unit.path.endswith(f".{unit.pk}.")


def test_the_list_of_viewers_is_the_same_rule_read_backwards(cast: Cast) -> None:
    """For everybody: whoever the list names sees them, and whoever sees them is named."""
    end_employee(cast.kees, on=cast.today, now=cast.now)
    move_employee(cast.fatma, to=cast.zwolle, on=cast.today, now=cast.now)
    everybody = list(User.objects.all())
    for employee in Employee.objects.all():
        named = {one.user_id for one in access.who_can_see(employee, today=cast.today)}
        seeing = {
            user.pk
            for user in everybody
            if access.visible_employees(user, today=cast.today).filter(pk=employee.pk).exists()
        }
        gone = {employee.user_id} if employee.ended_on else set()
        assert named - gone == seeing, employee


def test_the_viewers_come_with_a_reason(cast: Cast) -> None:
    viewers = [(one.name, one.why) for one in access.who_can_see(cast.sanne, today=cast.today)]
    assert viewers == [
        ("Sanne de Wit", "This is you."),
        ("Els Kuipers", "Coach."),
        ("Mirjam Bos", "Manager of Utrecht-Noord."),
        ("Rik Dekker", "Manager of Region West."),
    ]


def test_colleagues_never_see_each_other(cast: Cast) -> None:
    technicians = [one for one in Employee.objects.all() if one.name.split()[0] in TEAM_A | TEAM_B]
    for one in technicians:
        assert employees(user_of(one), cast.today) == {one.name.split()[0]}


def test_the_comparison_never_is_a_unit_of_two(cast: Cast) -> None:
    assert access.comparison_unit(cast.sanne, today=cast.today) == cast.team
    end_employee(cast.wim, on=cast.today, now=cast.now)
    assert access.comparison_unit(cast.sanne, today=cast.today) == cast.centre


def test_deeds_of_each_role_and_of_nobody_else(cast: Cast) -> None:
    granted = {
        kind: {deed for deed in Deed if access.may(user_of(who), deed, today=cast.today)}
        for kind, who in (
            (RoleKind.COACH, cast.els),
            (RoleKind.MANAGER, cast.mirjam),
            (RoleKind.INSIGHTS_OWNER, cast.ines),
            (RoleKind.BOARD_READER, cast.boris),
            (RoleKind.HR, cast.hanna),
            (RoleKind.ADMINISTRATOR, cast.ada),
        )
    }
    assert granted == {kind: set(DEEDS[kind]) for kind in RoleKind}
    assert not any(access.may(user_of(cast.sanne), deed, today=cast.today) for deed in Deed)
    assert Deed.MANAGE_ROLES not in DEEDS[RoleKind.HR]
    assert {kind for kind in RoleKind if Deed.MANAGE_API_KEYS in DEEDS[kind]} == {RoleKind.ADMINISTRATOR}


def test_whose_voice_one_reads(cast: Cast) -> None:
    """One's own team and every unit above it, as one's boss does; managers also what is below."""
    above = {"Ruitmeesters", "Netherlands", "Region West", "Utrecht-Noord"}
    everywhere = {unit.name for unit in Unit.objects.all()}
    who: dict[str, Employee | User] = {
        "sanne": cast.sanne, "els": cast.els, "mirjam": cast.mirjam, "rik": cast.rik, "ines": cast.ines,
        "hanna": cast.hanna, "ada": cast.ada, "boris": cast.boris,
    }  # fmt: skip
    seen = {
        name: {unit.name for unit in access.units_with_voice(user_of(one), today=cast.today)}
        for name, one in who.items()
    }
    assert seen == {
        "sanne": above | {"Utrecht-Noord A"},
        "els": above,  # a coach is an employee like another
        "mirjam": above | {"Utrecht-Noord A", "Utrecht-Noord B"},
        "rik": above | {"Utrecht-Noord A", "Utrecht-Noord B"},
        "ines": everywhere,
        "hanna": everywhere,
        "ada": {"Ruitmeesters"},  # runs the rounds, and reads what any employee of her unit reads
        "boris": everywhere,
    }


def test_a_leaver_reads_no_voice(cast: Cast) -> None:
    Employee.objects.filter(pk=cast.mirjam.pk).update(ended_on=cast.today)
    mirjam = User.objects.get(pk=user_of(cast.mirjam).pk)
    assert not access.units_with_voice(mirjam, today=cast.today).exists()


def test_for_whose_codes_and_replies(cast: Cast) -> None:
    def units(who: Employee, deed: Deed) -> set[str]:
        return {unit.name for unit in access.units_for(user_of(who), deed, today=cast.today)}

    assert (
        units(cast.tom, Deed.HAND_OUT_CODES) == units(cast.tom, Deed.REPLY_TO_VOICE) == {"Zwolle", "Zwolle A"}
    )
    assert len(units(cast.hanna, Deed.HAND_OUT_CODES)) == 9
    assert not units(cast.ada, Deed.HAND_OUT_CODES) | units(cast.ada, Deed.REPLY_TO_VOICE)
    assert not units(cast.ines, Deed.REPLY_TO_VOICE) | units(cast.els, Deed.REPLY_TO_VOICE)
    assert {kind for kind in RoleKind if Deed.RUN_WAVES in DEEDS[kind]} == {
        RoleKind.HR,
        RoleKind.ADMINISTRATOR,
    }


def test_only_an_administrator_changes_the_address_of_a_role_holder(cast: Cast) -> None:
    def may(who: Employee, whose: Employee) -> bool:
        return access.may_change_address(user_of(who), whose, today=cast.today)

    assert may(cast.hanna, cast.sanne)
    assert not may(cast.hanna, cast.ada)
    assert may(cast.ada, cast.ines)
    assert not may(cast.mirjam, cast.sanne)


def test_as_many_queries_for_many_units_as_for_one(cast: Cast) -> None:
    def queries(user: User) -> int:
        user = User.objects.select_related("employee").get(pk=user.pk)
        with CaptureQueriesContext(connection) as captured:
            list(access.visible_units(user, today=cast.today))
            list(access.visible_employees(user, today=cast.today))
        return len(captured)

    assert queries(user_of(cast.tom)) == queries(user_of(cast.rik)) == 4


def test_cards_are_printed_for_ones_own_units(cast: Cast) -> None:
    mine = {unit.name for unit in access.units_for_cards(user_of(cast.tom), today=cast.today)}
    assert mine == {"Zwolle", "Zwolle A"}
    assert access.units_for_cards(user_of(cast.hanna), today=cast.today).count() == 9
    assert not access.units_for_cards(user_of(cast.els), today=cast.today).exists()


def test_a_closed_unit_stays_in_sight(cast: Cast) -> None:
    for one in (cast.noor, cast.kees, cast.anouk):
        end_employee(one, on=cast.today, now=cast.now)
    close_unit(cast.zwolle_team, on=cast.today, actor=None, now=cast.now)
    assert "Zwolle A" in units(user_of(cast.tom), cast.today)
