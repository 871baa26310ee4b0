"""No number is told that is not in the released table, wherever one looks and whoever looks.

Two worlds have the same tables, of other answers by other numbers of people: everything that the program says
is the same, to the byte. More visits: `make attack` (whole_crawl.py).
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.crawled import (
    PEOPLE,
    PLANTS,
    Both,
    all_differences,
    crawl_both,
    numbers_in,
    words_of,
)
from tests.attacks.crawling import addresses, differences
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("served_as_web_role")
READERS = ("administrator", "hr", "insights_owner", "manager", "colleague", "board_reader")
_known: list[Both | None] = []


@pytest.fixture
def both(cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Both:
    """Walked by the first test that asks; what was seen is kept for the others."""
    if not _known:
        _known.append(None)  # what fails once is not tried ten times
        _known[0] = crawl_both(cast, monkeypatch, settings, folder=tmp_path)
    assert _known[0] is not None, "the crawl failed in another test"
    return _known[0]


def test_the_worlds_tell_the_same_of_other_answers(both: Both) -> None:
    """Else the comparison would be of nothing."""
    assert both.one.tables == both.other.tables
    assert sum(map(len, both.one.tables.values())) > 300
    assert both.one.numbers["Winter"] != both.other.numbers["Winter"]
    assert both.one.numbers["Carnival"] != both.other.numbers["Carnival"]


def test_what_is_compared_was_really_seen(both: Both) -> None:
    """Pages, files and answers of the API, not refusals and the way to the sign-in page."""
    split = [(visit.split(" ", 2), said.status) for visit, said in both.one.seen.items()]
    read = [(who, method, path, status) for (who, method, path), status in split]
    assert {who for who, *_ in read} == set(PEOPLE)
    assert all(status != 500 for *_, status in read)
    closed = Counter(
        (who, status == 200)
        for who, method, path, status in read
        if who in READERS and method == "GET" and "/Winter/results" in path
    )
    for who in READERS:
        assert closed[who, True] >= 6
    others = [
        status for who, method, path, status in read
        if who in READERS and method == "GET" and not {"Winter", "Autumn", "Carnival"} & set(path.split("/"))
    ]  # fmt: skip
    assert sum(status == 200 for status in others) > 0.8 * len(others)
    assert len(others) > 80
    assert len(both.one.seen) > 3 * len(set(addresses()))


@pytest.mark.parametrize(
    "visit",
    [
        "hr GET /voice/Winter/results/",
        "hr GET /voice/Winter/results/company/results.csv",
        "hr GET /voice/Winter/results/company/results.xlsx",
        "hr GET /voice/Winter/results/company/comments.xlsx",
        "hr GET /voice/Autumn/results/company/map",
        "hr GET /office/waves/Carnival/",
        "manager GET /voice/Winter/results/company/results.xlsx",
        "manager GET /voice/Winter/results/company/talk",
        "board_reader GET /voice/Winter/results/company/results.csv",
        "colleague GET /voice/Winter/results/company/below",
        "colleague GET /voice/Carnival/answer",
        "voice_key GET /api/v1/waves/Winter/released",
        "administrator POST /office/people/audit/csv",
    ],
)
def test_it_was_read(both: Both, visit: str) -> None:
    assert both.one.seen[visit].status == 200
    assert len(both.one.seen[visit].text) > 100


def test_every_number_about_a_wave_is_in_its_table(both: Both) -> None:
    """Or in that of the wave before with the same question; beside them only its date."""
    pages = {
        visit: said
        for visit, said in both.one.seen.items()
        if "/Winter/re" in visit and "?" not in visit and said.status == 200
    }
    rows = [*both.one.tables["Spring"], *both.one.tables["Winter"]]
    units, table = {str(row[0]) for row in rows}, numbers_in(str([row[1:] for row in rows]))
    assert len(pages) > 60
    for visit, said in pages.items():
        beside = numbers_in(words_of(said.text)) - table - units - {"2026", "05", "15"}
        assert not {number for number in beside if len(number) > 1}, visit  # steps and pages have one digit
    # Units' own numbers may be any, also that of the twin.
    leaks = [numbers_in(words_of(said.text)) - table for said in both.one.planted["page"].values()]
    assert str(sum(both.one.numbers["Winter"].values())) in set().union(*leaks)  # the twin


def test_nothing_that_anybody_sees_differs(both: Both) -> None:
    """Pages, files, JSON, headers, ETags, statements, logs, mails, the audit trail, the whole database."""
    found = all_differences(both)
    assert not found, "\n".join(found[:40])


@pytest.mark.parametrize("plant", [*PLANTS, "log"])
def test_a_leak_would_be_found(both: Both, plant: str) -> None:
    """The twin: the same program, with one number more on one page, in one file, one header, one log line."""
    one, other = both.one.planted[plant], both.other.planted[plant]
    assert one.keys() == other.keys()
    assert differences(one, other)
