"""What stands behind an answer, in a browser: read again, computed again, and a plan that meets another."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from extramile.core import clock
from extramile.evidence.operations import run_due, run_study
from extramile.evidence.operations.changes import note_change
from tests.browser.conftest import MakeVisitor
from tests.cast import Cast, make_cast, user_of
from tests.evidence import made
from tests.web.office.rollouts.made import LATER, centres, planned


@pytest.fixture
def company(transactional_db: None) -> Cast:
    return make_cast(now=clock.now())


@pytest.mark.parametrize(("size", "dark"), [("phone", True), ("desk", False)])
def test_reading_and_computing_again_come_in_by_themselves(
    visitor: MakeVisitor, company: Cast, size: str, dark: bool
) -> None:
    now = clock.now()
    study = made.frozen(now)
    run_study(study, actor=None, now=now)
    ines = visitor(size=size, dark=dark, user=user_of(company.ines))
    page = ines.open(reverse("office:study", args=[study]))
    page.get_by_role("button", name="Compute it again").click()
    expect(page.get_by_text("It begins within a minute")).to_be_visible()
    ines.check()
    while run_due(clock.now()):
        pass
    expect(page.get_by_text("Every figure came out the same, to the last digit.")).to_be_visible()
    expect(page.get_by_text("computed once more")).to_be_visible()
    page.get_by_role("button", name="Read the data again now").click()
    expect(page.get_by_text("It begins within a minute")).to_be_visible()
    while run_due(clock.now()):
        pass
    expect(page.get_by_text("It read the very same data as on")).to_be_visible()
    ines.check()
    ines.shot(f"study-again-{size}")


@pytest.mark.parametrize(("size", "dark"), [("phone", True), ("desk", False)])
def test_what_else_begins_is_decided_before_the_lots(
    visitor: MakeVisitor, company: Cast, size: str, dark: bool
) -> None:
    now = clock.now()
    units = centres(company.west, 12)
    begun = {unit.pk: now.date() + LATER + timedelta(weeks=1) for unit in units[:2]}
    note_change(what="New vans", starts=begun, actor=None, now=now)
    plan = planned(company.west, now, units=units)
    ines = visitor(size=size, dark=dark, user=user_of(company.ines))
    page = ines.open(reverse("office:rollout", args=[plan]))
    expect(page.get_by_role("heading", name="Something else begins in these units")).to_be_visible()
    ines.check()
    page.get_by_label("Why go on all the same?").fill("Two of twelve.")
    page.get_by_role("button", name="Go on all the same").click()
    expect(page.get_by_text("Kept with the plan, with your reason.")).to_be_visible()
    page.get_by_text("Draw the lots…").click()
    page.get_by_role("button", name="Draw the lots", exact=True).click()
    expect(page.get_by_text("Known beforehand")).to_be_visible()
    ines.check()
    ines.shot(f"plan-drawn-{size}")
