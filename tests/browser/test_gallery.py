"""Every component in every state: looked at on a phone and at a desk, light and dark, in both languages."""

import pytest
from pytest_django.fixtures import Settings

from tests.browser.conftest import MakeVisitor


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", ["small", "phone", "desk"])
def test_gallery(visitor: MakeVisitor, settings: Settings, size: str, dark: bool, language: str) -> None:
    settings.DEBUG = True
    someone = visitor(size=size, dark=dark, language=language)
    page = someone.open("/gallery/")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator(".quote").count() >= 6
    someone.shot(f"gallery-{size}-{'dark' if dark else 'light'}-{language}")
    someone.check()


def test_from_right_to_left(visitor: MakeVisitor, settings: Settings) -> None:
    settings.DEBUG = True
    someone = visitor(size="phone")
    page = someone.open("/gallery/?direction=rtl")
    notice = page.locator(".notice").first
    sides = notice.evaluate(
        "e => [getComputedStyle(e).borderLeftWidth, getComputedStyle(e).borderRightWidth]"
    )
    assert sides == ["0px", "4px"]
    someone.shot("gallery-phone-rtl")
    assert not someone.scrolls_sideways()


def test_gallery_is_only_there_while_developing(visitor: MakeVisitor) -> None:
    someone = visitor()
    assert someone.page.goto(f"{someone.address}/gallery/").status == 404  # type: ignore[union-attr]
    assert "nothing here" in someone.page.inner_text("h1")
