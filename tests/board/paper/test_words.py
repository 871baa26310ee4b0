"""Nothing that people wrote is code, and everything comes out as it was written."""

import json
from dataclasses import fields
from typing import Any

import pytest

from extramile.board.content import Area, Content, Figure, Link, Mark, Promise, Section
from extramile.board.paper.letters import boxed, fit
from tests.board.charts.examples import intervals
from tests.board.paper.examples import remark, report, said
from tests.board.paper.reading import alternatives, opened, pages, squeezed, whole

CODE = (
    '#import "x": * #include "y.typ" #read("/etc/passwd") #eval("1+1") $a^2$ \\ @b `c` *d* _e_ <f> // g',
    '/* h */ ~ -- --- "q" [x] {y} #{panic("no")} = Heading - list + enum / term: #pagebreak() \\u{41} ...',
    '"}, {"kind": "page"}, {"text": "',
    "</text><script>x</script> &amp; &#65; ]]>",
    "{} {0} %s %(n)s {{ x }} {% now %}",
)


@pytest.mark.parametrize("words", CODE)
def test_code_in_words_of_customers_stays_text(words: str) -> None:
    assert squeezed(words) in whole(opened(report(customers_words=(said(words),))))


def everywhere(words: str) -> Content:
    """The same words wherever a content can hold any."""
    figure = Figure(words, None, n=words, why_not=words, note=words)
    return report(
        language="en",
        **dict.fromkeys(("title", "company", "period", "made_on", "answer", "notice"), words),
        **dict.fromkeys(("how_sure", "to_know_more", "to_decide", "changed"), (words,)),
        chain=(Link("employees", words, words, words, (figure,), None, words),),
        areas=(Area(words, words, words, figure, figure, words),),
        customers_words=(said(words, where=words, when=words, group_label=words),),
        employees_words=(said(words, where=words),),
        promises=(Promise(words, words, words, words, words),),
        methods=(Section(words, (words,)),),
        headings=tuple(type(one)(one.key, words, words) for one in report().headings),
    )


def test_code_stays_text_wherever_it_stands() -> None:
    words = '#panic("x") $y$ *z* @w'
    read = opened(everywhere(words), remarks=[remark("areas", words)], fingerprint=words)
    assert whole(read).count(squeezed(words)) >= 45


def test_every_field_with_words_is_on_paper() -> None:
    """A field that is added to a report and forgotten here would be missing on paper alone."""
    shown = whole(opened(report()))
    told = json.loads(json.dumps(fields_of(report()), default=fields_of))
    assert len(texts_in(told)) > 150
    for text in texts_in(told):
        assert squeezed(text) in shown, text


# Keys, numbers, and drawings, whose words have tests of their own.
NOT_SHOWN = {"key", "language", "group", "finding", "number", "is_erased", "picture", "areas_picture"}


def fields_of(one: Any) -> dict[str, Any]:
    return {each.name: getattr(one, each.name) for each in fields(one) if each.name not in NOT_SHOWN}


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one)]
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts_in(one)]
    return []


def test_ten_thousand_letters_in_one_go_stay_on_the_page() -> None:
    word = "abcdefghij" * 1000
    read = opened(report(customers_words=(said(word),)))
    assert whole(read).count("abcdefghij") >= 990  # the others are parted by the foot of a page
    for page in read.pages:
        edges: list[float] = []

        def note(
            text: str, _cm: Any, place: list[float], _font: Any, size: float, edges: Any = edges
        ) -> None:
            edges.append(place[4] + len(text.strip()) * size * 0.3)

        page.extract_text(visitor_text=note)
        assert max(edges) < float(page.mediabox.width)


def test_other_scripts_come_out_letter_by_letter() -> None:
    for words in ("عمل رائع وسريع", "עבודה מצוינת", "Ευχαριστώ πολύ", "Дякую за роботу", "Zażółć gęślą jaźń"):
        shown = whole(opened(report(customers_words=(said(words, language=""),))))
        assert set(squeezed(words)) <= set(shown), words


def test_emoji_come_out() -> None:
    shown = whole(opened(report(customers_words=(said("Super 😀👍 ❤️ 🙏🏽"),))))
    assert {"😀", "👍", "❤", "🙏"} <= set(shown)


def test_letters_without_a_glyph_are_boxes_that_are_read_out() -> None:
    read = opened(report(customers_words=(said("Goed 東京営業所 werk ไทย"),)))
    assert "東京営業所" in alternatives(read)
    assert "ไทย" in alternatives(read)
    assert "werk" in whole(read)
    assert squeezed("the fonts of this paper lack a letter") in whole(read)


def test_a_report_with_all_its_letters_says_nothing_of_boxes() -> None:
    assert "fontsofthispaper" not in whole(opened(report()))


def test_a_long_text_without_a_glyph_does_not_stop_the_report() -> None:
    read = opened(report(answer="営" * 3000, customers_words=(said("業所東京" * 2500),)))
    assert sum(one.count("営") for one in alternatives(read)) == 3000
    assert sum(one.count("業") for one in alternatives(read)) == 2500


def test_where_a_long_word_may_be_broken_no_box_stands() -> None:
    """Between letters that no font has, the break is named among them."""
    read = opened(report(answer="Long" + "x" * 90, customers_words=(said("京" * 90),)))
    assert {sign for one in alternatives(read) for sign in one if not sign.isascii()} >= {"京"}
    assert not any("\u200b" in one for one in alternatives(read))
    assert "Long" + "x" * 90 in whole(read)


def test_a_letter_that_a_drawing_cannot_show_is_not_lost_in_a_text() -> None:
    """A drawing gives up on a text of two scripts with a ligature; the same words as text are whole."""
    name = "منطقة الشمال (قسم 3)"
    read = opened(report(picture=intervals(Mark(name, 1, 0, 2)), customers_words=(said(name),)))
    assert not any(one and set(one) <= set(name) for one in alternatives(read))


def test_names_in_drawings_without_a_glyph_do_not_stop_the_report() -> None:
    read = opened(report(picture=intervals(Mark("東京営業所", 1, 0, 2), Mark("Haarlem", 1, 0, 2))))
    assert "Haarlem" in whole(read)


def test_what_no_letter_is_does_no_harm() -> None:
    words = "a\x00b\ud800c\u202ed\ufeffe\u2066f\r\ng\th"
    assert "abcdef" in whole(opened(report(customers_words=(said(words),), company=words, answer=words)))


def test_zero_width_letters_stay() -> None:
    assert fit("a\u200db\u200cc\u200bd") == "a\u200db\u200cc\u200bd"


@pytest.mark.parametrize("word", ["e\u0301" * 100, "👨\u200d👩\u200d👧" * 40, "🇳🇱" * 60, "कि" * 90])
def test_a_word_is_never_broken_within_a_letter(word: str) -> None:
    broken = fit(word)
    assert broken != word
    assert broken.replace("\u200b", "") == word
    for after in broken.split("\u200b")[1:]:
        assert after[0] in "e👨🇳क"


def test_only_texts_are_boxed() -> None:
    told = {"kind": "東", "svg": "東", "text": "a東b", "lines": ["東京"]}
    assert boxed(told, {"東"}) == {
        "kind": "東",
        "svg": "東",
        "text": {"parts": ["a", {"missing": "東"}, "b"]},
        "lines": [{"parts": [{"missing": "東"}, "京"]}],
    }


def test_lines_of_words_stay_lines() -> None:
    shown = pages(opened(report(customers_words=(said("First.\nSecond."),))))
    assert "First.\nSecond." in "\n".join(shown)
