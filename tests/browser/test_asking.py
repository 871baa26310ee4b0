"""The office's pages about asking and the technician's "show the question", on a phone and at a desk."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from extramile.contacts.operations import Person, opt_out
from extramile.contacts.queries import address_key
from extramile.core.clock import now
from extramile.invitations.operations import decide, make_walk_in, remind_due, send_due
from extramile.outbox.models import Message
from tests.browser.conftest import MakeVisitor
from tests.cast import Cast, make_cast, user_of
from tests.invitations.makers import make_job, make_plan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy_week(transactional_db: None) -> Cast:
    """A week of jobs with every kind of decision, and an outbox with every state."""
    cast = make_cast(now=now())
    plan = make_plan(cast.now, delay_minutes=0, sample_rate="0.8")
    opt_out(address_key("never@example.org"), via="office", now=cast.now)
    for number in range(24):
        finished = cast.now - timedelta(hours=5 * number + 1)
        make_job(cast, finished_at=finished, employee=cast.sanne if number % 2 else cast.wim)
    make_job(cast, person=Person(email="never@example.org"))
    make_job(cast, person=Person(reference="C-9"))
    make_job(cast, is_test=True)
    decide(cast.now)
    send_due(cast.now)
    states = ["sent", "failed", "queued", "cancelled"]
    for number, message in enumerate(Message.objects.order_by("pk")):
        message.state = states[number % 9 if number % 9 < 4 else 0]
        message.error = "451 4.7.1 try again later" if message.state in {"failed", "queued"} else ""
        message.sent_at = cast.now if message.state == "sent" else None
        message.due_at = cast.now - timedelta(minutes=30)
        message.save()
    remind_due(cast.now + timedelta(days=3))
    make_walk_in(unit=cast.centre, questionnaire=plan.questionnaire, actor=None, now=cast.now)
    make_walk_in(
        unit=cast.team, employee=cast.sanne, questionnaire=plan.questionnaire, actor=None, now=cast.now
    )
    make_job(cast, employee=cast.sanne, finished_at=cast.now - timedelta(minutes=5))
    return cast


PAGES = {
    "plans": "/office/asking/",
    "plan-new": "/office/asking/plans/new",
    "decisions": "/office/asking/decisions?kind=silent",
    "codes": "/office/asking/codes",
    "outbox": "/office/asking/outbox",
}


@pytest.mark.parametrize(("size", "dark"), [("phone", False), ("desk", True)])
def test_the_office_pages(visitor: MakeVisitor, busy_week: Cast, size: str, dark: bool) -> None:
    ines = visitor(size=size, dark=dark, user=user_of(busy_week.ines))
    for name, path in PAGES.items():
        ines.open(path)
        ines.shot(f"asking-{name}-{size}")
        ines.check()


def test_a_plan_foretells_and_is_saved(visitor: MakeVisitor, busy_week: Cast) -> None:
    ines = visitor(size="desk", user=user_of(busy_week.ines))
    page = ines.open("/office/asking/")
    page.get_by_role("link", name="Change").first.click()
    expect(page.locator("#foresight")).to_contain_text("would have been asked")
    page.get_by_label("Ask this share of the customers (%)").fill("0")
    page.get_by_role("button", name="What would this mean?").click()
    expect(page.locator("#foresight")).to_contain_text(", 0 would have been asked")
    ines.shot("asking-plan-desk-light")
    ines.check()
    page.get_by_label("Ask this share of the customers (%)").fill("50")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Asks 50%")


def test_a_sheet_of_codes(visitor: MakeVisitor, busy_week: Cast) -> None:
    ines = visitor(size="desk", user=user_of(busy_week.ines))
    page = ines.open("/office/asking/codes")
    page.get_by_label("Unit", exact=True).select_option(
        label="Ruitmeesters › Netherlands › Region West › Utrecht-Noord › Utrecht-Noord A"
    )
    page.get_by_label("One for each employee in it").check()
    page.get_by_label("A6").check()
    page.get_by_label("Language of the sheet").select_option("nl")
    page.get_by_role("button", name="Make the sheet").click()
    expect(page.locator(".code-card")).to_have_count(3)
    assert "Hoe ging het?" in page.locator(".sheet").inner_text()
    ines.shot("asking-sheet-desk-light")
    ines.check()


def test_the_technician_shows_the_question(visitor: MakeVisitor, busy_week: Cast) -> None:
    sanne = visitor(size="phone", user=user_of(busy_week.sanne))
    page = sanne.open("/ask/")
    sanne.shot("ask-today-phone")
    sanne.check()
    page.locator("main form button").first.click()
    expect(page.locator(".code-card img")).to_have_count(1)
    sanne.shot("ask-show-phone")
    sanne.check()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_printed_sheets_fit_their_paper(visitor: MakeVisitor, busy_week: Cast, paper: str) -> None:
    ines = visitor(size="desk", user=user_of(busy_week.ines))
    pages: dict[str, int] = {}
    for size in ("A4", "A6"):
        page = ines.open("/office/asking/codes")
        page.get_by_label("Unit", exact=True).select_option(
            label="Ruitmeesters › Netherlands › Region West › Utrecht-Noord › Utrecht-Noord A"
        )
        page.get_by_label("One for each employee in it").check()
        page.get_by_label(size).check()
        page.get_by_role("button", name="Make the sheet").click()
        page.locator(".code-card").nth(2).wait_for()
        pages[size] = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper)))
    assert pages == {"A4": 3, "A6": 1}  # three people: a poster each, or four cards on a sheet
