"""The employees' own voice in Chromium: a ballot, a code card without script, results, a talk."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Request, expect

from extramile.core import clock, codes
from extramile.engagement.models import CastBallot, CastComment, Invitee, ReleasedGroup, ReleasedTable, Wave
from extramile.engagement.operations import print_cards, tick_off
from extramile.engagement.operations.comments import reply
from extramile.engagement.queries import questions_of
from extramile.people.models import User
from extramile.web.voice.apart.names import forget_names
from tests.browser.conftest import MakeVisitor
from tests.browser.harness import Visitor
from tests.cast import Cast, make_cast, user_of
from tests.engagement.released import release, say, show
from tests.engagement.voting import open_wave, plan_wave
from tests.web.voice.test_results import figure
from tests.web.voice.visits import fill

LOOKS = pytest.mark.parametrize(
    ("size", "dark"), [("phone", False), ("desk", True)], ids=["phone", "desk-dark"]
)


@pytest.fixture
def company(transactional_db: None) -> Cast:
    forget_names()
    cast = make_cast(now=clock.now())
    fill(cast, cast.team, 9)
    fill(cast, cast.other_team, 9)
    return cast


@dataclass(frozen=True)
class Round:
    cast: Cast
    wave: Wave

    def path(self, more: str = "") -> str:
        return f"/voice/{self.wave.public_id}/{more}"


@pytest.fixture
def opened(company: Cast) -> Round:
    return Round(company, open_wave(company.company, now=company.now, name="How is it going?"))


def person(
    visitor: MakeVisitor, user: User, *, language: str = "en", size: str = "phone", dark: bool = False
) -> Visitor:
    User.objects.filter(pk=user.pk).update(language=language)
    return visitor(size=size, dark=dark, language=language, user=user)


def look(someone: Visitor, name: str) -> None:
    someone.shot(f"voice/{name}")
    someone.check()


def sent_without_a_name(request: Request) -> None:
    headers = request.all_headers()
    assert "cookie" not in headers
    assert "referer" not in headers


@pytest.mark.parametrize("language", ["en", "nl"])
def test_from_what_my_boss_sees_to_the_thanks(visitor: MakeVisitor, opened: Round, language: str) -> None:
    someone = person(visitor, user_of(opened.cast.sanne), language=language)
    page = someone.open("/voice/")
    look(someone, f"home-{language}")
    page.locator("main .card a.button").click()
    look(someone, f"boss-{language}")
    page.locator("main .acts a.button").first.click()
    expect(page.locator("form[data-ballot]")).to_be_visible()
    page.locator("[data-send] button").click()
    expect(page.locator("[data-incomplete]")).to_be_visible()
    page.locator(".scale label").nth(8).click()
    words = "Ask Sanne de Wit." if language == "en" else "Vraag het Sanne de Wit, als enige vrouw."
    page.locator("textarea").fill(words)
    page.locator("[data-show-for]").check()
    page.locator("[data-reply-for]").check()
    look(someone, f"answer-{language}")
    page.locator("[data-send] button").click()
    expect(page.locator("[data-warning]")).to_be_focused()
    expect(page.locator("[data-signs] li").first).to_contain_text("Sanne de Wit")
    look(someone, f"warning-{language}")
    with page.expect_request(
        lambda one: one.method == "POST" and "/ballots/" in one.url and "look" not in one.url
    ) as handed:
        page.locator("[data-choose=send]").click()
    expect(page.locator("[data-ballot-state=thanks]")).to_be_visible()
    sent_without_a_name(handed.value)
    look(someone, f"thanks-{language}")
    assert CastBallot.objects.get().answers == {"enps": 8}
    said = CastComment.objects.get()
    code = page.locator("[data-code]").inner_text()
    assert (said.words, said.may_be_shown) == (words, True)
    assert said.reply_address == codes.reply_address(code)
    assert Invitee.objects.get(wave=opened.wave, employee=opened.cast.sanne).took_ballot
    someone.open("/voice/")
    expect(page.locator("[data-my-replies] [data-code]")).to_have_text(code)
    look(someone, f"home-after-{language}")
    page.locator("[data-my-replies] button").click()
    expect(page.locator(".error")).to_be_visible()  # nothing before the round has closed
    assert code not in page.url


def test_the_look_goes_without_a_name_and_hiding_is_a_choice(visitor: MakeVisitor, opened: Round) -> None:
    someone = person(visitor, user_of(opened.cast.sanne))
    page = someone.open(opened.path("answer"))
    page.locator(".scale label").nth(3).click()
    page.locator("textarea").fill("As the only woman I hear everything last.")
    page.locator("[data-show-for]").check()
    with page.expect_request(re.compile("/look$")) as looked:
        page.locator("[data-send] button").click()
    sent_without_a_name(looked.value)
    page.locator("[data-choose=hide]").click()
    expect(page.locator("[data-ballot-state=thanks]")).to_be_visible()
    said = CastComment.objects.get()
    assert (said.words, said.may_be_shown) == ("As the only woman I hear everything last.", False)


def test_an_ordinary_comment_is_sent_at_once_and_by_keyboard_alone(
    visitor: MakeVisitor, opened: Round
) -> None:
    someone = person(visitor, user_of(opened.cast.sanne))
    page = someone.open(opened.path("answer"))
    expect(page.locator("form[data-ballot]")).to_be_visible()
    page.locator(".scale input").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("The coffee is good.")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-send] button')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("[data-ballot-state=thanks]")).to_be_focused()
    assert CastBallot.objects.get().answers == {"enps": 1}


def test_without_script_the_page_explains_the_code_card_and_shows_no_form(
    visitor: MakeVisitor, opened: Round
) -> None:
    user = user_of(opened.cast.sanne)
    someone = visitor(user=user, script=False)
    page = someone.open(opened.path("answer"))
    expect(page.locator("form[data-ballot]")).to_be_hidden()
    expect(page.locator(".no-script-only").first).to_be_visible()
    someone.shot("voice/no-script")


def card_of(opened: Round) -> str:
    place = Invitee.objects.get(wave=opened.wave, employee=opened.cast.youssef)
    tick_off(opened.wave.public_id, employee_id=opened.cast.youssef.pk, now=clock.now())
    return print_cards(opened.wave.public_id, cell_id=place.cell_id, count=1, actor=None, now=clock.now())[0]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_code_card_without_script(visitor: MakeVisitor, opened: Round, language: str) -> None:
    code = card_of(opened)
    nobody = visitor(language=language, script=False)
    page = nobody.open("/card/")
    nobody.shot(f"voice/card-start-{language}")
    page.locator("input[name='-code']").fill(code.lower())
    page.locator("main form button").click()
    expect(page.locator("textarea").first).to_be_visible()
    nobody.shot(f"voice/card-{language}")
    page.locator("main form .acts button").click()  # nothing was chosen
    expect(page.locator(".notice.bad")).to_be_visible()
    page.locator(".scale label").nth(10).click()
    page.locator("textarea").fill("The coffee.")
    page.locator("main form .acts button").click()
    expect(page.locator("h1")).to_have_text("Thank you" if language == "en" else "Dank je wel")
    assert CastBallot.objects.get().answers == {"enps": 10}
    assert nobody.context.cookies() == []


@LOOKS
def test_the_pages_apart_are_accessible(visitor: MakeVisitor, opened: Round, size: str, dark: bool) -> None:
    nobody = visitor(size=size, dark=dark)
    for name, path in (
        ("card-start", "/card/"), ("card", f"/card/{opened.wave.public_id}/"), ("thread-start", "/thread/"),
    ):  # fmt: skip
        nobody.open(path)
        look(nobody, f"apart-{name}-{size}")


@pytest.fixture
def closed(company: Cast) -> Round:
    """A culture map that is released, with a comment that has a reply."""
    wave = open_wave(company.company, now=company.now, name="Spring", slug="culture-map")
    table = release(wave, now=company.now)
    for unit in (company.company, company.country, company.west, company.centre, company.team):
        group = show(table, unit)
        figure(group, value=25)
        for aspect in aspects(wave):
            divide_into(group, aspect)
    return Round(company, wave)


def aspects(wave: Wave) -> list[tuple[str, list[str]]]:
    return [
        (one.key, [option.key for option in one.question.options])
        for one in questions_of(wave.pk)
        if one.wished
    ]


def divide_into(group: ReleasedGroup, aspect: tuple[str, list[str]]) -> None:
    key, options = aspect
    for moment, points in (("now", (10, 20, 30, 40)), ("wished", (40, 30, 20, 10))):
        for option, value in zip(options, points, strict=False):
            figure(group, key=key, option_key=option, moment=moment, measure="points", value=value,
                   low=max(0, value - 5), high=value + 5)  # fmt: skip


@LOOKS
def test_results_map_and_talk(visitor: MakeVisitor, closed: Round, size: str, dark: bool) -> None:
    cast, table = closed.cast, ReleasedTable.objects.get()
    comment = say(table, cast.team, "The coffee is cold.", reply_address="a" * 64)
    reply(comment, "A new machine comes.", actor=user_of(cast.hanna), now=cast.now)
    boss = person(visitor, user_of(cast.mirjam), size=size, dark=dark)
    unit = f"results/{cast.team.pk}/"
    for name, more in (
        ("results", "results/"),
        ("unit", unit),
        ("map", f"{unit}map"),
        ("talk", f"{unit}talk"),
    ):
        boss.open(closed.path(more))
        look(boss, f"{name}-{size}")
    page = boss.page
    page.get_by_label("The one thing you will change").fill("Plan on Thursdays.")
    page.get_by_role("button", name="Choose this").click()
    expect(page.locator(".change h3")).to_have_text("Plan on Thursdays.")
    look(boss, f"talk-chosen-{size}")
    team = person(visitor, user_of(cast.sanne), size=size, dark=dark)
    team.open("/voice/forward/")
    look(team, f"forward-{size}")
    team.open(closed.path(f"{unit}talk"))
    expect(team.page.locator(".change h3")).to_have_text("Plan on Thursdays.")


@LOOKS
def test_the_points_of_a_culture_map_are_divided_with_what_is_left(
    visitor: MakeVisitor, company: Cast, size: str, dark: bool
) -> None:
    wave = open_wave(company.company, now=company.now, name="Spring", slug="culture-map")
    someone = person(visitor, user_of(company.sanne), size=size, dark=dark)
    page = someone.open(f"/voice/{wave.public_id}/answer")
    first = page.locator("[data-kind=points]").first
    fields = first.locator("input[type=number]")
    fields.nth(0).fill("60")
    expect(first.locator(".left")).to_have_text("40 points left to divide")
    fields.nth(1).fill("50")
    expect(first.locator(".left")).to_have_text("10 points too many")
    fields.nth(1).fill("40")
    expect(first.locator(".left")).to_have_text("Exactly a hundred")
    look(someone, f"points-{size}")


@LOOKS
def test_the_office_pages(visitor: MakeVisitor, opened: Round, size: str, dark: bool) -> None:
    cast = opened.cast
    draft = plan_wave(cast.company, now=cast.now, name="Next")
    hanna = person(visitor, user_of(cast.hanna), size=size, dark=dark)
    cell = Invitee.objects.get(wave=opened.wave, employee=cast.sanne).cell_id
    here = f"/office/waves/{opened.wave.public_id}/"
    for name, path in (
        ("list", "/office/waves/"), ("new", "/office/waves/new"), ("draft", f"/office/waves/{draft}/"),
        ("open", here), ("cards", f"{here}cards"), ("cell", f"{here}cards/{cell}/"),
    ):  # fmt: skip
        hanna.open(path)
        look(hanna, f"office-{name}-{size}")
    hanna.page.get_by_role("button", name="Make the sheet").click()
    expect(hanna.page.locator(".code-card")).to_have_count(10)
    look(hanna, f"office-sheet-{size}")
