"""The last monitor seen can be read offline, by its own person alone, and nothing else is ever kept."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from extramile.core import clock
from tests.browser.conftest import MakeVisitor
from tests.browser.harness import Visitor
from tests.cast import Cast, make_cast, user_of
from tests.monitor.facts import answered

WORDS = "She left the car cleaner than it came."
KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
  return kept.sort();
}"""

READY = "() => navigator.serviceWorker.ready.then((registration) => registration.active.state)"
SEEN_AT = "async () => (await caches.match('/'))?.headers.get('X-Seen-At')"
WITHOUT_SCRIPT = "() => HTMLFormElement.prototype.submit.call(document.querySelector('form[action*=keep]'))"


@pytest.fixture
def company(transactional_db: None) -> Cast:
    """The cast, today: the server of a browser test reads the real clock."""
    cast = make_cast(now=clock.now())
    answered(cast.team, cast.sanne, now=clock.now(), score=10, words=WORDS)
    return cast


def soon(page: Page, script: str) -> Any:
    """What the function's promise comes to. Playwright itself would wait for ever where it never does."""
    limit = "new Promise((_, fail) => setTimeout(() => fail(new Error('it never came to anything')), 60_000))"
    return page.evaluate(f"() => Promise.race([({script})(), {limit}])")


def waits_for(page: Page, wanted: Callable[[list[str]], bool]) -> list[str]:
    """The worker keeps a page a moment after it is shown."""
    for _attempt in range(600):
        kept: list[str] = soon(page, KEPT)
        if wanted(kept):
            return kept
        page.wait_for_timeout(100)
    raise AssertionError(kept)


def sees_the_monitor(someone: Visitor) -> Page:
    page = someone.open("/")
    soon(page, READY)
    waits_for(page, lambda kept: "/" in kept)
    return page


def offline_text(someone: Visitor, path: str = "/") -> str:
    """What somebody without a connection gets to read; nothing when the browser itself has to say it.

    The page is closed before the connection comes back: it would load itself anew, and Chromium never ends a
    context that is closed in that moment.
    """
    someone.context.set_offline(True)
    try:
        someone.open(path)
        text = someone.page.content()
    except Error as error:
        text = error.message.replace("net::ERR_INTERNET_DISCONNECTED", "")
    someone.close_page()
    someone.context.set_offline(False)
    return text


def test_the_last_monitor_is_there_offline_with_its_time(visitor: MakeVisitor, company: Cast) -> None:
    sanne = visitor(user=user_of(company.sanne), language="nl")
    page = sees_the_monitor(sanne)
    assert not page.locator(".offline-bar").is_visible()
    sanne.context.set_offline(True)
    sanne.open("/")
    assert WORDS in page.inner_text("main")
    bar = page.locator(".offline-bar")
    assert bar.is_visible()
    assert "offline" in bar.inner_text()
    assert bar.locator("time").inner_text()
    sanne.shot("monitor-phone-offline")


def test_what_is_told_once_is_not_told_again_offline(visitor: MakeVisitor, company: Cast) -> None:
    """With its button "Undo": what happened since would be undone with it."""
    sanne = visitor(user=user_of(company.sanne))
    page = sees_the_monitor(sanne)
    before = soon(page, SEEN_AT)
    with page.expect_navigation():
        page.evaluate(WITHOUT_SCRIPT)
    told = page.locator(".toast span").inner_text()
    assert page.locator(".toast form").count() == 1
    page.wait_for_function(f"async (before) => await ({SEEN_AT})() !== before", arg=before)
    seen = offline_text(sanne)
    assert WORDS in seen
    assert told not in seen


def test_nothing_else_is_ever_kept(visitor: MakeVisitor, company: Cast) -> None:
    sanne = visitor(user=user_of(company.sanne))
    page = sees_the_monitor(sanne)
    shell = set(soon(page, KEPT)) - {"/", "/person-of-this-device"}
    for path in ("/more/", "/who-sees-me/", "/kept/", "/?period=4", "/a/not-a-link"):
        sanne.open(path)
    sanne.open("/")
    kept = set(soon(page, KEPT))
    assert kept == shell | {"/", "/person-of-this-device"}
    assert all(path.startswith("/static/") or path == "/offline/" for path in shell)
    assert "Sanne" not in offline_text(sanne, "/more/")


def test_signing_out_wipes_it(visitor: MakeVisitor, company: Cast) -> None:
    sanne = visitor(user=user_of(company.sanne))
    page = sees_the_monitor(sanne)
    sanne.open("/more/")
    page.locator("form[data-sign-out] button").click()
    page.wait_for_load_state("networkidle")
    assert "/" not in soon(page, KEPT)
    assert WORDS not in offline_text(sanne)


def test_the_next_person_on_the_same_phone_never_sees_it(visitor: MakeVisitor, company: Cast) -> None:
    phone = visitor(user=user_of(company.sanne))
    page = sees_the_monitor(phone)
    phone.context.clear_cookies()  # the session ran out; nobody signed out
    phone.sign_in(user_of(company.wim))
    phone.open("/more/")  # not the monitor: nothing takes its place
    waits_for(page, lambda kept: "/" not in kept)
    assert WORDS not in offline_text(phone)
    sees_the_monitor(phone)
    assert WORDS not in offline_text(phone)


def test_whoever_finds_the_phone_signed_out_sees_nothing(visitor: MakeVisitor, company: Cast) -> None:
    phone = visitor(user=user_of(company.sanne))
    page = sees_the_monitor(phone)
    phone.context.clear_cookies()
    phone.open("/")  # the sign-in page
    waits_for(page, lambda kept: "/" not in kept)
    assert WORDS not in offline_text(phone)
