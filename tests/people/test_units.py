"""The tree and its paths; time zones; membership over time; the audit trail of it all."""

from contextlib import suppress
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extramile.core.models import AuditEntry
from extramile.people import queries
from extramile.people.models import Membership, Unit, UnitKind
from extramile.people.operations import (
    add_employee,
    add_unit,
    change_employee,
    close_unit,
    end_employee,
    move_employee,
    move_unit,
    take_back_employee,
)
from extramile.people.problems import Refused
from tests.cast import STARTED, Cast, user_of

pytestmark = pytest.mark.django_db


def paths_are_right() -> None:
    """Each path is the parent's and the own id; each depth one more: computed from the parents alone."""
    by_id = {unit.pk: unit for unit in Unit.objects.all()}
    for unit in by_id.values():
        above, one = [unit.pk], unit
        while one.parent_id:
            one = by_id[one.parent_id]
            above.insert(0, one.pk)
        assert queries.ids_of_path(unit.path) == tuple(above)
        assert unit.depth == len(above) - 1


def test_paths_depths_and_ancestors(cast: Cast) -> None:
    paths_are_right()
    assert queries.ancestor_ids()[cast.team.pk] == (
        cast.company.pk,
        cast.country.pk,
        cast.west.pk,
        cast.centre.pk,
        cast.team.pk,
    )
    below = set(queries.descendants(cast.west).values_list("name", flat=True))
    assert below == {"Region West", "Utrecht-Noord", "Utrecht-Noord A", "Utrecht-Noord B"}


def test_a_move_carries_everything_below_and_is_told_to_the_roll_ups(cast: Cast) -> None:
    before = queries.tree_version()
    move_unit(cast.centre, to=cast.east, actor=user_of(cast.ada), now=cast.now)
    paths_are_right()
    assert queries.tree_version() == before + 1
    assert queries.descendants(cast.east).filter(pk=cast.team.pk).exists()
    entry = AuditEntry.objects.get(action="people.unit.moved")
    assert (entry.actor_name, entry.detail) == ("Ada Okafor", {"before": cast.west.pk, "after": cast.east.pk})


def test_a_move_to_where_it_is_changes_nothing(cast: Cast) -> None:
    before = queries.tree_version()
    move_unit(cast.centre, to=cast.west, actor=None, now=cast.now)
    assert queries.tree_version() == before
    assert not AuditEntry.objects.filter(action="people.unit.moved").exists()


@pytest.mark.parametrize("below", ["centre", "team"])
def test_no_circles(cast: Cast, below: str) -> None:
    with pytest.raises(Refused, match="below itself"):
        move_unit(cast.centre, to=getattr(cast, below), actor=None, now=cast.now)
    paths_are_right()


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=8))
def test_paths_stay_right_whatever_is_moved_where(cast: Cast, moves: list[tuple[int, int]]) -> None:
    units = list(Unit.objects.order_by("pk"))
    for what, where in moves:
        with suppress(Refused):  # a circle, or a name that is taken there
            move_unit(units[what], to=units[where], actor=None, now=cast.now)
        paths_are_right()


def test_two_units_of_one_name_below_one_parent_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="already there"):
        add_unit("Utrecht-Noord A", kind=UnitKind.TEAM, parent=cast.centre)
    assert add_unit("Utrecht-Noord A", kind=UnitKind.TEAM, parent=cast.zwolle)


def test_every_way_to_write_a_unit(cast: Cast) -> None:
    ways = queries.unit_paths()
    whole = "ruitmeesters/netherlands/region west/utrecht-noord/utrecht-noord a"
    assert ways[whole] == ways["utrecht-noord a"] == ways["un-a"] == cast.team.pk
    assert ways["region west/utrecht-noord"] == cast.centre.pk
    add_unit("Utrecht-Noord A", kind=UnitKind.TEAM, parent=cast.zwolle)
    ways = queries.unit_paths()
    assert "utrecht-noord a" not in ways  # two of that name: not guessed
    assert ways["zwolle/utrecht-noord a"] != ways["utrecht-noord/utrecht-noord a"]


def test_a_time_zone_is_the_nearest_one_above(cast: Cast) -> None:
    curacao = add_unit("Curaçao", kind=UnitKind.CENTRE, parent=cast.west, time_zone="America/Curacao")
    team = add_unit("Willemstad", kind=UnitKind.TEAM, parent=curacao)
    assert queries.time_zone_of(team.pk) == ZoneInfo("America/Curacao")
    assert queries.time_zone_of(cast.team.pk) == ZoneInfo("Europe/Amsterdam")
    zones = queries.time_zones()
    assert zones[team.pk] == ZoneInfo("America/Curacao")
    assert set(zones) == set(Unit.objects.values_list("pk", flat=True))


