"""Who somebody is, read in one statement, is what would be asked one by one."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from extramile.people import access
from extramile.people.models import Employee, Role, Unit, User
from extramile.people.operations import end_employee
from extramile.people.queries import member_ids_below, members_below, team_of, time_zone_of, time_zone_of_unit
from tests.cast import Cast, user_of
from tests.web.permissions import PEOPLE

pytestmark = pytest.mark.django_db


def fields_of(row: Employee | Unit | None) -> dict[str, object]:
    fields = row._meta.concrete_fields if row else ()
    return {field.attname: getattr(row, field.attname) for field in fields}


@pytest.mark.parametrize("who", PEOPLE)
def test_it_is_what_would_be_asked_one_by_one(who: str, cast: Cast) -> None:
    user = User.objects.get(pk=PEOPLE[who](cast).pk)
    access.remember(user, today=cast.today)
    employee = Employee.objects.filter(user=user).first()
    at_hand = access.employee_of(user)
    assert fields_of(at_hand) == fields_of(employee)
    assert {role.pk for role in access.running_roles(user, today=cast.today)} == {
        role.pk for role in Role.objects.filter(user=user) if access.is_here(user, today=cast.today)
    }
    if at_hand and employee:
        assert at_hand.user is user
        team = team_of(employee, day=cast.today)
        assert fields_of(team_of(at_hand, day=cast.today)) == fields_of(team)


def test_a_whole_person_is_one_statement(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = User.objects.get(pk=user_of(cast.sanne).pk)
    with django_assert_num_queries(1):
        access.remember(user, today=cast.today)
        employee = access.employee_of(user)
        assert employee
        assert access.is_here(user, today=cast.today)
        assert access.running_roles(user, today=cast.today) == []
        team = team_of(employee, day=cast.today)
        assert team == cast.team
        assert team
        zone = time_zone_of_unit(team)
    assert zone == time_zone_of(cast.team.pk)


def test_another_day_is_asked_anew(cast: Cast) -> None:
    user = User.objects.get(pk=user_of(cast.sanne).pk)
    access.remember(user, today=cast.today)
    employee = access.employee_of(user)
    assert employee
    assert team_of(employee, day=cast.today - timedelta(days=36500)) is None


def test_a_leaver_is_not_here_however_it_is_read(cast: Cast) -> None:
    end_employee(cast.sanne, on=cast.today, now=cast.now)
    user = User.objects.get(pk=user_of(cast.sanne).pk)
    access.remember(user, today=cast.today)
    assert not access.is_here(user, today=cast.today)


def test_the_ids_below_are_those_of_the_members(cast: Cast) -> None:
    for unit in Unit.objects.all():
        below = members_below(unit, day=cast.today).values_list("pk", flat=True)
        assert sorted(member_ids_below(unit, day=cast.today)) == sorted(below)
