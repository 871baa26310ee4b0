"""The culture map: now and wished, by layer, with differences that are sure."""

from datetime import datetime
from typing import Any

import pytest

from extramile.engagement import queries
from extramile.engagement.models import ReleasedTable
from tests.engagement.released import divide, release, show
from tests.engagement.round import Company, make_company, open_round, version


def _points(key: str) -> dict[str, Any]:
    return {
        "key": key,
        "kind": "points",
        "texts": {"title": {"en": f"Divide a hundred points: {key}"}},
        "options": [{"key": one, "label": {"en": one}} for one in "abcd"],
    }


DEFINITION = {
    "format": 1,
    "languages": ["en"],
    "questions": [_points("care_now"), _points("care_wished"), _points("pride_now"), _points("pride_wished")],
}


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[12, 12])


@pytest.fixture
def table(company: Company, now: datetime) -> ReleasedTable:
    asked = version(now, slug="culture", definition=DEFINITION)
    return release(open_round(company, asked=asked, now=now).wave, now=now)


def test_now_and_wished_of_an_aspect_stand_together(company: Company, table: ReleasedTable) -> None:
    divide(show(table, company.top, n=(500, 999)), "care", now=(10, 20, 30, 40), wished=(55, 15, 15, 15))
    [found] = queries.culture_map(table.wave_id, company.top.pk)
    care, pride = found.aspects
    assert [(one.now.value, one.wished.value) for one in care.statements if one.now and one.wished] == [
        (10, 55),
        (20, 15),
        (30, 15),
        (40, 15),
    ]
    gaps = [one.gap for one in care.statements]
    assert gaps[0] is not None
    assert gaps[3] is not None
    assert gaps[0].estimate > 0 > gaps[3].estimate
    assert gaps[0].is_distinguishable
    assert not pride.is_shown


def test_an_aspect_of_which_a_statement_is_missing_is_not_compared(
    company: Company, table: ReleasedTable
) -> None:
    divide(show(table, company.top), "care", now=(10, 20, 70), wished=(55, 15, 15, 15))
    [found] = queries.culture_map(table.wave_id, company.top.pk)
    assert all(one.now is None and one.gap is None for one in found.aspects[0].statements)


def test_layers_that_disagree_for_sure_come_first(company: Company, table: ReleasedTable) -> None:
    top = show(table, company.top, n=(1000, 1999))
    front = show(table, company.top, layer="front_line", n=(1000, 1999))
    staff = show(table, company.top, layer="staff", n=(1000, 1999))
    for group in (top, front):
        divide(group, "care", now=(10, 20, 30, 40), wished=(25, 25, 25, 25))
        divide(group, "pride", now=(25, 25, 25, 25), wished=(25, 25, 25, 25))
    divide(staff, "care", now=(60, 20, 10, 10), wished=(25, 25, 25, 25))
    divide(staff, "pride", now=(25, 25, 25, 25), wished=(25, 25, 25, 25))
    maps = queries.culture_map(table.wave_id, company.top.pk)
    assert [one.group.layer for one in maps] == ["", "front_line", "staff"]
    [found] = queries.disagreements(maps)
    assert (found.aspect.key, found.option_key, found.moment) == ("care", "a", "now")
    assert {found.first, found.second} == {"front_line", "staff"}


def test_few_answers_make_no_difference_sure(company: Company, table: ReleasedTable) -> None:
    for layer, now in (("front_line", (20, 20, 30, 30)), ("staff", (30, 30, 20, 20))):
        group = show(table, company.top, layer=layer, n=(10, 14))
        divide(group, "care", now=now, wished=now)
    assert queries.disagreements(queries.culture_map(table.wave_id, company.top.pk)) == []


def test_a_wave_without_points_has_no_map(company: Company, now: datetime) -> None:
    table = release(open_round(company, asked=version(now), now=now).wave, now=now)
    show(table, company.top)
    assert queries.culture_map(table.wave_id, company.top.pk) == []
