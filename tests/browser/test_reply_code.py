"""A reply code is the same in the browser and on the server, however its writer noted it down."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from extramile.core.codes import LETTERS, CodeProblem, new_code, new_reply_code, reply_address
from tests.browser.loopback import page_of, serving


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with serving(lambda asked: page_of("<p>A page.") if asked.path == "/" else None) as address:
        context = chromium.new_context()
        opened = context.new_page()
        opened.goto(address)
        yield opened
        context.close()


def run(page: Page, body: str, given: object = None) -> Any:
    code = f'async (given) => {{ const m = await import("/static/js/voice/reply_code.js"); {body} }}'
    return page.evaluate(code, given)


def address_on_the_server(typed: str) -> str | None:
    try:
        return reply_address(typed)
    except CodeProblem:
        return None


def test_codes_of_the_browser_are_codes_of_the_server(page: Page) -> None:
    codes = run(page, "return Array.from({ length: 500 }, m.newReplyCode);")
    assert len(set(codes)) == 500
    for place in range(29):
        assert {code[place] for code in codes} == (set("-") if place % 5 == 4 else set(LETTERS))
    made = run(page, "return Promise.all(given.map(m.replyAddress));", codes[:20])
    assert made == [reply_address(code) for code in codes[:20]]
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in made)


def test_both_read_what_was_noted_down_alike(page: Page) -> None:
    code = "0123-456V-89AB-CDEF-GHJK-MNPQ"
    noted = [
        code,
        f" {code.lower().replace('-', ' – ')}.\n",
        code.replace("0", "O").replace("1", "l").replace("V", "u"),
        "".join(chr(ord(letter) + 0xFEE0) for letter in code.replace("-", "")),
    ]
    assert {*run(page, "return Promise.all(given.map(m.replyAddress));", noted)} == {reply_address(code)}
    assert {address_on_the_server(each) for each in noted} == {reply_address(code)}


def test_both_refuse_what_is_no_reply_code(page: Page) -> None:
    typed = ["", "ABCD", new_code(), new_reply_code() + "0", "!" * 24, "É" * 24, "\x00" * 24, "*" + "0" * 24]
    assert run(page, "return Promise.all(given.map(m.replyAddress));", typed) == [None] * len(typed)
    assert [address_on_the_server(each) for each in typed] == [None] * len(typed)
