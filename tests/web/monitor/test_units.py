"""My unit, my people, one employee: what coaches and managers see."""

import re
from datetime import timedelta

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from extramile.actions.operations import ask_coach, read_until
from extramile.core.models import AuditEntry
from extramile.monitor.operations import count_changes
from extramile.people.models import Unit, UnitKind
from extramile.people.operations import add_unit
from tests.cast import Cast, employee, user_of
from tests.monitor.facts import answered
from tests.web.monitor.conftest import SignedIn


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def names_in_order(html: str, table: str) -> list[str]:
    part = html.partition(f"becomes-cards {table}")[2].partition("</table>")[0]
    return re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a>', part)


def fill(cast: Cast, who: str, n: int, score: int, *, days_ago: int = 1) -> None:
    team = cast.zwolle_team if who in {"noor", "kees", "anouk"} else cast.team
    team = cast.other_team if who in {"bram", "fatma", "joris"} else team
    for _number in range(n):
        answered(team, getattr(cast, who), now=cast.now - timedelta(days=days_ago), score=score)


def test_the_heading_says_what_is_the_case(cast: Cast, signed_in: SignedIn) -> None:
    address = f"/unit/{cast.west.pk}/"
    rik = signed_in(cast.rik)
    assert "Too few answers yet to say how enthusiastic customers are." in page(rik, address)
    fill(cast, "sanne", 20, 10)
    count_changes(cast.now)
    assert "there is nothing yet to compare it with" in page(rik, address)
    fill(cast, "sanne", 20, 10, days_ago=100)
    count_changes(cast.now)
    assert "Customers are as enthusiastic as last quarter." in page(rik, address)
    fill(cast, "sanne", 30, 2, days_ago=100)
    count_changes(cast.now)
    maybe = "Customers seem more enthusiastic than last quarter, but it may be chance."
    assert maybe in page(rik, address)  # sure or not, what moved says: test_leaning.py


def test_a_manager_sees_the_units_below_by_name_with_interval_and_response(
    cast: Cast, signed_in: SignedIn
) -> None:
    fill(cast, "sanne", 12, 10)
    fill(cast, "bram", 3, 10)
    count_changes(cast.now)
    html = page(signed_in(cast.mirjam), f"/unit/{cast.centre.pk}/")
    assert names_in_order(html, "units") == ["Utrecht-Noord A", "Utrecht-Noord B"]
    assert "+52 … +100" in html  # Tango at 12 of 12: .5150119
    assert "too few answers yet (3 of 10)" in html
    assert "100%" in html
    assert "Response 100% of 15 asked in the last thirteen weeks; likely between 80% and 100%." in html


def test_employees_are_listed_by_name_and_never_by_score(cast: Cast, signed_in: SignedIn) -> None:
    fill(cast, "youssef", 12, 10)
    fill(cast, "sanne", 12, 0)
    count_changes(cast.now)
    html = page(signed_in(cast.mirjam), f"/unit/{cast.team.pk}/")
    assert names_in_order(html, "people") == ["Sanne de Wit", "Wim Janssen", "Youssef El Amrani"]
    sorted_otherwise = page(signed_in(cast.mirjam), f"/unit/{cast.team.pk}/?sort=score&order=nps")
    assert names_in_order(sorted_otherwise, "people") == names_in_order(html, "people")


def test_who_may_see_units_alone_sees_no_names_of_employees(cast: Cast, signed_in: SignedIn) -> None:
    answered(cast.team, cast.sanne, now=cast.now, words="Swept the drive.")
    count_changes(cast.now)
    for who in (cast.boris, cast.ines):
        html = page(signed_in(who), f"/unit/{cast.team.pk}/")
        assert "Swept the drive." in html
        assert "Sanne" not in html
    assert "Sanne de Wit" in page(signed_in(cast.mirjam), f"/unit/{cast.team.pk}/")


def test_a_manager_goes_to_the_own_unit_a_board_reader_to_the_top(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.mirjam).get("/team/")["Location"] == f"/unit/{cast.centre.pk}/"
    assert signed_in(cast.boris).get("/team/")["Location"] == f"/unit/{cast.company.pk}/"


def test_breadcrumbs_stop_where_my_sight_stops(cast: Cast, signed_in: SignedIn) -> None:
    html = page(signed_in(cast.mirjam), f"/unit/{cast.team.pk}/")
    crumbs = html.partition('class="crumbs"')[2].partition("</nav>")[0]
    assert "Utrecht-Noord A" in crumbs
    assert f"/unit/{cast.centre.pk}/" in crumbs
    assert "Region West" not in crumbs


def test_a_closed_unit_is_no_longer_in_the_table(cast: Cast, signed_in: SignedIn) -> None:
    Unit.objects.filter(pk=cast.other_team.pk).update(closed_on=cast.today)
    html = page(signed_in(cast.mirjam), f"/unit/{cast.centre.pk}/")
    assert names_in_order(html, "units") == ["Utrecht-Noord A"]


