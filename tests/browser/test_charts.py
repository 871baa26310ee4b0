"""Drawings in a real browser, where letters have real widths: nothing runs into anything, at any width."""

import pytest
from playwright.sync_api import Browser, Page

from extramile.board.charts import NARROW, WIDE, draw, draw_for_page
from tests.board.charts.examples import PICTURES
from tools.bundle import styles

# The air above and below the letters of a line may lie over that of the next; the letters may not.
COLLISIONS = """
svg => {
  const boxes = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).map(t => {
    const b = t.getBoundingClientRect(), spare = b.height * 0.18;
    return {words: t.textContent, left: b.left, right: b.right, top: b.top + spare, bottom: b.bottom - spare};
  });
  const frame = svg.getBoundingClientRect(), found = [];
  boxes.forEach((a, i) => {
    if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.bottom > frame.bottom + 1) {
      found.push([a.words, 'out of the drawing']);
    }
    boxes.slice(i + 1).forEach(b => {
      if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) {
        found.push([a.words, b.words]);
      }
    });
  });
  return found;
}
"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Page:
    context = chromium.new_context(viewport={"width": 900, "height": 800})
    return context.new_page()


def put(page: Page, body: str) -> None:
    page.set_content(f'<!doctype html><html lang="en"><style>{styles()}</style><body>{body}</body></html>')


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("width", [NARROW, 420, WIDE])
def test_no_text_runs_into_another_or_out_of_the_drawing(page: Page, width: int, language: str) -> None:
    for name, picture in PICTURES.items():
        put(page, draw(picture, language=language, width=width))
        assert page.locator("svg").evaluate(COLLISIONS) == [], name


@pytest.mark.parametrize(("place", "shown"), [(358, "narrow"), (900, "wide")])
def test_a_page_shows_the_drawing_that_fits_its_place(page: Page, place: int, shown: str) -> None:
    page.set_viewport_size({"width": place, "height": 800})
    put(page, draw_for_page(PICTURES["few"]))
    visible = [one.get_attribute("class") for one in page.locator("svg").all() if one.is_visible()]
    assert len(visible) == 1
    assert shown in (visible[0] or "")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 900, "height": 800})


def test_every_colour_follows_light_and_dark(page: Page) -> None:
    """No mark keeps the ink of paper on a dark page."""
    for picture in PICTURES.values():
        put(page, draw(picture).replace("<svg", '<svg id="drawn"', 1))
        seen = {}
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
            seen[scheme] = page.locator("#drawn").evaluate(
                """svg => [...svg.querySelectorAll('[class]')].map(one => {
                     const s = getComputedStyle(one);
                     return [one.getAttribute('class'), one.tagName === 'line' ? 'none' : s.fill, s.stroke];
                   })"""
            )
        for (kind, *light), (_kind, *dark) in zip(seen["light"], seen["dark"], strict=True):
            for one, other in zip(light, dark, strict=True):
                assert one == "none" or one != other, (picture.title, kind, one)


def test_what_looks_for_collisions_finds_them(page: Page) -> None:
    text = '<text x="10" y="20" font-size="13">one beside another</text>'
    put(page, f'<svg viewBox="0 0 200 40" width="200" height="40">{text}{text.replace("10", "60", 1)}</svg>')
    assert page.locator("svg").evaluate(COLLISIONS) == [["one beside another", "one beside another"]]
    put(page, f'<svg viewBox="0 0 80 40" width="80" height="40">{text}</svg>')
    assert page.locator("svg").evaluate(COLLISIONS) == [["one beside another", "out of the drawing"]]
