"""The page of a plan says what else begins in its units, and waits for a decision."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from extramile.evidence.models import Rollout
from extramile.evidence.operations.changes import note_change
from tests.cast import Cast, user_of
from tests.web.office.rollouts.made import LATER, centres, planned
from tests.web.office.rollouts.test_rollouts import text_of
from tests.web.voice.visits import client_of

pytestmark = pytest.mark.usefixtures("served_as_web_role")


@pytest.fixture
def plan(cast: Cast, now: datetime) -> UUID:
    units = centres(cast.west, 12)
    starts = {unit.pk: now.date() + LATER + timedelta(weeks=1) for unit in units[:2]}
    note_change(what="New <b>vans</b>", starts=starts, actor=None, now=now)
    return planned(cast.west, now, units=units)


def press(client: Client, plan: UUID, what: str, **filled: str) -> None:
    assert client.post(reverse(f"office:rollout-{what}", args=[plan]), filled).status_code == 302


def test_which_and_what_it_takes_away_and_no_lots_before_a_decision(cast: Cast, plan: UUID) -> None:
    ines, page = client_of(cast.ines), reverse("office:rollout", args=[plan])
    text = text_of(ines, page)
    assert "Something else begins in these units" in text
    assert "New &lt;b&gt;vans&lt;/b&gt; noted change In 2 of your 12 units" in text
    assert "Lot 0, Lot 1 ." in text
    assert "10 units are left without it" in text
    assert "First decide about what else begins" in text
    assert 'action="' + reverse("office:rollout-draw", args=[plan]) not in ines.get(page).text
    press(ines, plan, "draw")
    assert Rollout.objects.get(public_id=plan).drawn_at is None
    assert "Decide about that first." in text_of(ines, page)


def test_going_on_all_the_same_is_kept_with_the_reason(cast: Cast, plan: UUID) -> None:
    ines, page = client_of(cast.ines), reverse("office:rollout", args=[plan])
    press(ines, plan, "all-the-same", why=" ")
    assert "Say why: it stays with the plan." in text_of(ines, page)
    press(ines, plan, "all-the-same", why="Two of <i>twelve</i>.")
    press(ines, plan, "draw")
    text = text_of(ines, page)
    assert "Known beforehand New &lt;b&gt;vans&lt;/b&gt;" in text
    assert "decided to go on all the same: Two of &lt;i&gt;twelve&lt;/i&gt;." in text
    rollout = Rollout.objects.get(public_id=plan)
    assert rollout.drawn_at is not None
    assert rollout.decided_by_id == user_of(cast.ines).pk


def test_or_they_are_left_out_and_the_rest_is_drawn(cast: Cast, plan: UUID) -> None:
    ines, page = client_of(cast.ines), reverse("office:rollout", args=[plan])
    press(ines, plan, "leave-out")
    text = text_of(ines, page)
    assert "2 units are left out." in text
    assert "Something else begins" not in text
    press(ines, plan, "draw")
    assert len(Rollout.objects.get(public_id=plan).lots) == 10
    assert "Known beforehand" not in text_of(ines, page)