def test_looking_is_written_down_once_a_day_and_the_employee_sees_it(cast: Cast, signed_in: SignedIn) -> None:
    els, sanne = signed_in(cast.els), signed_in(cast.sanne)
    for _time in range(3):
        page(els, f"/employee/{cast.sanne.pk}/")
    page(sanne, f"/employee/{cast.sanne.pk}/")  # looking at oneself is no look
    looks = AuditEntry.objects.filter(action="monitor.employee.seen")
    assert list(looks.values_list("actor_id", "subject_id")) == [(user_of(cast.els).pk, str(cast.sanne.pk))]
    html = page(sanne, "/who-sees-me/")
    assert "on one day" in html
    assert html.count("Els Kuipers") == 2  # she may see, and she looked
    assert "Mirjam Bos" in html
    assert "Wim Janssen" not in html


def test_the_coach_sees_what_the_employee_has_not_read_yet(cast: Cast, signed_in: SignedIn) -> None:
    answered(cast.team, cast.sanne, now=cast.now - timedelta(days=2), words="Old.")
    answered(cast.team, cast.sanne, now=cast.now, words="New.")
    els = signed_in(cast.els)
    address = f"/employee/{cast.sanne.pk}/"
    assert "has not read 2 of these yet" in page(els, address)
    read_until(cast.sanne, cast.now - timedelta(days=1))
    html = page(els, address)
    assert "has not read one of these yet" in html
    assert html.count("not yet read by Sanne de Wit") == 1
    read_until(cast.sanne, cast.now)
    assert "not yet read" not in page(els, address)


def test_others_cannot_keep_or_ask_on_somebodys_page(cast: Cast, signed_in: SignedIn) -> None:
    answered(cast.team, cast.sanne, now=cast.now, words="New.")
    html = page(signed_in(cast.els), f"/employee/{cast.sanne.pk}/")
    assert not re.search(r"/words/\d+/(keep|unkeep|ask|withdraw)/", html)


def test_my_people_and_their_questions(cast: Cast, signed_in: SignedIn) -> None:
    stored = answered(cast.team, cast.sanne, now=cast.now, words="Nobody called me back.")
    other = answered(cast.team, cast.wim, now=cast.now, words="Wim was late.")
    ask_coach(cast.sanne, stored.response_id or 0, note="What could I do?", now=cast.now)
    ask_coach(cast.wim, other.response_id or 0, note="Els does not coach me", now=cast.now)
    els = signed_in(cast.els)
    html = page(els, "/people/")
    assert names_in_order(html, "people") == ["Sanne de Wit", "Youssef El Amrani"]
    assert "Nobody called me back." in html
    assert "What could I do?" in html
    assert "Els does not coach me" not in html
    close = re.search(r'action="(/questions/\d+/close/)"', html)
    assert close
    assert "Undo" in els.post(close[1], {"next": "/people/"}, follow=True).content.decode()
    assert "Nobody called me back." not in page(els, "/people/")


def test_a_unit_and_employee_that_do_not_belong_together(cast: Cast, signed_in: SignedIn) -> None:
    rik = signed_in(cast.rik)
    assert rik.get(f"/unit/{cast.team.pk}/employee/{cast.sanne.pk}/").status_code == 200
    assert rik.get(f"/unit/{cast.other_team.pk}/employee/{cast.sanne.pk}/").status_code == 404
    assert rik.get(f"/unit/{cast.zwolle.pk}/employee/{cast.noor.pk}/").status_code == 404


def test_the_open_page_of_a_unit_gets_what_was_counted(cast: Cast, signed_in: SignedIn) -> None:
    mirjam = signed_in(cast.mirjam)
    ask = re.search(r'hx-get="(/unit/\d+/newer/[^"]+)"', page(mirjam, f"/unit/{cast.centre.pk}/"))
    assert ask
    address = ask[1].replace("&amp;", "&")
    assert mirjam.get(address).status_code == 204
    stored = answered(cast.team, cast.sanne, now=cast.now, words="Kind.")
    count_changes(cast.now)
    news = mirjam.get(address).content.decode()
    assert f'id="said-{stored.response_id}"' in news
    assert 'id="figures"' in news


def test_as_many_queries_for_thirty_as_for_three(
    cast: Cast, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(cast, "sanne", 12, 9)
    answered(cast.team, cast.sanne, now=cast.now, words="Fine work.", praise=["tidy"])
    count_changes(cast.now)
    mirjam = signed_in(cast.mirjam)
    addresses = [f"/unit/{cast.centre.pk}/?period=52w", f"/unit/{cast.team.pk}/?period=52w"]
    few = []
    for address in addresses:
        page(mirjam, address)
        with django_assert_max_num_queries(45) as queries:
            page(mirjam, address)
        few.append(len(queries))
    for number in range(27):
        team = add_unit(f"Team {number}", kind=UnitKind.TEAM, parent=cast.centre)
        answered(team, cast.sanne, now=cast.now - timedelta(days=number), words="Fine work.")
        new = employee(f"Piet{number} Post", team=cast.team, now=cast.now)
        answered(cast.team, new, now=cast.now - timedelta(days=60 + number), words="Fine.", praise=["tidy"])
    count_changes(cast.now)
    for address, before in zip(addresses, few, strict=True):
        with django_assert_max_num_queries(45) as queries:
            html = page(mirjam, address)
        assert html.count('data-label="NPS"') >= 28
        # Never more; with few words it looks further back, in at most four steps.
        assert len(queries) <= before
