"""The monitor on a technician's phone and at a manager's desk: seen, pressed, and kept up to date."""

import re
from datetime import timedelta
from itertools import count

import brotli
import pytest
from django.conf import settings
from playwright.sync_api import Response as Got
from playwright.sync_api import expect

from extramile.actions.models import CoachQuestion, KeptComment
from extramile.core.clock import now as real_now
from extramile.monitor.operations import count_changes
from tests.browser.conftest import MakeVisitor
from tests.browser.harness import Visitor
from tests.cast import Cast, make_cast, user_of
from tests.monitor.facts import answered

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "He put cardboard under my garage door so the rain stayed out while he worked. Who thinks of that?"
SHARP = "The camera had to be calibrated again somewhere else. Nobody told me that beforehand."
ENTHUSIASTIC = [10, 9, 10, 8, 10, 9, 5, 10, 9, 10, 7, 10]


@pytest.fixture
def company() -> Cast:
    """As of today: the browser looks at the real clock."""
    moment = real_now()
    cast = make_cast(now=moment)
    numbers = count()
    for days in range(1, 80, 3):
        for who, team in ((cast.sanne, cast.team), (cast.wim, cast.team), (cast.youssef, cast.team)):
            number = next(numbers)
            answered(
                team,
                who,
                now=moment - timedelta(days=days, hours=number % 9),
                score=ENTHUSIASTIC[number % 12],
                words=[KIND, "", SHARP, "Vlot en netjes gewerkt."][number % 4],
                praise=[["friendly", "tidy"], ["explained"], []][number % 3],
                improve=["informed"] if number % 4 == 2 else [],
                kind_of_work=["windscreen replacement", "chip repair"][number % 2],
            )
    while count_changes(moment):
        pass
    return cast


def speak(cast: Cast, language: str) -> None:
    for who in (cast.sanne, cast.els, cast.mirjam):
        user = user_of(who)
        user.language = language
        user.save()


@pytest.mark.parametrize(
    ("size", "dark", "language"),
    [
        ("phone", False, "en"),
        ("phone", True, "nl"),
        ("small", False, "nl"),
        ("desk", False, "nl"),
        ("desk", True, "en"),
    ],
)
def test_every_page_can_be_seen_and_used_by_everybody(
    visitor: MakeVisitor, company: Cast, size: str, dark: bool, language: str
) -> None:
    speak(company, language)
    pages = {
        "own": (company.sanne, "/"),
        "kept": (company.sanne, "/kept/"),
        "who-sees-me": (company.sanne, "/who-sees-me/"),
        "people": (company.els, "/people/"),
        "employee": (company.els, f"/employee/{company.sanne.pk}/"),
        "unit": (company.mirjam, f"/unit/{company.centre.pk}/"),
        "team": (company.mirjam, f"/unit/{company.team.pk}/?group=detractor"),
        "screens": (company.mirjam, "/screens/"),
    }
    for name, (who, path) in pages.items():
        someone = visitor(size=size, dark=dark, language=language, user=user_of(who))
        page = someone.open(path)
        page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        assert page.locator("html").get_attribute("lang") == language
        someone.shot(f"monitor-{name}-{size}-{'dark' if dark else 'light'}-{language}")
        someone.check()


def test_the_newest_words_are_the_first_and_the_largest(visitor: MakeVisitor, company: Cast) -> None:
    answered(company.team, company.sanne, now=real_now(), score=4, words="Nobody called me back.")
    page = visitor(user=user_of(company.sanne)).open("/")
    sizes = page.locator("#words .words").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert page.locator("#words .words").first.inner_text() == "Nobody called me back."
    assert sizes[0] > max(sizes[1:])
    box = page.locator("#words .words").first.bounding_box()
    assert box
    assert box["y"] < 300  # above everything else


def test_an_open_page_shows_a_new_answer_within_five_seconds(visitor: MakeVisitor, company: Cast) -> None:
    """Stored, counted, and on the phone and at the manager's desk, without anybody reloading.

    The page asks every four seconds; how long a loaded machine takes to answer is not the page's.
    """
    speak(company, "en")
    phone, desk = visitor(user=user_of(company.sanne)), visitor(size="desk", user=user_of(company.mirjam))
    pages = [phone.open("/"), desk.open(f"/unit/{company.team.pk}/")]
    before = pages[0].locator(".figure-value span").first.inner_text()
    answered(company.team, company.sanne, now=real_now(), score=10, words="She came back for my umbrella!")
    count_changes(real_now())
    for page in pages:
        asks = page.locator("#poller").get_attribute("hx-trigger") or ""
        assert re.match(r"every [1-4]s\b", asks), asks
        page.locator("#words > li:first-child .words", has_text="umbrella").wait_for()
        assert page.locator("#arrived").inner_text() == "One new answer"
    assert pages[0].locator(".figure-value span").first.inner_text() != before
    # And once only, though it goes on asking.
    with pages[0].expect_response(lambda got: "/newer/" in got.url) as asked:
        pass
    assert asked.value.status == 204
    assert pages[0].get_by_text("umbrella").count() == 1
    assert phone.problems == desk.problems == []


def test_the_first_words_ever_take_the_place_of_the_empty_page(visitor: MakeVisitor, company: Cast) -> None:
    page = visitor(user=user_of(company.anouk)).open("/")
    assert page.locator("#no-words").count() == 1
    answered(company.zwolle_team, company.anouk, now=real_now(), score=9, words="Prima geholpen.")
    page.get_by_text("Prima geholpen.").wait_for()
    assert page.locator("#no-words").count() == 0


