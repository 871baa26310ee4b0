"""What may go wrong at a ballot: each is said, nothing is sent that should not be, and no vote is doubled."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from extramile.core.blind_signatures import base64url, blind_sign, new_private_key, public_key
from tests.browser.loopback import Answer, Asked, Lost, serving
from tests.browser.polling import CELL, Polling, unpadded
from tests.browser.test_ballot import address, context, fill, kept, page, polling, sees, send

__all__ = ["address", "context", "page", "polling"]  # the fixtures of the other half


def posted(polling: Polling) -> list[str]:
    return [each.path for each in polling.asked if each.method == "POST"]


def test_a_key_of_ones_own_is_found_out(polling: Polling, page: Page) -> None:
    """A server that gives one person a key of their own would know their ballot by it."""
    polling.shown_key = public_key(new_private_key())
    page.reload()
    sees(page, "untrusted")
    expect(page.locator("form")).to_be_hidden()
    assert posted(polling) == []


def test_the_key_of_another_cell_is_found_out(polling: Polling, page: Page) -> None:
    polling.shown_key = public_key(polling.other)
    page.reload()
    sees(page, "untrusted")


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_a_list_that_is_not_everybodys_is_found_out(polling: Polling, page: Page, digest: str) -> None:
    polling.shown_digest = digest
    page.reload()
    sees(page, "untrusted")
    assert posted(polling) == []


def test_a_list_of_another_wave_is_found_out(polling: Polling, page: Page) -> None:
    polling.listed_wave = "00000000-0000-0000-0000-000000000000"
    page.reload()
    sees(page, "untrusted")


def test_a_cell_that_is_on_the_list_twice_is_found_out(polling: Polling, page: Page) -> None:
    polling.other_cell = CELL
    page.reload()
    sees(page, "untrusted")


@pytest.mark.parametrize("invited", [1, 4])
def test_a_cell_of_too_few_is_found_out(polling: Polling, page: Page, invited: int) -> None:
    """A cell made for one person gives that person away, whoever's key it has."""
    polling.invited = invited
    page.reload()
    sees(page, "untrusted")
    assert posted(polling) == []


def test_a_list_that_cannot_be_read_is_asked_for_again(polling: Polling, page: Page) -> None:
    """A server that stumbles is not a server that lies."""
    page.wait_for_load_state("networkidle")  # the page as it was opened first has asked already
    polling.before["/keys"] = [Answer(503), Answer(503)]
    page.reload()
    send(fill(page))
    sees(page, "failed")
    assert posted(polling) == []
    send(page)
    sees(page, "thanks")


def test_a_key_that_changed_since_the_ballot_was_made_is_found_out(polling: Polling, page: Page) -> None:
    polling.before["/sign"] = [Lost]
    send(fill(page))
    sees(page, "offline")
    polling.private = new_private_key()
    page.reload()
    send(fill(page))
    sees(page, "untrusted")
    assert posted(polling) == ["/sign"]


class AnotherSigner(Polling):
    """Signs with a key that is not the one on the list."""

    def sign(self, asked: Asked) -> Answer:
        blinded = unpadded(asked.json()["blinded"])
        signature = blind_sign(self.other, b"\x00" + blinded[1:])
        return Answer(body=json.dumps({"signature": base64url(signature)}).encode())


def test_a_false_signature_is_never_handed_in(context: BrowserContext) -> None:
    """It could be a mark: whoever hands it in would be known by it."""
    polling = AnotherSigner()
    with serving(polling) as address:
        page = context.new_page()
        page.goto(address)
        send(fill(page))
        sees(page, "untrusted")
    assert posted(polling) == ["/sign"]


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"signature": 5}', b'{"signature": "!!"}', b"<html>"])
def test_nonsense_instead_of_a_signature_is_never_handed_in(
    polling: Polling, page: Page, body: bytes
) -> None:
    polling.after["/sign"] = [Answer(body=body)]
    send(fill(page))
    sees(page, "failed")
    assert posted(polling) == ["/sign"]
    expect(page.get_by_label("Score")).to_have_value("9")
    send(page)
    sees(page, "thanks")
    assert len({each.json()["blinded"] for each in polling.to("/sign")}) == 1


def test_a_ballot_taken_on_another_device_is_said_at_once(polling: Polling, page: Page) -> None:
    polling.is_taken = True
    page.reload()
    sees(page, "taken")
    expect(page.locator("form")).to_be_hidden()


