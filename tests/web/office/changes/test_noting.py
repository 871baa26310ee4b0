"""Noting what began: after an error nothing that was chosen or typed is folded away or lost."""

import re
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client
from django.urls import reverse

from extramile.evidence.models import DatedChange
from tests.cast import Cast
from tests.web.office.changes.rows import noted
from tests.web.office.waves.test_picking import listed, many
from tests.web.voice.visits import client_of

NEW = "/office/changes/new"


@pytest.fixture
def ines(cast: Cast) -> Client:
    return client_of(cast.ines)


def send(ines: Client, status: int = 422, **typed: Any) -> str:
    response = ines.post(NEW, {"what": "", "sort": "working", "units": [], "started_on": "", **typed})
    assert response.status_code == status
    return response.text


def is_open(page: str) -> bool:
    (found,) = re.findall(r'<details class="disclosure"( open)?><summary>Choose', page)
    return bool(found)


def test_it_stays_open_where_something_is_chosen(ines: Client, cast: Cast) -> None:
    page = send(ines, units=[str(cast.zwolle.pk)], started_on="2026-01-05")
    assert is_open(page)
    assert cast.zwolle.name in page
    assert 'value="2026-01-05"' in page


def test_it_stays_open_where_nothing_is_chosen_yet(ines: Client) -> None:
    page = send(ines, what="New vans", started_on="2026-01-05")
    assert is_open(page)
    assert 'value="New vans"' in page


def test_it_stays_open_where_what_is_chosen_is_wrong(ines: Client, cast: Cast) -> None:
    both = [str(cast.west.pk), str(cast.centre.pk)]
    page = send(ines, what="New vans", units=both, started_on="2026-01-05")
    assert "Choose one of the two" in page
    assert is_open(page)
    assert not DatedChange.objects.exists()


def test_where_somebody_was_looking_is_kept(ines: Client, cast: Cast) -> None:
    """A name typed in the search, a unit looked into, the second page of a long list."""
    long = many(cast.west, 60)
    place: dict[str, Any] = {"units-at": str(cast.west.pk), "units-page": "1"}
    inside = send(ines, what="New vans", units=[str(long[0].pk)], **place)
    assert listed(inside)[0] == str(long[25].pk)
    added = send(ines, 200, **place, pick=f"units:add:{long[30].pk}")
    assert str(long[31].pk) in listed(added)
    searched: dict[str, Any] = {"units-find": "ploeg"}
    found = send(ines, **searched)
    assert 'value="ploeg"' in found
    assert is_open(found)


def test_a_page_that_is_not_there_any_more_is_the_first_one(ines: Client, cast: Cast) -> None:
    few = many(cast.zwolle, 3)
    gone: dict[str, Any] = {"units-find": "ploeg", "units-page": "7", "pick": "none:look"}
    page = send(ines, 200, **gone)
    assert listed(page) == [str(unit.pk) for unit in few]


def test_a_form_that_was_just_opened_is_folded(ines: Client) -> None:
    assert not is_open(ines.get(NEW).text)


def pressed(client: Client, where: str, page: str, value: str, **typed: Any) -> Any:
    """A button of the form, sent to where a browser would send it."""
    tag = re.search(rf'<button[^>]*name="pick" value="{value}"[^>]*>', page)
    assert tag, value
    form = re.search(r'<form class="form" method="post" action="([^"]*)"', page)
    assert form
    own = re.search(r'formaction="([^"]*)"', tag[0])
    goes = urldefrag(urljoin(where, own[1] if own else form[1])).url
    return client.post(goes, {**typed, "pick": value})


def test_units_that_began_on_another_day_can_be_chosen(ines: Client, cast: Cast) -> None:
    where = reverse("office:change", args=[noted(cast)["public_id"]])
    page = ines.get(where).text
    chosen = pressed(ines, where, page, f"units:add:{cast.company.pk}", started_on="2026-02-02")
    assert chosen.status_code == 200
    assert f'name="units" value="{cast.company.pk}"' in chosen.text
    assert 'value="2026-02-02"' in chosen.text
    further = pressed(ines, f"{where}/more", chosen.text, f"units:drop:{cast.company.pk}")
    assert further.status_code == 200


@pytest.mark.parametrize("path", [NEW, "/office/rollouts/new", "/office/waves/new"])
def test_what_is_sent_leaves_the_place_on_the_page_behind(cast: Cast, path: str) -> None:
    """Choosing units adds #units-picker to the address. Sent to "here", it would come along, and the page
    that follows would open somewhere in its middle."""
    page = client_of(cast.hanna if "waves" in path else cast.ines).get(path).text
    assert f'<form class="form" method="post" action="{path}"' in page
