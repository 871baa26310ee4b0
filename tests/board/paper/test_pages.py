"""The order of the page, what is said about each part, and how the author's state is seen."""

import re
from dataclasses import replace

import pytest

from extramile.board.content import PARTS, Content, Section
from extramile.board.paper.blocks import MOST_AREAS
from tests.board.charts.examples import PICTURES
from tests.board.paper.examples import ANSWER, areas, figure, remark, report
from tests.board.paper.reading import opened, pages, squeezed, whole


def test_the_first_page_is_the_answer_and_nothing_else() -> None:
    first, second = pages(opened(report()))[:2]
    for words in (
        ANSWER,
        "24 teams and 4 waves.",
        "half as wide.",
        "Ask again in March.",
        "eNPS of the team",
    ):
        assert squeezed(words) in squeezed(first)
    for key in PARTS[4:]:
        assert f"Part {key}" not in first
    assert "Part changed" in second


def test_parts_stand_in_the_order_of_the_page() -> None:
    shown = whole(opened(report()))
    places = [shown.index(squeezed(f"Part {key}")) for key in PARTS]
    assert places == sorted(places)


def test_a_report_without_one_before_says_nothing_of_changes() -> None:
    assert "Partchanged" not in whole(opened(report(changed=())))


@pytest.mark.parametrize("part", PARTS)
def test_a_remark_stands_under_its_part(part: str) -> None:
    shown = whole(opened(report(), remarks=[remark(part, "We talked about this.\nTwice.")]))
    place = shown.index("Wetalkedaboutthis.")
    assert "RemarkofA.Author,23November2026" in shown
    after = PARTS[PARTS.index(part) + 1 :]
    assert shown.index(squeezed(f"Part {part}")) < place
    if part not in ("how-sure", "to-know-more", "to-decide") and after:
        assert place < shown.index(squeezed(f"Part {after[0]}"))


def test_a_remark_in_another_language_stays_out() -> None:
    shown = whole(
        opened(report(), remarks=[remark("areas", "Alleen hier.", "nl"), remark("areas", "Here.", "en")])
    )
    assert "Alleenhier." not in shown
    assert "Here." in shown


def test_a_draft_says_so_on_every_page_and_a_final_report_on_none() -> None:
    assert all("Draft" in page for page in pages(opened(report(), is_draft=True)))
    assert not any("Draft" in page for page in pages(opened(report())))
    assert all("Concept" in page for page in pages(opened(report(language="nl"), is_draft=True)))


@pytest.mark.parametrize(("language", "words"), [("en", "page {} of {}"), ("nl", "pagina {} van {}")])
def test_every_page_says_which_it_is_and_of_how_many(language: str, words: str) -> None:
    shown = pages(opened(report(language=language)))
    assert len(shown) > 3
    for number, page in enumerate(shown, start=1):
        assert words.format(number, len(shown)) in page


def test_the_running_head_says_whose_report_it_is_from_the_second_page_on() -> None:
    head = "Ruitmeesters · Report to the board · 1 October 2025 to 30 September 2026"
    shown = pages(opened(report()))
    assert [page.count(head) for page in shown] == [1] * len(shown)


def test_figures_come_with_their_interval_and_n() -> None:
    shown = whole(opened(report()))
    assert squeezed("eNPS +22 likely +10 to +34 1,204 answers, response 24%") in shown
    dutch = whole(opened(report(language="nl")))
    assert squeezed("+22 waarschijnlijk +10 tot +34") in dutch


def test_what_is_not_told_says_why() -> None:
    assert squeezed("– Withheld, so that nobody’s answer can be worked out") in whole(opened(report()))


def test_erased_words_say_that_they_were_erased() -> None:
    shown = whole(opened(report()))
    assert squeezed("Erased at the customer’s wish.") in shown
    assert squeezed("1 quote was erased at a customer’s wish after the report was made.") in shown
    assert squeezed("Gewist op verzoek van de klant.") in whole(opened(report(language="nl")))


def test_the_numbers_behind_the_pictures_stand_at_the_end() -> None:
    rows = tuple((f"row {number}", str(number)) for number in range(100))
    picture = replace(PICTURES["few"], columns=("Name", "Number"), rows=rows)
    shown = whole(opened(report(picture=picture)))
    end = shown.index("Thefiguresbehindthepictures")
    assert end > shown.index("Partmethods")
    assert "row5959" in shown[end:]
    assert "row6060" not in shown
    assert "40morerows" in shown[end:]


def test_the_numbers_of_areas_stand_in_their_own_table_alone() -> None:
    rows = (("row of an area", "12"),)
    picture = replace(PICTURES["few"], columns=("Name", "Number"), rows=rows)
    assert "rowofanarea" not in whole(opened(report(areas_picture=picture)))
    assert "rowofanarea" in whole(opened(report(areas_picture=picture, areas=())))


def test_the_same_picture_is_not_drawn_twice() -> None:
    assert whole(opened(report())).count(squeezed("Where employees are enthusiastic, customers are")) == 1


def test_there_are_never_more_areas_than_a_reader_can_carry() -> None:
    shown = whole(opened(report(areas=areas(MOST_AREAS + 7))))
    assert f"Centre{MOST_AREAS - 1}" in shown
    assert f"Centre{MOST_AREAS}" not in shown
    assert "7morerowsstandwiththereportitself" in shown


def test_a_table_over_pages_repeats_its_head() -> None:
    with_areas = [page for page in pages(opened(report(areas=areas(60)))) if re.search(r"Centre \d", page)]
    assert len(with_areas) > 3
    assert all("Colleagues" in page and "Customers" in page for page in with_areas)


def test_the_fingerprint_stands_with_the_methods() -> None:
    assert "Fingerprintofthisreport:" + "ab" * 32 in whole(opened(report(), fingerprint="ab" * 32))
    assert "Fingerprint" not in whole(opened(report()))


def test_whose_the_marks_are_never_stands_alone_on_a_page() -> None:
    """However long the methods are; some of these lengths would leave the last line over."""
    for lines in range(27, 32):
        methods = (Section("How", ("A line.",) * lines), Section("The last of them", ("Made with care.",)))
        shown = pages(opened(replace(bare(), methods=methods, notice="Marks of others.")))
        (page,) = [one for one in shown if "Marks of others." in one]
        assert "The last of them" in page, lines


def test_an_empty_report_is_a_report() -> None:
    assert squeezed(ANSWER) in whole(opened(bare()))


def bare() -> Content:
    return report(
        picture=None,
        areas_picture=None,
        chain=(),
        areas=(),
        customers_words=(),
        employees_words=(),
        promises=(),
        changed=(),
        methods=(),
        how_sure=(),
        to_know_more=(),
        to_decide=(),
        headings=(),
    )


def test_scores_are_written_as_on_the_page() -> None:
    shown = whole(opened(report(chain=(report().chain[0],), areas=areas(1))))
    assert "+40likely+31to+49" in shown
    assert figure("x", -3.4).value == -3.4
