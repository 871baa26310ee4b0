"""Choosing units of a company of thousands: by name, down the tree, all at once; without script."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from extramile.engagement.models import Wave
from extramile.people.models import Unit, UnitKind
from tests.cast import Cast
from tests.still import stand_still
from tests.web.office.waves.test_waves import filled
from tests.web.voice.visits import client_of

pytestmark = pytest.mark.django_db
NEW = "/office/waves/new"


def many(parent: Unit, number: int, *, name: str = "Ploeg") -> list[Unit]:
    units = Unit.objects.bulk_create(
        Unit(name=f"{name} {one:05}", kind=UnitKind.TEAM, parent=parent, depth=parent.depth + 1)
        for one in range(number)
    )
    for unit in units:
        unit.path = f"{parent.path}{unit.pk}."
    Unit.objects.bulk_update(units, ["path"], batch_size=1000)
    return units


@pytest.fixture
def hr(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    stand_still(monkeypatch, cast.now)
    return client_of(cast.hanna)


def press(client: Client, page: str, value: str, **typed: Any) -> str:
    """As a browser without script does it: the form as it stands, and the button that was pressed."""
    assert re.search(rf'name="pick" value="{value}"', page) or value.endswith((":look", ":all")), value
    response = client.post(NEW, {**filled(page), "units": chosen(page), **typed, "pick": value})
    assert response.status_code == 200
    return response.text


def chosen(page: str) -> list[str]:
    return re.findall(r'type="hidden" name="units" value="(\d+)"', page)


def listed(page: str) -> list[str]:
    return re.findall(r'name="pick" value="units:add:(\d+)"', page)


class TestWithoutScript:
    def test_find_choose_and_plan(self, hr: Client, cast: Cast) -> None:
        page = press(hr, hr.get(NEW).text, f"units:drop:{cast.company.pk}", name="Typed before")
        assert chosen(page) == []
        page = press(hr, page, "units:look", **{"units-find": cast.zwolle.name})
        assert str(cast.zwolle.pk) in listed(page)
        page = press(hr, page, f"units:add:{cast.zwolle.pk}")
        assert chosen(page) == [str(cast.zwolle.pk)]
        assert 'value="Typed before"' in page
        assert "required" not in re.sub(r"<[^>]*>", "", page)
        sent = hr.post(NEW, {**filled(page), "units": chosen(page)})
        assert sent.status_code == 302
        assert [one.unit_id for one in Wave.objects.get().units.all()] == [cast.zwolle.pk]

    def test_down_the_tree_and_back(self, hr: Client, cast: Cast) -> None:
        page = press(hr, hr.get(NEW).text, f"units:drop:{cast.company.pk}")
        assert listed(page) == [str(cast.company.pk)]
        page = press(hr, page, f"units:open:{cast.company.pk}")
        assert str(cast.country.pk) in listed(page)
        page = press(hr, page, f"units:open:{cast.country.pk}")
        assert {str(cast.west.pk), str(cast.east.pk)} <= set(listed(page))
        page = press(hr, page, "units:open:0")
        assert listed(page) == [str(cast.company.pk)]

    def test_what_is_below_a_chosen_unit_comes_along_and_is_not_chosen_twice(
        self, hr: Client, cast: Cast
    ) -> None:
        page = press(hr, hr.get(NEW).text, f"units:drop:{cast.company.pk}")
        page = press(hr, page, "units:look", **{"units-find": cast.centre.name})
        page = press(hr, page, f"units:add:{cast.centre.pk}")
        page = press(hr, page, "units:look", **{"units-find": cast.west.name})
        page = press(hr, page, f"units:add:{cast.west.pk}")
        assert chosen(page) == [str(cast.west.pk)]
        page = press(hr, page, f"units:open:{cast.west.pk}")
        assert "comes along" in page
        forged = hr.post(NEW, {**filled(page), "units": chosen(page), "pick": f"units:add:{cast.team.pk}"})
        assert chosen(forged.text) == [str(cast.west.pk)]

    def test_the_whole_company_in_one_press(self, hr: Client, cast: Cast) -> None:
        page = press(hr, hr.get(NEW).text, f"units:drop:{cast.company.pk}")
        page = press(hr, page, "units:all")
        assert chosen(page) == [str(cast.company.pk)]
        assert "units:all" not in page

    def test_enter_in_a_field_plans_nothing(self, hr: Client) -> None:
        page = hr.get(NEW).text
        first = re.search(r'<button[^>]*name="pick"[^>]*value="([^"]+)"', page[page.index("<main") :])
        assert first
        assert page.index(first[0]) < page.index("<input", page.index("csrfmiddlewaretoken") + 100)
        assert hr.post(NEW, {**filled(page), "pick": first[1]}).status_code == 200
        assert not Wave.objects.exists()


@pytest.mark.parametrize(
    "pressed",
    [
        "units:add:999999999",
        "units:add:-1",
        "units:drop:x",
        "units:open:²",
        "staff_units:page:99",
        "::",
        "x" * 9999,
    ],
)
def test_nonsense_changes_nothing(hr: Client, cast: Cast, pressed: str) -> None:
    page = hr.get(NEW).text
    sent = {
        **filled(page),
        "units": [str(cast.company.pk)],
        "units-at": "99999",
        "units-find": "\x00%_",
        "pick": pressed,
    }
    response = hr.post(NEW, sent)
    assert response.status_code == 200
    assert chosen(response.text) == [str(cast.company.pk)]


def test_a_unit_that_closed_meanwhile_is_told(hr: Client, cast: Cast) -> None:
    page = hr.get(NEW).text
    empty = Unit.objects.create(name="Leeg", kind=UnitKind.TEAM, parent=cast.centre, depth=9, path="")
    Unit.objects.filter(pk=empty.pk).update(path=f"{cast.centre.path}{empty.pk}.", closed_on=cast.now.date())
    response = hr.post(NEW, {**filled(page), "units": [str(empty.pk)]})
    assert response.status_code == 422
    assert "has closed or is gone" in response.text
    assert not Wave.objects.exists()


def test_six_hundred_units_cost_and_weigh_as_much_as_six(hr: Client, cast: Cast) -> None:
    many(cast.west, 6)

    def visit() -> tuple[int, list[int]]:
        page = hr.get(NEW).text
        with CaptureQueriesContext(connection) as asked:
            first = hr.get(NEW).text
            found = press(hr, page, "units:look", **{"units-find": "ploeg"})
            opened = hr.post(NEW, {**filled(page), "units": [], "pick": f"units:open:{cast.west.pk}"}).text
        return len(asked), [len(first), len(found), len(opened)]

    few, _sizes = visit()
    many(cast.west, 600, name="Ploeg 9")
    number, sizes = visit()
    assert number == few
    assert max(sizes) < 60_000
    page = hr.get(NEW).text
    found = press(hr, page, "units:look", **{"units-find": "ploeg"})
    assert len(listed(press(hr, found, f"units:drop:{cast.company.pk}"))) == 25
