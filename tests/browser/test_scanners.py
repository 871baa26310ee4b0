"""Some mail scanners open every link with a whole browser. See tests/web/mail for the simpler ones."""

import pytest

from tests.browser.conftest import MakeVisitor
from tests.web.mail.scanning import dump, links_of_a_mail


@pytest.mark.django_db(transaction=True)
def test_a_scanner_with_a_whole_browser_changes_nothing(visitor: MakeVisitor) -> None:
    scanner = visitor(size="desk", language="nl")
    links = links_of_a_mail(scanner.address)
    before = dump()
    for link in links:
        page = scanner.page
        page.goto(link, wait_until="networkidle")
        page.mouse.move(200, 300)
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.evaluate("window.dispatchEvent(new Event('pagehide'))")
        page.wait_for_load_state("networkidle")
    scanner.page.goto("about:blank")
    assert dump() == before
