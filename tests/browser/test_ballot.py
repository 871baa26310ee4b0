"""An employee votes: signed in for the ballot, nameless for the answer, and never twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from extramile.core.codes import reply_address
from tests.browser.conftest import PATIENCE
from tests.browser.loopback import Lost, serving
from tests.browser.polling import CELL, WAVE, Polling, unpadded

KEPT = """() => new Promise((resolve) => {
  const request = indexedDB.open("extramile-voice", 1);
  request.onsuccess = () => {
    const store = request.result.transaction("kept").objectStore("kept");
    const names = store.getAllKeys();
    store.getAll().onsuccess = ({ target }) => {
      request.result.close();
      resolve(Object.fromEntries(target.result.map((value, index) => [names.result[index], value])));
    };
  };
})"""


@pytest.fixture
def polling() -> Polling:
    return Polling()


@pytest.fixture
def address(polling: Polling) -> Iterator[str]:
    with serving(polling) as served:
        yield served


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context()
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    opened = context.new_page()
    opened.goto(address)
    return opened


def fill(page: Page, *, score: str = "9") -> Page:
    page.get_by_label("Score").fill(score)
    return page


def send(page: Page) -> None:
    page.get_by_role("button", name="Send").click()


def sees(page: Page, state: str) -> None:
    """This state, on its own, and the focus on it so that it is read out."""
    expect(page.locator(f"[data-ballot-state={state}]")).to_be_visible()
    expect(page.locator("[data-ballot-state]:visible")).to_have_count(1)
    expect(page.locator(f"[data-ballot-state={state}]")).to_be_focused()


def kept(page: Page) -> dict[str, Any]:
    """All that the browser has, but for the line that shows that it can keep one."""
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    found: dict[str, Any] = page.evaluate(KEPT)
    return {name: value for name, value in found.items() if name != "try"}


def test_a_ballot_is_signed_and_handed_in_with_the_answers(polling: Polling, page: Page) -> None:
    fill(page)
    page.get_by_label("Van").check()
    page.get_by_label("Phone").check()
    send(page)
    sees(page, "thanks")
    expect(page.locator("form")).to_be_hidden()
    [given] = [each.json() for each in polling.to("/hand-in")]
    assert {name: given[name] for name in ("wave", "cell", "answers", "comments")} == {
        "wave": WAVE,
        "cell": CELL,
        "answers": {"score": "9", "tools": ["van", "phone"]},
        "comments": [],
    }
    assert set(given) == {"wave", "cell", "ballot", "signature", "answers", "comments"}
    assert len(polling.handed_in) == 1
    assert len(unpadded(given["ballot"])) == 64


def test_the_answer_comes_without_cookie_referrer_or_the_connection_of_the_ballot(
    polling: Polling, context: BrowserContext
) -> None:
    with serving(polling, keeps_open=True) as address:
        page = context.new_page()
        page.goto(address)
        send(fill(page))
        sees(page, "thanks")
    [signing], [handing] = polling.to("/sign"), polling.to("/hand-in")
    assert "session=ann" in signing.headers["Cookie"]
    names = {name.lower() for name in handing.headers}
    assert not names & {"cookie", "referer", "authorization", "x-csrftoken"}
    for listing in polling.to("/keys"):
        assert not {name.lower() for name in listing.headers} & {"cookie", "referer"}
    [opening] = polling.to("/")
    assert handing.port not in {opening.port, signing.port}  # although connections are kept open
    drawn = {"ballot", "signature"}  # random letters, among which three are found now and then
    assert "ann" not in str({name: value for name, value in handing.json().items() if name not in drawn})


def test_what_was_signed_tells_nothing_of_what_was_handed_in(polling: Polling, page: Page) -> None:
    send(fill(page))
    sees(page, "thanks")
    [signing], [handing] = polling.to("/sign"), polling.to("/hand-in")
    given = handing.json()
    assert set(signing.json()) == {"blinded"}
    assert not {given["ballot"], given["signature"]} & set(signing.json().values())
    page_as_served = polling.page("ann").body
    assert given["ballot"].encode() not in page_as_served


def test_the_secrets_go_and_coming_back_is_thanked_again(polling: Polling, page: Page) -> None:
    send(fill(page))
    sees(page, "thanks")
    assert kept(page) == {f"ballot:{WAVE}:ann": {"handedIn": True}}
    polling.is_taken = True
    page.reload()
    sees(page, "thanks")
    expect(page.locator("form")).to_be_hidden()
    assert len(polling.to("/sign")) == len(polling.to("/hand-in")) == 1


def test_comments_come_apart_with_what_their_writer_allowed(polling: Polling, page: Page) -> None:
    fill(page)
    page.get_by_label("Why?").fill("  The planning is tight. ")
    page.locator("[data-show-for=why]").check()
    page.locator("[data-reply-for=why]").check()
    page.get_by_label("A tip?").fill("A second van.")
    send(page)
    sees(page, "thanks")
    [given] = [each.json() for each in polling.to("/hand-in")]
    assert given["answers"] == {"score": "9"}
    [code] = page.locator("[data-code]").all_inner_texts()
    assert page.locator("[data-question]").inner_text() == "Why?"
    assert given["comments"] == [
        {
            "question": "why",
            "words": "The planning is tight.",
            "may_be_shown": True,
            "reply_address": reply_address(code),
        },
        {"question": "tip", "words": "A second van.", "may_be_shown": False, "reply_address": ""},
    ]
    assert code.encode() not in polling.to("/hand-in")[0].body
    assert kept(page)["replies"] == [{"wave": WAVE, "voter": "ann", "question": "why", "code": code}]


def test_two_comments_have_two_codes_that_nothing_joins(polling: Polling, page: Page) -> None:
    fill(page)
    for question, name in (("Why?", "why"), ("A tip?", "tip")):
        page.get_by_label(question).fill("Words.")
        page.locator(f"[data-reply-for={name}]").check()
    send(page)
    sees(page, "thanks")
    codes = page.locator("[data-code]").all_inner_texts()
    [given] = [each.json() for each in polling.to("/hand-in")]
    assert [each["reply_address"] for each in given["comments"]] == [reply_address(code) for code in codes]
    assert len(set(codes)) == 2


def test_without_a_wish_for_replies_nothing_is_kept_or_sent(polling: Polling, page: Page) -> None:
    fill(page)
    page.locator("[data-reply-for=why]").check()  # but no comment
    send(page)
    sees(page, "thanks")
    assert polling.to("/hand-in")[0].json()["comments"] == []
    assert list(kept(page)) == [f"ballot:{WAVE}:ann"]
    expect(page.locator("[data-replies]")).to_be_hidden()


@pytest.mark.parametrize("path", ["/sign", "/hand-in"])
@pytest.mark.parametrize("again", ["press", "reload"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_lost_connection_asks_for_the_very_same_ballot_again(
    polling: Polling, page: Page, path: str, again: str, moment: str
) -> None:
    """Lost before the server did anything, or after it did all: one ballot, either way."""
    getattr(polling, moment)[path] = [Lost]
    send(fill(page))
    sees(page, "offline")
    expect(page.get_by_label("Score")).to_have_value("9")
    if again == "reload":
        polling.is_taken = True
        page.reload()
        fill(page)
    send(page)
    sees(page, "thanks")
    assert len({each.json()["blinded"] for each in polling.to("/sign")}) == 1
    assert len({each.json()["ballot"] for each in polling.to("/hand-in")}) == 1
    assert len(polling.handed_in) == 1


def test_a_ballot_is_kept_before_anybody_is_asked(polling: Polling, page: Page) -> None:
    polling.before["/sign"] = [Lost]
    send(fill(page))
    sees(page, "offline")
    ballot = kept(page)[f"ballot:{WAVE}:ann"]
    assert ballot["blinded"] == polling.to("/sign")[0].json()["blinded"]
    assert set(ballot) == {"cell", "key", "ballot", "blinded", "secret", "codes"}


def test_two_tabs_that_send_at_once_hand_in_one_ballot(
    polling: Polling, context: BrowserContext, address: str
) -> None:
    tabs = [context.new_page() for _ in range(2)]
    for tab in tabs:
        tab.goto(address)
        fill(tab)
    for tab in tabs:
        tab.evaluate("document.forms[0].requestSubmit()")
    for tab in tabs:
        expect(tab.locator("[data-ballot-state=thanks]")).to_be_visible()
    assert len(polling.handed_in) == 1
    assert len(polling.to("/hand-in")) == 1


def test_pressing_twice_sends_once(polling: Polling, page: Page) -> None:
    fill(page)
    page.evaluate("document.forms[0].requestSubmit(); document.forms[0].requestSubmit()")
    sees(page, "thanks")
    assert len(polling.to("/sign")) == len(polling.to("/hand-in")) == 1


def test_two_people_on_one_device_have_a_ballot_each(
    polling: Polling, context: BrowserContext, address: str
) -> None:
    """The first one took a ballot and left without handing it in."""
    polling.before["/hand-in"] = [Lost]
    first, second = context.new_page(), context.new_page()
    first.goto(f"{address}/?ann")
    send(fill(first))
    sees(first, "offline")
    second.goto(f"{address}/?bob")
    send(fill(second, score="3"))
    sees(second, "thanks")
    assert polling.signed["ann"] != polling.signed["bob"]
    first.goto(f"{address}/?ann")
    send(fill(first, score="8"))
    sees(first, "thanks")
    assert len(polling.handed_in) == 2


def test_nothing_is_sent_before_the_button_is_pressed(polling: Polling, page: Page) -> None:
    fill(page)
    page.get_by_label("Why?").fill("Words.")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    page.reload()
    expect(page.locator("form")).to_be_visible()
    assert {each.method for each in polling.asked} == {"GET"}
    assert kept(page) == {}