def test_teams_of_many_days_by_one_query(cast: Cast) -> None:
    moved_on = date(2026, 1, 15)
    move_employee(cast.sanne, to=cast.other_team, on=moved_on, now=cast.now)
    days = [
        moved_on - timedelta(days=1),
        moved_on,
        moved_on + timedelta(days=400),
        STARTED - timedelta(days=1),
    ]
    pairs = [(cast.sanne.pk, one) for one in days] + [(cast.wim.pk, moved_on), (10**9, moved_on)]
    with CaptureQueriesContext(connection) as captured:
        teams = queries.teams_on(pairs * 50)
    assert len(captured) == 1
    assert teams == {
        (cast.sanne.pk, days[0]): cast.team.pk,
        (cast.sanne.pk, days[1]): cast.other_team.pk,
        (cast.sanne.pk, days[2]): cast.other_team.pk,
        (cast.wim.pk, moved_on): cast.team.pk,
    }


def test_one_team_at_a_time_and_no_day_without(cast: Cast) -> None:
    move_employee(cast.sanne, to=cast.other_team, on=date(2026, 1, 15), now=cast.now)
    move_employee(cast.sanne, to=cast.team, on=date(2026, 2, 1), now=cast.now)
    found = cast.sanne.memberships.order_by("started_on").values_list("unit", "started_on", "ended_on")
    assert list(found) == [
        (cast.team.pk, STARTED, date(2026, 1, 15)),
        (cast.other_team.pk, date(2026, 1, 15), date(2026, 2, 1)),
        (cast.team.pk, date(2026, 2, 1), None),
    ]


def test_a_move_on_the_same_day_corrects_the_one_before(cast: Cast) -> None:
    move_employee(cast.sanne, to=cast.other_team, on=cast.today, now=cast.now)
    move_employee(cast.sanne, to=cast.zwolle_team, on=cast.today, now=cast.now)
    assert [one.unit for one in cast.sanne.memberships.order_by("started_on")] == [
        cast.team,
        cast.zwolle_team,
    ]


@pytest.mark.parametrize(
    ("on", "code"), [(STARTED - timedelta(days=1), "moved_before_start"), (date(2025, 1, 1), "moved_later")]
)
def test_a_move_into_the_past_is_refused_where_it_would_rewrite_it(cast: Cast, on: date, code: str) -> None:
    move_employee(cast.sanne, to=cast.other_team, on=date(2026, 1, 15), now=cast.now)
    with pytest.raises(Refused) as refused:
        move_employee(cast.sanne, to=cast.zwolle_team, on=on, now=cast.now)
    assert refused.value.code == code


def test_a_leaver_of_tomorrow_still_works_today(cast: Cast) -> None:
    tomorrow = cast.today + timedelta(days=1)
    end_employee(cast.sanne, on=tomorrow, now=cast.now)
    assert queries.team_of(cast.sanne, day=cast.today) == cast.team
    assert queries.team_of(cast.sanne, day=tomorrow) is None


def test_leaving_twice_takes_the_newer_day(cast: Cast) -> None:
    end_employee(cast.sanne, on=date(2026, 6, 1), now=cast.now)
    end_employee(cast.sanne, on=date(2026, 4, 1), now=cast.now)
    assert Membership.objects.get(employee=cast.sanne).ended_on == date(2026, 4, 1)


def test_an_end_that_was_a_mistake_is_taken_back(cast: Cast) -> None:
    end_employee(cast.sanne, on=cast.today, now=cast.now)
    cast.sanne.refresh_from_db()
    take_back_employee(cast.sanne, team=cast.team, on=cast.today, now=cast.now)
    assert Membership.objects.get(employee=cast.sanne).ended_on is None


def test_a_planned_move_does_not_survive_the_leaving(cast: Cast) -> None:
    move_employee(cast.sanne, to=cast.other_team, on=cast.today + timedelta(days=30), now=cast.now)
    end_employee(cast.sanne, on=cast.today, now=cast.now)
    assert [one.unit for one in cast.sanne.memberships.all()] == [cast.team]


def test_nobody_starts_in_a_closed_unit(cast: Cast) -> None:
    empty = add_unit("Gone", kind=UnitKind.TEAM, parent=cast.centre)
    close_unit(empty, on=cast.today, actor=None, now=cast.now)
    with pytest.raises(Refused, match="closed"):
        add_employee(external_id="x", name="X", team=empty, started_on=cast.today, now=cast.now)


def test_a_first_day_may_be_corrected_within_the_first_team(cast: Cast) -> None:
    change_employee(cast.sanne, now=cast.now, started_on=date(2023, 6, 1))
    assert Membership.objects.get(employee=cast.sanne).started_on == date(2023, 6, 1)
    move_employee(cast.sanne, to=cast.other_team, on=date(2026, 1, 1), now=cast.now)
    with pytest.raises(Refused):
        change_employee(cast.sanne, now=cast.now, started_on=date(2026, 2, 1))