def test_a_second_ballot_is_refused_and_nothing_is_handed_in(polling: Polling, page: Page) -> None:
    """Taken on another device while this one was answering."""
    polling.signed["ann"] = "another"
    send(fill(page))
    sees(page, "taken")
    assert posted(polling) == ["/sign"]
    assert polling.handed_in == {}


@pytest.mark.parametrize("path", ["/sign", "/hand-in"])
def test_a_wave_that_closed_says_so_and_forgets_the_secrets(polling: Polling, page: Page, path: str) -> None:
    polling.before[path] = [Answer(410)]
    send(fill(page))
    sees(page, "closed")
    expect(page.locator("form")).to_be_hidden()
    assert kept(page) == {}


@pytest.mark.parametrize(
    "answer",
    [Answer(401), Answer(403), Answer(302, headers={"Location": "/sign-in"})],
    ids=["401", "403", "302"],
)
def test_somebody_signed_out_keeps_their_answers(polling: Polling, page: Page, answer: Answer) -> None:
    polling.before["/sign"] = [answer]
    send(fill(page))
    sees(page, "signed-out")
    expect(page.get_by_label("Score")).to_have_value("9")
    send(page)
    sees(page, "thanks")
    assert len({each.json()["blinded"] for each in polling.to("/sign")}) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_a_server_that_stumbles_gets_the_same_ballot_again(polling: Polling, page: Page, status: int) -> None:
    polling.before["/hand-in"] = [Answer(status)]
    send(fill(page))
    sees(page, "failed")
    send(page)
    sees(page, "thanks")
    assert len(polling.handed_in) == len(polling.signed) == 1
    assert posted(polling) == ["/sign", "/hand-in", "/hand-in"]


def test_answers_that_are_not_accepted_may_be_changed(polling: Polling, page: Page) -> None:
    polling.before["/hand-in"] = [Answer(422)]
    send(fill(page, score="99"))
    sees(page, "answers")
    send(fill(page, score="9"))
    sees(page, "thanks")
    [handed] = polling.handed_in.values()
    assert isinstance(handed, dict)
    assert handed["answers"] == {"score": "9"}


def test_an_answer_is_not_sent_after_a_redirect(polling: Polling, page: Page) -> None:
    polling.before["/hand-in"] = [Answer(307, headers={"Location": "/elsewhere"})]
    send(fill(page))
    sees(page, "failed")
    assert not polling.to("/elsewhere")


def test_without_a_connection_it_says_so_and_goes_on_later(polling: Polling, page: Page) -> None:
    fill(page)
    page.context.set_offline(True)
    send(page)
    sees(page, "offline")
    page.context.set_offline(False)
    send(page)
    sees(page, "thanks")
    assert len(polling.handed_in) == 1


def test_an_insecure_address_is_said_before_anybody_answers(
    polling: Polling, chromium: Browser, address: str
) -> None:
    """Browsers have no cryptography on http beyond the machine itself."""

    def elsewhere(route: Route) -> None:
        path = route.request.url.removeprefix("http://voice.example")
        route.fulfill(response=route.fetch(url=f"{address}{path}"))

    context = chromium.new_context()
    context.route("http://voice.example/**", elsewhere)
    page = context.new_page()
    page.goto("http://voice.example/")
    sees(page, "insecure")
    expect(page.locator("form")).to_be_hidden()
    assert posted(polling) == []
    context.close()


@pytest.fixture
def forgetful(chromium: Browser, address: str) -> Iterator[Page]:
    """A browser that keeps nothing, as some do in private windows."""
    context = chromium.new_context()
    context.add_init_script(
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'InvalidStateError'); };"
    )
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def test_a_browser_that_keeps_nothing_is_said_before_anybody_answers(
    polling: Polling, forgetful: Page
) -> None:
    sees(forgetful, "no-storage")
    expect(forgetful.locator("form")).to_be_hidden()
    assert posted(polling) == []


def test_a_browser_that_loses_its_memory_meanwhile_asks_nobody(polling: Polling, page: Page) -> None:
    fill(page)
    page.evaluate("() => { IDBObjectStore.prototype.put = () => { throw new Error('full'); }; }")
    send(page)
    sees(page, "failed")
    assert posted(polling) == []
