"""Nobody learns from a pooled figure what a colleague's customers said: such worlds look alike."""

from datetime import datetime

import pytest
from django.db import connection

from extramile.estimates.models import EmployeeLeaning
from extramile.estimates.operations import make_fit
from extramile.estimates.queries import pooled_employee
from extramile.people import fence
from extramile.people.models import Employee, Unit
from tests.cast import Cast, user_of
from tests.estimates.company import Company, Scores, build
from tests.web.role import as_web_role

pytestmark = pytest.mark.django_db

GOOD: Scores = (9, 1, 0)
BAD: Scores = (1, 1, 8)
MIXED: Scores = (5, 3, 2)


def world(now: datetime) -> tuple[Company, Unit, Unit]:
    """A team of four, a team of two, and forty others; all have ten answers."""
    made = build(now, regions=2, teams=5, people=4)
    pair = made.add_team(made.regions[0], 2)
    for number, one in enumerate(made.people):
        made.give(one, (GOOD, MIXED, BAD, MIXED)[number % 4], week=number % 40)
    return made, made.teams[0], pair


def leaning_of(company: Company, who: Employee) -> tuple[float, float, float, int]:
    company.write()
    make_fit(company.now)
    row = EmployeeLeaning.objects.get(pk=who.pk)
    return row.mean, row.variance, row.within, row.unit_id


def deal(company: Company, who: Employee, scores: Scores) -> None:
    """These instead, on the same days."""
    days = [key for key in company.by_day if key[0] == who.pk]
    for key in days:
        company.by_day[key] = list(scores)


def test_who_of_the_team_has_which_answers_makes_no_difference_to_mine(now: datetime) -> None:
    company, team, _pair = world(now)
    me, first, second, _third = company.people_of(team)
    deal(company, first, GOOD)
    deal(company, second, BAD)
    one = leaning_of(company, me)
    deal(company, first, BAD)
    deal(company, second, GOOD)
    assert leaning_of(company, me) == one
    # Both in the middle: the same sum, another spread between people. Two digits of it are kept.
    deal(company, first, (5, 1, 4))
    deal(company, second, (5, 1, 4))
    assert leaning_of(company, me)[0] == pytest.approx(one[0], abs=0.01)


def test_in_a_team_of_two_i_lean_on_the_unit_above_and_my_colleague_stays_hidden(now: datetime) -> None:
    """The only colleague is adored or hated, somebody else of the region the other way round."""
    company, team, pair = world(now)
    me, colleague = company.people_of(pair)
    elsewhere = company.people_of(team)[1]
    deal(company, colleague, GOOD)
    deal(company, elsewhere, BAD)
    one = leaning_of(company, me)
    assert one[3] == company.regions[0].pk
    deal(company, colleague, BAD)
    deal(company, elsewhere, GOOD)
    two = leaning_of(company, me)
    assert two[3] == company.regions[0].pk
    assert two[0] == pytest.approx(one[0], abs=0.005)


def test_a_reader_who_inverts_the_formula_finds_a_sum_and_no_colleague(now: datetime) -> None:
    """From estimate, interval and own answers the reader has what was leaned on: however the same sum was
    dealt among the colleagues, it is one and the same."""
    company, team, _pair = world(now)
    me, *others = company.people_of(team)
    deals: list[tuple[Scores, Scores, Scores]] = [
        (GOOD, BAD, MIXED),
        (BAD, GOOD, MIXED),
        (MIXED, GOOD, BAD),
        (BAD, MIXED, GOOD),
    ]
    found = set()
    for scores in deals:
        for one, given in zip(others, scores, strict=True):
            deal(company, one, given)
        company.write()
        make_fit(now)
        leaning = pooled_employee(me.pk)
        assert leaning is not None
        own: Scores = (6, 2, 2)
        shown = leaning.pooled(own)
        variance = ((shown.high - shown.low) / 2 / 1.959963984540054) ** 2
        weight = 1 - variance * sum(own) / leaning.within  # the page tells variance; the rest is arithmetic
        prior = (shown.estimate - (1 - weight) * 0.4) / weight
        found.add(round(prior, 9))
    assert len(found) == 1


def test_three_members_of_whom_two_have_answers_are_too_few(now: datetime) -> None:
    company, team, _pair = world(now)
    me, _colleague, third, fourth = company.people_of(team)
    for silent in (third, fourth):
        for key in [key for key in company.by_day if key[0] == silent.pk]:
            del company.by_day[key]
    assert leaning_of(company, me)[3] == company.regions[0].pk


def test_answers_from_before_a_colleague_came_do_not_count_as_people_here(now: datetime) -> None:
    """Somebody who came yesterday with a year of answers elsewhere is no third person of this team."""
    from datetime import timedelta

    from extramile.people.models import Membership

    company, team, pair = world(now)
    me, _colleague = company.people_of(pair)
    mover = company.people_of(team)[3]
    Membership.objects.filter(employee=mover).update(ended_on=now.date() - timedelta(days=1))
    Membership.objects.create(employee=mover, unit=pair, started_on=now.date() - timedelta(days=1))
    company.write()
    make_fit(now)
    assert EmployeeLeaning.objects.get(pk=me.pk).unit_id == company.regions[0].pk


def test_a_small_company_leans_on_nothing(cast: Cast) -> None:
    """Nineteen people: how much they differ is a guess, and one of few would show in it."""
    made = build(cast.now, regions=1, teams=4, people=4)
    for one in made.people:
        made.give(one, MIXED)
    made.write()
    fit = make_fit(cast.now)
    assert fit.within is None
    assert not EmployeeLeaning.objects.exists()


def test_behind_the_fence_everybody_sees_their_own(cast: Cast, served_as_web_role: None) -> None:
    EmployeeLeaning.objects.bulk_create(
        EmployeeLeaning(employee_id=one.pk, unit_id=cast.team.pk, mean=0.4, variance=0.01, within=0.5)
        for one in (cast.sanne, cast.wim, cast.bram, cast.noor)
    )

    def seen(who: Employee | None) -> set[int]:
        if who is not None:
            fence.open_for(user_of(who), today=cast.today)
        try:
            with as_web_role():
                return set(EmployeeLeaning.objects.values_list("pk", flat=True))
        finally:
            fence.close()

    assert seen(None) == set()
    assert seen(cast.sanne) == {cast.sanne.pk}
    assert seen(cast.els) == {cast.sanne.pk}  # coaches Sanne and Youssef
    assert seen(cast.mirjam) == {cast.sanne.pk, cast.wim.pk, cast.bram.pk}
    assert seen(cast.ines) == set()


def test_the_web_writes_no_estimates(cast: Cast, served_as_web_role: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t FROM unnest(ARRAY['fit', 'employeeleaning', 'unitleaning', 'movement']) AS t WHERE"
            " has_table_privilege(%s, 'estimates_' || t, 'INSERT, UPDATE, DELETE')",
            [role_name()],
        )
        assert cursor.fetchall() == []


def role_name() -> str:
    from extramile.core.postgres import web_role

    return web_role.name()
