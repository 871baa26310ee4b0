"""A wave on the phone, from the plan to the team's one chosen change, in both languages."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from extramile.core import clock
from extramile.engagement.models import CastBallot, Invitee, Wave, WaveState
from extramile.engagement.operations import close_due
from extramile.people.models import Employee, Unit
from extramile.web.voice.apart.names import forget_names
from tests.browser.conftest import MakeVisitor
from tests.browser.test_voice import person
from tests.cast import Cast, make_cast, user_of
from tests.engagement.voting import ballot, open_all
from tests.web.voice.visits import fill

WORDS = {
    "en": {"plan": "Plan this wave", "choose": "Choose this", "change": "Plan on Thursdays."},
    "nl": {"plan": "Deze meting plannen", "choose": "Dit kiezen", "change": "We plannen op donderdag."},
}


@pytest.fixture
def company(transactional_db: None) -> Cast:
    """Two teams of fifteen: each can be told beside the other."""
    forget_names()
    cast = make_cast(now=clock.now())
    for team in (cast.team, cast.other_team):
        fill(cast, team, 12)
    return cast


def _team(unit: Unit) -> list[Employee]:
    return [one.employee for one in unit.memberships.select_related("employee")]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_from_the_plan_to_the_one_chosen_change(visitor: MakeVisitor, company: Cast, language: str) -> None:
    words = WORDS[language]
    office = person(visitor, user_of(company.hanna), language=language)
    page = office.open("/office/waves/new")
    page.locator("[name=name]").fill("Spring")
    page.locator("[name=opens_at]").fill((company.now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name=words["plan"]).click()
    wave = Wave.objects.get(name="Spring")
    page.wait_for_url(f"**/{wave.public_id}/**")
    office.check()
    open_all(company.now)

    _everybody_but_one_votes(company, wave)
    _one_votes_in_the_browser(visitor, company, wave, language)
    assert CastBallot.objects.filter(wave=wave).count() == 30

    assert close_due(wave.closes_at + timedelta(minutes=1)) == 1
    wave.refresh_from_db()
    assert wave.state == WaveState.CLOSED
    assert not CastBallot.objects.exists()

    boss = person(visitor, user_of(company.mirjam), language=language)
    page = boss.open(f"/voice/{wave.public_id}/results/{company.team.pk}/")
    expect(page.locator("main")).to_contain_text("+40")  # all of them said 10: "40 or more", of so few
    boss.check()
    page = boss.open(f"/voice/{wave.public_id}/results/{company.team.pk}/talk")
    page.locator("[name=words]").fill(words["change"])
    page.get_by_role("button", name=words["choose"]).click()
    expect(page.locator(".change h3")).to_have_text(words["change"])

    colleague = person(visitor, user_of(company.wim), language=language)
    page = colleague.open("/voice/")
    page.get_by_role("link", name="Spring").click()
    page.get_by_role("link", name=company.team.name).click()
    page.wait_for_url(f"**/results/{company.team.pk}/**")
    colleague.check()
    page = colleague.open(f"/voice/{wave.public_id}/results/{company.team.pk}/talk")
    expect(page.locator(".change h3")).to_have_text(words["change"])
    expect(page.locator("[name=words]")).to_have_count(0)


def _everybody_but_one_votes(company: Cast, wave: Wave) -> None:
    for team in (company.team, company.other_team):
        for employee in _team(team):
            if employee != company.sanne and Invitee.objects.filter(wave=wave, employee=employee).exists():
                ballot(wave, employee, now=company.now).hand_in({"enps": 10})


def _one_votes_in_the_browser(visitor: MakeVisitor, company: Cast, wave: Wave, language: str) -> None:
    someone = person(visitor, user_of(company.sanne), language=language)
    page = someone.open("/voice/")
    page.locator("main .card a.button").click()
    page.locator("main .acts a.button").first.click()
    expect(page.locator("form[data-ballot]")).to_be_visible()
    page.locator(".scale label").nth(10).click()
    page.locator("[data-send] button").click()
    expect(page.locator("[data-ballot-state=thanks]")).to_be_visible()
