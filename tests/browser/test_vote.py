"""Somebody votes at the program itself: the page, the script, the keys and the tables, as the web role."""

import pytest
from playwright.sync_api import Page, Route, expect

from extramile.core import clock
from extramile.engagement.models import CastBallot, CastComment, Invitee, SpentBallot, Wave
from tests.browser.conftest import MakeVisitor
from tests.browser.harness import Visitor
from tests.cast import Cast, make_cast, user_of
from tests.engagement.voting import open_wave

pytestmark = pytest.mark.usefixtures("served_as_web_role")


@pytest.fixture
def company(transactional_db: None) -> Cast:
    return make_cast(now=clock.now())


@pytest.fixture
def wave(company: Cast) -> Wave:
    return open_wave(company.company, now=clock.now())


@pytest.fixture
def sanne(visitor: MakeVisitor, company: Cast) -> Visitor:
    return visitor(user=user_of(company.sanne))


def answering(someone: Visitor, wave: Wave, *, score: int = 9) -> Page:
    page = someone.open(f"/voice/{wave.public_id}/answer")
    page.get_by_role("radio", name=str(score), exact=True).check(force=True)
    return page


def send(page: Page) -> None:
    page.locator("[data-send] button").click()


def test_an_employee_votes_and_nothing_of_who_is_kept_with_it(
    sanne: Visitor, company: Cast, wave: Wave
) -> None:
    page = answering(sanne, wave)
    page.get_by_role("textbox").first.fill("The planning is better than it was.")
    send(page)
    expect(page.locator("[data-ballot-state=thanks]")).to_be_visible()
    sanne.check()
    invitee = Invitee.objects.get(wave=wave, employee=company.sanne)
    assert invitee.took_ballot
    [cast] = CastBallot.objects.all()
    assert (cast.wave_id, cast.cell_id) == (wave.pk, invitee.cell_id)
    assert "9" in {str(value) for value in cast.answers.values()}
    assert CastComment.objects.get().words == "The planning is better than it was."
    [spent] = SpentBallot.objects.all()
    assert bytes(spent.ballot_hash) != bytes(invitee.blinded_hash or b"")


def test_a_vote_whose_thanks_were_lost_counts_once(sanne: Visitor, wave: Wave) -> None:
    page = answering(sanne, wave)

    def lose(route: Route) -> None:
        """The server hears it; the browser does not hear the answer."""
        route.fetch()
        route.abort()

    page.route(f"**/ballots/{wave.public_id}", lose)
    send(page)
    expect(page.locator("[data-ballot-state=offline]")).to_be_visible()
    assert CastBallot.objects.count() == 1
    page.unroute_all()
    page.reload()
    send(answering(sanne, wave, score=2))
    expect(page.locator("[data-ballot-state=thanks]")).to_be_visible()
    assert CastBallot.objects.count() == SpentBallot.objects.count() == 1


def test_another_device_gets_no_second_ballot(
    sanne: Visitor, visitor: MakeVisitor, company: Cast, wave: Wave
) -> None:
    send(answering(sanne, wave))
    expect(sanne.page.locator("[data-ballot-state=thanks]")).to_be_visible()
    other = visitor(user=user_of(company.sanne), size="desk")
    page = other.open(f"/voice/{wave.public_id}/answer")
    expect(page.locator("[data-ballot-state=taken]")).to_be_visible()
    expect(page.locator("form[data-ballot]")).to_be_hidden()
    assert CastBallot.objects.count() == 1
