"""PDF/UA: who cannot see the report is told the same."""

from itertools import pairwise

import pytest

from tests.board.charts.examples import PICTURES
from tests.board.paper.examples import report, said
from tests.board.paper.reading import alternatives, kinds, opened, root_of, structure, titles


@pytest.mark.parametrize(("language", "known"), [("en", "en"), ("nl", "nl"), ("nl-BE", "nl"), ("x<y", "en")])
def test_it_says_its_language_title_and_author(language: str, known: str) -> None:
    read = opened(report(language=language))
    assert root_of(read)["/Lang"] == known
    assert read.metadata is not None
    assert read.metadata.title == "Report to the board · Ruitmeesters · 1 October 2025 to 30 September 2026"
    assert read.metadata.author == "Ruitmeesters"


def test_it_says_that_it_keeps_to_the_standard() -> None:
    read = opened(report())
    assert root_of(read)["/MarkInfo"]["/Marked"].value is True
    metadata = root_of(read)["/Metadata"].get_data().decode()
    assert "pdfuaid" in metadata


def test_with_letters_that_no_font_has_it_still_does() -> None:
    read = opened(report(answer="Goed werk in 東京."))
    assert "pdfuaid" in root_of(read)["/Metadata"].get_data().decode()


def test_every_picture_has_its_words() -> None:
    read = opened(report())
    told = [PICTURES[name].alternative for name in ("cloud", "trend", "few")]
    assert [one for one in alternatives(read) if one in told] == told
    figures = [one for one in structure(read) if one.get("/S") == "/Figure"]
    assert all("/Alt" in one for one in figures)


def test_headings_tables_and_lists_are_told_as_such() -> None:
    found = kinds(opened(report()))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI", "/P"} <= set(found)


def test_no_level_of_headings_is_skipped() -> None:
    levels = [int(one[2]) for one in kinds(opened(report())) if one in ("/H1", "/H2", "/H3")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_outline_leads_to_every_part() -> None:
    found = titles(opened(report()).outline)
    for key in ("answer", "how-sure", "to-decide", "changed", "chain", "areas", "customers", "methods"):
        assert f"Part {key}" in found


def test_words_in_another_language_are_said_to_be() -> None:
    languages = {str(one["/Lang"]) for one in structure(opened(report())) if "/Lang" in one}
    dutch = report(customers_words=(*report().customers_words, said("Top!", language="nl")))
    with_dutch = {str(one["/Lang"]) for one in structure(opened(dutch)) if "/Lang" in one}
    assert "nl" in with_dutch - languages