def test_words_that_a_customer_changes_change_on_the_page(visitor: MakeVisitor, company: Cast) -> None:
    from extramile.responses.models import Response
    from tests.monitor.facts import change

    stored = answered(company.team, company.sanne, now=real_now(), score=9, words="Kind.")
    invitation = Response.objects.get(pk=stored.response_id or 0).invitation_id
    assert invitation
    page = visitor(user=user_of(company.sanne)).open("/")
    assert page.locator(f"#said-{stored.response_id} .words").inner_text() == "Kind."
    change(invitation, now=real_now(), score=3, words="Kind, but the window leaks again.")
    page.get_by_text("leaks again").wait_for()
    assert page.locator(f"#said-{stored.response_id}").count() == 1
    assert "3 · detractor" in page.locator(f"#said-{stored.response_id}").inner_text()


def press(someone: Visitor, label: str) -> None:
    someone.page.locator("#words").get_by_role("button", name=label).first.click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_keep_and_undo(visitor: MakeVisitor, company: Cast, script: bool) -> None:
    speak(company, "en")
    sanne = visitor(user=user_of(company.sanne), script=script)
    page = sanne.open("/")
    press(sanne, "Keep")
    page.get_by_text("Kept.").wait_for()
    assert KeptComment.objects.count() == 1
    assert page.locator("#words button[aria-pressed=true]").count() == 1
    page.get_by_role("button", name="Undo").click()
    page.locator("#words button[aria-pressed=true]").wait_for(state="detached")
    assert not KeptComment.objects.exists()
    assert sanne.problems == []


def test_ask_my_coach_by_keyboard(visitor: MakeVisitor, company: Cast) -> None:
    speak(company, "en")
    sanne = visitor(user=user_of(company.sanne))
    page = sanne.open("/")
    page.locator("#words summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("What could I have done?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("On the list for the talk with your coach.").wait_for()
    assert CoachQuestion.objects.get().note == "What could I have done?"
    expect(page.get_by_role("button", name="On the list for my coach")).to_have_count(1)
    els = visitor(user=user_of(company.els)).open("/people/")
    expect(els.get_by_text("What could I have done?")).to_have_count(1)
    els.get_by_role("button", name="Talked about").click()
    expect(els.get_by_text("No open questions")).to_have_count(1)
    els.get_by_role("button", name="Undo").click()
    expect(els.get_by_text("What could I have done?")).to_have_count(1)
    assert sanne.problems == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_show_more(visitor: MakeVisitor, company: Cast, script: bool) -> None:
    speak(company, "en")
    page = visitor(user=user_of(company.sanne), script=script).open("/")
    first = page.locator("#words > li[id]").count()
    page.get_by_role("link", name="Show more").click()
    if script:
        page.locator("#words > li[id]").nth(first).wait_for()
    else:
        assert page.url.partition("?")[0].endswith("/words/")
        assert page.locator("#words > li[id]").count() >= 1
    ids = page.locator("#words > li[id]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))


def test_reading_is_noticed(visitor: MakeVisitor, company: Cast) -> None:
    from extramile.actions.queries import read_up_to

    page = visitor(user=user_of(company.sanne))
    with page.page.expect_response(lambda got: got.url.endswith("/read/")):
        page.open("/")
    assert read_up_to(company.sanne) is not None


def weight_of(got: Got) -> int:
    """As it goes over the line: static files as WhiteNoise stores them, pages as they are."""
    body = got.body()
    return len(brotli.compress(body)) if settings.STATIC_URL in got.url else len(body)


def test_the_first_visit_weighs_at_most_sixty_kilobytes(visitor: MakeVisitor, company: Cast) -> None:
    sanne = visitor(user=user_of(company.sanne))
    arrived: list[Got] = []

    def take(got: Got) -> None:
        arrived.append(got)

    sanne.page.on("response", take)
    sanne.open("/")
    sanne.page.wait_for_load_state("networkidle")
    weights = {got.url.removeprefix(sanne.address): weight_of(got) for got in arrived if got.status == 200}
    assert sum(weights.values()) <= 60_000, weights
    assert len(weights) >= 4  # the page, the style, htmx, our script


def test_print_shows_words_and_figures(visitor: MakeVisitor, company: Cast) -> None:
    page = visitor(size="desk", user=user_of(company.sanne)).open("/")
    page.emulate_media(media="print")
    assert page.locator("#words .words").first.is_visible()
    assert not page.get_by_role("navigation").first.is_visible()
    assert page.locator("#words .acts:visible").count() == 0


def test_words_are_searched_and_narrowed_and_the_way_back_is_a_chip(
    visitor: MakeVisitor, company: Cast
) -> None:
    """By keyboard and press, on a phone: nothing that a form without script could not do."""
    speak(company, "en")
    someone = visitor(user=user_of(company.sanne))
    page = someone.open("/")
    page.locator(".filters > summary").click()
    page.get_by_label("Words").fill("Garage DOOR")
    page.get_by_label("Words").press("Enter")
    page.locator(".chip", has_text="Garage DOOR").wait_for()
    assert set(page.locator("#words .words").all_inner_texts()) == {KIND}
    page.locator(".filters > summary").click()
    page.get_by_label("Asked how").select_option("sms")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("heading", name="Nothing found").wait_for()
    someone.shot("monitor-nothing-found-phone")
    someone.check()
    page.get_by_role("link", name="By text message").click()
    page.locator("#words .words").first.wait_for()
    page.locator(".chip").click()
    expect(page.locator(".chip")).to_have_count(0)
    assert len(set(page.locator("#words .words").all_inner_texts())) > 1
