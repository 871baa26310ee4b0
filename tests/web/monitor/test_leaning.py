"""The pooled score beside the plain one, groups instead of a ranking, and what moved."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from extramile.estimates.models import EmployeeLeaning, Movement, UnitLeaning
from extramile.monitor.operations import count_changes
from extramile.people.models import Employee, RoleKind, Unit, UnitKind, User
from extramile.people.operations import add_unit, grant_role, move_employee
from tests.cast import Cast, user_of
from tests.monitor.facts import answered
from tests.web.monitor.conftest import SignedIn

MONDAY = date(2025, 11, 3)


def page(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def fill(cast: Cast, who: str, n: int, score: int, unit: Unit | None = None) -> None:
    for _number in range(n):
        answered(unit or cast.team, getattr(cast, who), now=cast.now - timedelta(days=1), score=score)


def leaning(cast: Cast, who: str, *, mean: float = 0.5, variance: float = 0.02) -> None:
    EmployeeLeaning.objects.create(
        employee_id=getattr(cast, who).pk, unit_id=cast.team.pk, mean=mean, variance=variance, within=0.5
    )


def unit_leaning(unit: Unit, *, side: int | None = None) -> None:
    UnitLeaning.objects.create(unit_id=unit.pk, mean=0.4, variance=0.01, within=0.5, side=side)


def movement(unit: Unit, *, is_sure: bool = True, **more: object) -> None:
    values: dict[str, object] = {
        "unit_id": unit.pk, "n": 400, "until": date(2026, 3, 1), "seen": 0.12, "is_sure": is_sure,
        "week": MONDAY, "earliest": MONDAY - timedelta(weeks=3), "latest": MONDAY + timedelta(weeks=2),
        "before": 0.45, "after": 0.62, "n_before": 250, "n_after": 150, "low": 0.06, "high": 0.28,
        "q_value": 0.01,
    }  # fmt: skip
    Movement.objects.create(**{**values, **more})


def test_ones_own_answers_lean_on_the_team_in_one_line(cast: Cast, signed_in: SignedIn) -> None:
    fill(cast, "sanne", 12, 10)
    leaning(cast, "sanne")
    html = page(signed_in(cast.sanne))
    # 12 of 12 promoters, leaned on .5 ± .14 with a variance of .5: (.5/.02 + 12/.5) / (1/.02 + 12/.5) = .662
    words = text_of(html)
    assert (
        "With 12 answers we lean mostly on what we know of Utrecht-Noord A: most likely +66, between" in words
    )
    assert "between +43 and +89." in words
    assert "+100" in html
    assert 'class="leaned mark"' in html
    assert (
        "leaning on others +66, likely between +43 and +89" in html
    )  # of the picture, for who cannot see it


def test_in_dutch(cast: Cast, signed_in: SignedIn) -> None:
    fill(cast, "sanne", 12, 10)
    leaning(cast, "sanne")
    client = signed_in(cast.sanne)
    user_of(cast.sanne).__class__.objects.filter(pk=user_of(cast.sanne).pk).update(language="nl")
    html = text_of(page(client))
    assert (
        "Met 12 antwoorden leunen we vooral op wat we van Utrecht-Noord A weten: waarschijnlijk +66" in html
    )
    assert "tussen +43 en +89." in html


def test_under_the_minimum_a_range_and_no_number(cast: Cast, signed_in: SignedIn) -> None:
    fill(cast, "sanne", 8, 10)
    leaning(cast, "sanne", variance=0.006)
    html = page(signed_in(cast.sanne))
    assert "Too few answers yet" in html
    found = re.search(r"With 8 answers we lean mostly on what we know of Utrecht-Noord A: (.*?)\.", html)
    assert found
    assert re.fullmatch(r"likely between [+−]\d+ and [+−]\d+", found[1])
    assert "most likely" not in html
    assert 'class="leaned' not in html


def test_a_range_that_says_nothing_is_not_shown(cast: Cast, signed_in: SignedIn) -> None:
    fill(cast, "sanne", 4, 10)
    leaning(cast, "sanne", variance=0.05)  # ± 34 points
    assert "we lean" not in page(signed_in(cast.sanne))


def test_a_coach_of_all_but_one_has_no_line_to_take_them_off(cast: Cast, signed_in: SignedIn) -> None:
    """Els coaches Sanne and Youssef: the team less the two would be Wim. Mirjam manages all three."""
    for who in ("sanne", "youssef", "wim"):
        fill(cast, who, 12, 9)
    leaning(cast, "sanne")
    count_changes(cast.now)
    path = f"/employee/{cast.sanne.pk}/"

    def is_told(who: Employee, path: str = path) -> set[str]:
        html = page(signed_in(who), path)
        assert "+100" in html
        return {one for one in ("rest of", 'class="other"', "we lean") if one in html}

    everything = {"rest of", 'class="other"', "we lean"}
    assert is_told(cast.els) == set()
    assert is_told(cast.mirjam) == is_told(cast.sanne, "/") == everything
    fatma_joins(cast)
    assert is_told(cast.els) == everything  # two whom she does not see
    coaches(cast, user_of(cast.els), cast.wim, cast.fatma)
    assert is_told(cast.els) == everything  # nobody is left to give away


def test_people_lean_in_a_table_where_their_units_figures_may_be_seen(
    cast: Cast, signed_in: SignedIn
) -> None:
    """Els coaches two of the three, Mirjam manages the team."""
    fill(cast, "sanne", 12, 9)
    fill(cast, "youssef", 3, 9)
    for who in ("sanne", "youssef"):
        leaning(cast, who)
    path = f"/unit/{cast.team.pk}/"
    table = page(signed_in(cast.mirjam), path).partition('<table class="becomes-cards people">')[2]
    assert text_of(table).count("leaning: +66 (+43 … +89)") == 1  # of Youssef's three no figure
    assert "what we know of the people around them" in table
    assert "leaning:" not in page(signed_in(cast.mirjam), f"{path}?channel=email")
    assert "leaning:" not in page(signed_in(cast.els), "/people/")
    coaches(cast, user_of(cast.els), cast.wim)
    assert "leaning: +66" in text_of(page(signed_in(cast.els), "/people/"))


def test_nor_has_a_coach_who_is_one_of_them(cast: Cast, signed_in: SignedIn) -> None:
    for who in ("sanne", "youssef", "wim"):
        fill(cast, who, 12, 9)
    leaning(cast, "sanne")
    count_changes(cast.now)
    coaches(cast, user_of(cast.sanne), cast.youssef)
    html = page(signed_in(cast.sanne))
    assert "+100" in html
    assert "rest of" not in html
    assert "we lean" not in html


def fatma_joins(cast: Cast) -> None:
    move_employee(cast.fatma, to=cast.team, on=cast.today - timedelta(days=30), now=cast.now)
    fill(cast, "fatma", 12, 9)
    count_changes(cast.now)


def coaches(cast: Cast, coach: User, *employees: Employee) -> None:
    for one in employees:
        grant_role(
            coach,
            RoleKind.COACH,
            employee=one,
            started_on=cast.today,
            actor=user_of(cast.ada),
            now=cast.now,
        )


def test_of_a_part_of_the_answers_nothing_is_leaned_on(cast: Cast, signed_in: SignedIn) -> None:
    fill(cast, "sanne", 12, 10)
    leaning(cast, "sanne")
    client = signed_in(cast.sanne)
    assert "we lean" in page(client, "/?period=52w")
    assert "we lean" not in page(client, "/?channel=email")


def test_the_employees_page_asks_no_more_for_it(
    cast: Cast, signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """As before there were pooled scores: what it asks more was saved elsewhere."""
    for who in ("sanne", "wim", "youssef"):
        fill(cast, who, 12, 9)
    leaning(cast, "sanne")
    count_changes(cast.now)
    client = signed_in(cast.sanne)
    page(client)
    with django_assert_num_queries(11):
        html = page(client)
    assert "we lean" in html
    assert "rest of Utrecht-Noord A" in html


def test_a_viewers_page_does_not_read_the_team_again(
    cast: Cast, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for who in ("sanne", "wim", "youssef"):
        fill(cast, who, 12, 9)
    leaning(cast, "sanne")
    count_changes(cast.now)
    client = signed_in(cast.mirjam)
    page(client, f"/employee/{cast.sanne.pk}/")
    with django_assert_max_num_queries(30) as queries:
        html = page(client, f"/employee/{cast.sanne.pk}/")
    assert "we lean" in html
    assert "rest of Utrecht-Noord A" in html
    again = f'FROM "people_unit" WHERE "people_unit"."id" = {cast.team.pk} '
    assert [one["sql"] for one in queries if again in one["sql"]] == []


def test_the_unit_and_those_below_have_it_too(cast: Cast, signed_in: SignedIn) -> None:
    fill(cast, "sanne", 12, 10)
    count_changes(cast.now)
    unit_leaning(cast.centre)
    unit_leaning(cast.team)
    html = page(signed_in(cast.mirjam), f"/unit/{cast.centre.pk}/")
    words = text_of(html)
    assert "With 12 answers we lean mostly on what we know of the units around it: most likely +52" in words
    assert "leaning: +52 (+34 … +69)" in words
    assert "It is less a matter of chance." in words
    without = page(signed_in(cast.mirjam), f"/unit/{cast.centre.pk}/?channel=email")
    assert "leaning:" not in without


def many(cast: Cast, sides: Mapping[str, int | None]) -> list[Unit]:
    units = [add_unit(name, kind=UnitKind.TEAM, parent=cast.zwolle) for name in sides]
    for unit, side in zip(units, sides.values(), strict=True):
        unit_leaning(unit, side=side)
    return units


def test_units_stand_in_groups_by_name_where_they_can_be_told_apart(cast: Cast, signed_in: SignedIn) -> None:
    sides = {"Delta": 1, "Alfa": -1, "Bravo": 1, "Echo": 0, "Charlie": 0, "Golf": None}
    many(cast, sides)
    html = page(signed_in(cast.tom), f"/unit/{cast.zwolle.pk}/")
    table = html[html.index('id="below"') :]
    order = [
        "Clearly above the others", "Bravo", "Delta", "Not distinguishable", "Charlie", "Echo",
        "Clearly below the others", "Alfa", "Too few answers to compare", "Golf",
    ]  # fmt: skip
    places = [table.index(f">{name}<") for name in order]
    assert places == sorted(places)
    assert "within a group, by name" in table
    assert table.count('scope="rowgroup"') == 4


def test_where_nobody_can_be_told_apart_one_sentence_says_so(cast: Cast, signed_in: SignedIn) -> None:
    many(cast, dict.fromkeys(("Alfa", "Bravo", "Charlie"), 0))
    html = page(signed_in(cast.tom), f"/unit/{cast.zwolle.pk}/")
    assert "none of these units can be told apart from the others: a ranking would be chance." in text_of(
        html
    )
    assert "Clearly above" not in html


def test_what_was_never_compared_is_one_list_without_a_word(cast: Cast, signed_in: SignedIn) -> None:
    html = page(signed_in(cast.mirjam), f"/unit/{cast.centre.pk}/")
    assert "told apart" not in html
    assert "rowgroup" not in html


def test_no_change_is_the_ordinary_case_and_is_said(cast: Cast, signed_in: SignedIn) -> None:
    movement(cast.centre, is_sure=False)
    words = text_of(page(signed_in(cast.mirjam), f"/unit/{cast.centre.pk}/"))
    assert "What moved? No change we can be sure of in the year to 1 March 2026." in words
    assert "A lasting change of some 12 points would most likely have been noticed." in words
    words = text_of(page(signed_in(cast.mirjam), f"/unit/{cast.team.pk}/"))
    assert "Too few answers in the last year to tell a change from chance." in words


def test_a_change_of_the_unit_and_below_is_told_with_interval_and_date(
    cast: Cast, signed_in: SignedIn
) -> None:
    movement(cast.centre)
    movement(cast.team, before=0.5, after=0.1, low=-0.6, high=-0.2, week=MONDAY + timedelta(weeks=6))
    movement(cast.other_team, is_sure=False)
    words = text_of(page(signed_in(cast.mirjam), f"/unit/{cast.centre.pk}/"))
    assert "Up from +45 to +62 since the week of 3 November 2025." in words
    assert "A difference of likely +6 to +28 points: 250 answers before, 150 since." in words
    assert "It may have begun between 13 October 2025 and 17 November 2025." in words
    assert (
        "Below this unit Utrecht-Noord A : Down from +50 to +10 since the week of 15 December 2025." in words
    )
    assert "Utrecht-Noord B : " not in words
    assert "about one in twenty is chance" in words


def test_a_heading_is_no_surer_than_what_moved(cast: Cast, signed_in: SignedIn) -> None:
    """Of thousands of units, looked at every day, some always differ from last quarter."""
    fill(cast, "sanne", 20, 10)
    for _answer in range(20):
        answered(cast.team, cast.sanne, now=cast.now - timedelta(days=100), score=2)
    count_changes(cast.now)

    def heading() -> str:
        words = text_of(page(signed_in(cast.mirjam), f"/unit/{cast.centre.pk}/"))
        return words.partition("than last quarter")[0].rpartition("Customers")[2]

    assert heading() == " seem more enthusiastic "
    movement(cast.centre, is_sure=False)
    assert heading() == " seem more enthusiastic "
    Movement.objects.update(is_sure=True, before=0.6, after=0.2, low=-0.6, high=-0.2)  # the other way
    assert heading() == " seem more enthusiastic "
    Movement.objects.update(before=0.2, after=0.6, low=0.2, high=0.6)
    assert heading() == " are more enthusiastic "


def test_what_moved_elsewhere_is_not_told(cast: Cast, signed_in: SignedIn) -> None:
    movement(cast.zwolle)
    movement(cast.company)
    assert "Up from" not in page(signed_in(cast.mirjam), f"/unit/{cast.centre.pk}/")
    assert "Up from" in page(signed_in(cast.ines), f"/unit/{cast.east.pk}/")


def test_many_movements_below_are_five_and_a_number(cast: Cast, signed_in: SignedIn) -> None:
    for number, unit in enumerate(many(cast, dict.fromkeys("ABCDEFG", 0))):
        movement(unit, week=MONDAY + timedelta(weeks=number))
    words = text_of(page(signed_in(cast.tom), f"/unit/{cast.zwolle.pk}/"))
    assert "And 2 more." in words
    assert words.index("G : Up") < words.index("F : Up") < words.index("C : Up")  # newest first
    assert "B : Up" not in words


@pytest.mark.parametrize("below", [3, 30])
def test_as_many_queries_for_thirty_units_and_movements(
    cast: Cast, signed_in: SignedIn, django_assert_num_queries: DjangoAssertNumQueries, below: int
) -> None:
    for unit in many(cast, {f"Unit {number}": number % 2 for number in range(below)}):
        movement(unit)
    unit_leaning(cast.zwolle)
    client = signed_in(cast.tom)
    page(client, f"/unit/{cast.zwolle.pk}/")
    with django_assert_num_queries(QUERIES):
        page(client, f"/unit/{cast.zwolle.pk}/")


QUERIES = 27  # the last: whether this manager was sent a report to the board


def test_an_employee_sees_nobody_elses(cast: Cast, signed_in: SignedIn, served_as_web_role: None) -> None:
    fill(cast, "sanne", 12, 10)
    leaning(cast, "wim", mean=-0.5)
    html = page(signed_in(cast.sanne))
    assert "we lean" not in html
    leaning(cast, "sanne")
    assert "we lean" in page(signed_in(cast.sanne))
    assert signed_in(cast.sanne).get(f"/employee/{cast.wim.pk}/").status_code == 404
