"""The second fence shows what `people/access.py` shows: one rule, told twice, held together here."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from extramile.people import access, fence
from extramile.people.access import Deed, Visitor
from extramile.people.models import Employee, Membership, Role, RoleKind, Unit, User
from tests.cast import Cast
from tests.web.permissions import PEOPLE

DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _on(settings: Settings) -> Iterator[None]:
    settings.DATABASE_ROLE = "whatever it is called"
    yield
    fence.close()


def ids(statement: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {row[0] for row in cursor.fetchall()}


def shown_units() -> set[int]:
    return ids("SELECT id FROM people_unit WHERE fence_sees_unit(id)")


def hashed_units() -> set[int]:
    if ids("SELECT 1 WHERE current_setting('extramile.everywhere', true) = 'yes'"):
        return ids("SELECT id FROM people_unit")
    return ids("SELECT fence_units()")


def shown_employees() -> set[int]:
    return ids("SELECT id FROM people_employee WHERE fence_sees_employee(id)")


def agree(user: Visitor, *, today: date) -> None:
    fence.open_for(user, today=today)
    units = set(access.visible_units(user, today=today).values_list("pk", flat=True))
    employees = set(access.visible_employees(user, today=today).values_list("pk", flat=True))
    assert (shown_units(), hashed_units(), shown_employees()) == (units, units, employees)
    fence.close()


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_of_the_cast_is_shown_what_access_says(who: str, cast: Cast) -> None:
    agree(PEOPLE[who](cast), today=cast.today)


def test_whoever_left_is_shown_nothing(cast: Cast) -> None:
    user = PEOPLE["region_manager"](cast)
    Employee.objects.filter(user=user).update(ended_on=cast.today)
    user.refresh_from_db()
    agree(User.objects.get(pk=user.pk), today=cast.today)
    fence.open_for(user, today=cast.today)
    assert shown_units() == shown_employees() == set()


def test_nobody_in_particular_is_shown_nothing(cast: Cast) -> None:
    assert shown_units() == hashed_units() == shown_employees() == set()
    fence.open_for(AnonymousUser(), today=cast.today)
    assert fence.told() is None
    assert shown_units() == hashed_units() == shown_employees() == set()


def test_a_screen_shows_its_unit_and_what_is_below(cast: Cast) -> None:
    fence.open_for_screen(cast.centre.pk)
    assert shown_units() == {cast.centre.pk, cast.team.pk, cast.other_team.pk}
    assert shown_employees() == set()
    fence.open_for_screen(2**40)  # a unit that is not there is not "everywhere"
    assert shown_units() == hashed_units() == set()


def test_a_deed_opens_its_own_pages_alone(cast: Cast) -> None:
    def doors() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM unnest(ARRAY['reads', 'writes', 'customers']) AS name"
                " WHERE current_setting('extramile.' || name, true) = 'all'"
            )
            return {row[0] for row in cursor.fetchall()}

    ada = PEOPLE["administrator"](cast)
    fence.open_for(ada, today=cast.today, deeds=[Deed.MANAGE_PEOPLE])
    assert doors() == set()
    fence.open_for(ada, today=cast.today, deeds=[Deed.ERASE_CUSTOMERS])
    assert doors() == {"reads", "writes", "customers"}
    fence.open_for(ada, today=cast.today)
    assert doors() == set()
    fence.open_for_scope("jobs")
    assert doors() == {"customers"}
    fence.close()
    assert doors() == set()


# --- Organisations nobody thought of -----------------------------------------------------------------

DAYS = st.integers(-40, 40).map(lambda n: DAY + timedelta(days=n))


@st.composite
def periods(draw: st.DrawFn) -> tuple[date, date | None]:
    start = draw(DAYS)
    return start, draw(st.none() | st.integers(0, 30).map(lambda n: start + timedelta(days=n)))


def _units(draw: st.DrawFn) -> list[Unit]:
    made: list[Unit] = []
    for number in range(draw(st.integers(1, 7))):
        parent = draw(st.none() | st.sampled_from(made)) if made else None
        unit = Unit.objects.create(
            name=f"unit {number}", parent=parent, depth=parent.depth + 1 if parent else 0
        )
        unit.path = f"{parent.path if parent else '.'}{unit.pk}."
        unit.save()
        made.append(unit)
    return made


def _people(draw: st.DrawFn, units: list[Unit]) -> tuple[list[User], list[Employee]]:
    users, employees = [], []
    for number in range(draw(st.integers(2, 6))):
        user = User.objects.create(
            name=f"p{number}",
            is_active=draw(st.integers(0, 7)) > 0,
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        users.append(user)
        if draw(st.integers(0, 4)) == 0:
            continue  # like a board reader: no employee
        started, ended = draw(periods())
        one = Employee.objects.create(
            external_id=f"e{number}", name=user.name, user=user, started_on=started, ended_on=ended
        )
        employees.append(one)
        days = sorted(draw(st.sets(DAYS, max_size=4)))
        for start, following in zip(days, [*days, None][1:], strict=True):
            if draw(st.integers(0, 3)):
                end = draw(st.sampled_from([following, min(start + timedelta(3), following or date.max)]))
                unit = draw(st.sampled_from(units))
                Membership.objects.create(employee=one, unit=unit, started_on=start, ended_on=end)
    return users, employees


@st.composite
def organisations(draw: st.DrawFn) -> list[User]:
    units = _units(draw)
    users, employees = _people(draw, units)
    for number in range(draw(st.integers(0, 7))):
        kind = draw(st.sampled_from(RoleKind.values))
        started, ended = draw(periods())
        unit = (
            draw(st.sampled_from(units))
            if kind == RoleKind.MANAGER
            else draw(st.none() | st.sampled_from(units))
        )
        coached = draw(st.sampled_from(employees)) if employees and kind == RoleKind.COACH else None
        if kind == RoleKind.COACH:
            if coached is None:
                continue
            unit = None
        Role.objects.get_or_create(
            user=draw(st.sampled_from(users)),
            kind=kind,
            unit=unit,
            employee=coached,
            started_on=started - timedelta(days=number),
            defaults={"ended_on": ended},
        )
    return users


@pytest.mark.django_db
@examples(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_organisation_is_shown_what_access_says(data: st.DataObject) -> None:
    with transaction.atomic():
        for user in data.draw(organisations()):
            agree(User.objects.get(pk=user.pk), today=DAY)
        transaction.set_rollback(True)
