"""Every page in the permission table, visited by somebody who may: no error, not too wide, axe is content."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from extramile.core import clock
from tests.browser.conftest import MakeVisitor
from tests.browser.harness import Visitor
from tests.cast import Cast, make_cast
from tests.monitor.facts import answered
from tests.web.permissions import GET, PEOPLE, STRANGER, Row, rows


@pytest.fixture
def company(transactional_db: None) -> Cast:
    """The cast, today, with a few answers."""
    now = clock.now()
    cast = make_cast(now=now)
    answered(cast.team, cast.sanne, now=now, score=10, words="She left the car cleaner than it came.")
    answered(cast.team, cast.sanne, cast.wim, now=now, score=5, words="Twenty minutes late and no call.")
    answered(cast.zwolle_team, cast.noor, now=now, score=8, praise=["friendly"])
    return cast


def pages(cast: Cast) -> Iterator[tuple[Row, str, str]]:
    """Each page with somebody who may open it, and its address."""
    for row in rows():
        who = next((who for who, status in row.expected.items() if status == 200), None)
        if row.method == GET and who in {STRANGER, *PEOPLE}:
            path = reverse(row.name, kwargs=dict(row.args(cast))) + row.query
            yield row, who or STRANGER, path


def is_page(someone: Visitor, path: str) -> bool:
    """Not a file, nor a piece of a page."""
    response = someone.context.request.get(f"{someone.address}{path}")
    return "text/html" in response.headers.get("content-type", "") and "<html" in response.text()


def faults(someone: Visitor, path: str, name: str) -> list[str]:
    someone.problems.clear()
    someone.open(path)
    found = [*someone.problems, *someone.axe()]
    if someone.scrolls_sideways():
        found.append("is wider than the screen")
    if not someone.page.title().strip():
        found.append("has no title")
    someone.shot(name)
    return found


@pytest.mark.parametrize(("size", "dark"), [("phone", False), ("desk", True)], ids=["phone", "desk-dark"])
def test_every_page(visitor: MakeVisitor, company: Cast, size: str, dark: bool) -> None:
    wrong: dict[str, list[str]] = {}
    people: dict[str, Visitor] = {}
    visited = 0
    for row, who, path in pages(company):
        if who not in people:
            user = PEOPLE[who](company) if who in PEOPLE else None
            people[who] = visitor(size=size, dark=dark, user=user)
        if not is_page(people[who], path):
            continue
        visited += 1
        name = Path("pages") / size / re.sub(r"\W+", "-", f"{row.name}{row.query}")
        found = faults(people[who], path, str(name))
        if found:
            wrong[f"{row} as {who} ({path})"] = found
    assert visited > 5
    assert not wrong, "\n".join(f"{page}: {fault}" for page, found in wrong.items() for fault in found)
