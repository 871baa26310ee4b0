"""The explore page on a phone: whatever is chosen can be read."""

import pytest

from extramile.core import clock
from extramile.estimates.models import UnitLeaning
from extramile.monitor.operations import count_changes
from tests.browser.conftest import MakeVisitor
from tests.cast import make_cast, user_of
from tests.monitor.facts import answered

WIDER_THAN_THEIR_CARD = """
() => Array.from(document.querySelectorAll(".becomes-cards td")).flatMap((cell) => {
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
  const range = document.createRange(), room = cell.closest("tr").getBoundingClientRect().right - 8;
  while (walker.nextNode()) {
    range.selectNodeContents(walker.currentNode);
    if (range.getBoundingClientRect().right > room) found.push(walker.currentNode.textContent);
  }
  return found;
})
"""


@pytest.mark.parametrize(
    ("size", "language"), [("phone", "en"), ("phone", "nl"), ("small", "en"), ("small", "nl")]
)
@pytest.mark.parametrize("path", ["/office/explore/", "/office/explore/benchmarks/"])
def test_every_choice_can_be_read(
    transactional_db: None, visitor: MakeVisitor, size: str, language: str, path: str
) -> None:
    now = clock.now()
    cast = make_cast(now=now)
    for _answer in range(12):
        answered(cast.team, cast.sanne, now=now, score=9, praise=["friendly", "on_time"])
    count_changes(now)
    UnitLeaning.objects.create(unit_id=cast.team.pk, mean=0.6, variance=0.01, within=0.5)
    user = user_of(cast.ines)
    user.language = language
    user.save()
    someone = visitor(size=size, language=language, user=user)
    page = someone.open(f"{path}?measure=nps&split=team&period=this-year")
    assert page.locator("html").get_attribute("lang") == language
    someone.check()
    assert someone.cut_off() == []
    assert page.evaluate(WIDER_THAN_THEIR_CARD) == []
    page.locator("#period").select_option("own")
    if page.locator("#measure").count():
        page.locator("#measure").select_option("topic")
        page.locator("#topic").wait_for()
    page.locator("#since").wait_for()
    assert not someone.scrolls_sideways()
    assert someone.cut_off() == []
