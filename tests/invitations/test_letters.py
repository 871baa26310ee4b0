"""The mail as it is read: in both bodies, in every language, with names as people have them."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from extramile.invitations.letters import Facts, compose, compose_sms
from extramile.invitations.letters.colours import contrast, on, readable
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.shipped import default_definition

LINK, STOP = "https://feedback.example/a/5zab", "https://feedback.example/stop/5zab"
PIECES = {
    "organisation": "Ruitmeesters",
    "first name": "Piet",
    "employee": "Sanne",
    "day": "dinsdag",
    "kind of work": "ruitvervanging",
    "unit": "Utrecht-Noord",
}
FACTS = Facts(language="nl", pieces=PIECES, link=LINK, stop=STOP)
ACCENT = "#17494d"


@pytest.fixture(scope="module")
def definition() -> Definition:
    return Definition.read(default_definition())


class Reader(HTMLParser):
    """What a mail program makes of it: visible words, links, tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._skip = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._skip += tag in {"style", "title"}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


QUESTION = "Sanne hielp u dinsdag met uw ruitvervanging. Hoe waarschijnlijk is het dat u ons aanbeveelt"


def test_both_bodies_say_the_same(definition: Definition) -> None:
    written = compose(definition, FACTS, accent=ACCENT)
    read = Reader(written.html)
    for body in (read.text, written.text):
        assert QUESTION in body
        assert "Goedendag Piet," in body
        assert "Sanne leest uw woorden, zonder uw naam." in body
        assert "zeer onwaarschijnlijk" in body
        assert "Liever geen vragen meer" in body
    assert written.subject == "Hoe ging het met uw ruitvervanging?"


def test_every_score_is_one_link_in_both_bodies(definition: Definition) -> None:
    written = compose(definition, FACTS, accent=ACCENT)
    scores = [f"{LINK}?score={score}" for score in range(11)]
    assert [link for link in Reader(written.html).links if "score" in link] == scores
    assert re.findall(rf"{LINK}\?score=\d+", written.text) == scores
    assert STOP in Reader(written.html).links
    assert STOP in written.text


def test_nothing_is_fetched_from_anywhere(definition: Definition) -> None:
    """No images, fonts or scripts: nothing to track with and nothing to block."""
    html = compose(definition, FACTS, accent=ACCENT).html
    read = Reader(html)
    assert not {"img", "script", "link", "iframe", "form"} & set(read.tags)
    assert "@import" not in html
    assert "url(" not in html
    assert {link.split("?")[0] for link in read.links} == {LINK, STOP}


HOSTILE = [
    "<script>alert(1)</script>",
    "@@link@@",
    '"><img src=x onerror=1>',
    "{employee}",
    "a & b < c",
    "%(x)s",
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("piece", list(PIECES))
def test_whatever_a_piece_holds_it_stays_words(definition: Definition, name: str, piece: str) -> None:
    clean = Reader(compose(definition, FACTS, accent=ACCENT).html)
    facts = replace(FACTS, pieces={**PIECES, piece: name})
    written = compose(definition, facts, accent=ACCENT)
    read = Reader(written.html)
    assert read.tags == clean.tags
    assert read.links == clean.links
    if piece != "unit":
        assert name in written.text
        assert " ".join(name.split()) in read.text


def test_without_any_piece_it_still_reads_well(definition: Definition) -> None:
    for language in ("en", "nl", "de", "fr"):
        bare = Facts(language=language, pieces={"organisation": "Ruitmeesters"}, link=LINK, stop=STOP)
        written = compose(definition, bare, accent=ACCENT)
        for text in (written.subject, written.text, Reader(written.html).text, compose_sms(bare)):
            assert not re.search(r"[{}\[\]]|\( *\)", text)
            assert not re.search(r"[a-z]  +[a-z]| ,", text)


def test_a_reminder_says_that_it_is_one(definition: Definition) -> None:
    first = compose(definition, FACTS, accent=ACCENT)
    again = compose(definition, replace(FACTS, is_reminder=True), accent=ACCENT)
    assert first.subject != again.subject
    assert "Misschien kwam het er nog niet van." in again.text
    assert "Misschien kwam het er nog niet van." in Reader(again.html).text
    assert "Misschien" not in first.text


def test_right_to_left(definition: Definition) -> None:
    raw = default_definition()
    raw["languages"] = ["ar", "en"]
    arabic = Definition.trust(raw)
    written = compose(arabic, replace(FACTS, language="ar"), accent=ACCENT)
    assert 'dir="rtl"' in written.html
    assert "text-align:right" in written.html.replace(" ", "")


def test_a_questionnaire_without_a_score_has_a_button() -> None:
    raw = default_definition()
    raw["questions"] = [question for question in raw["questions"] if question["kind"] == "text"][:1]
    raw["questions"][0]["variants"] = []
    written = compose(Definition.trust(raw), FACTS, accent=ACCENT)
    assert [link for link in Reader(written.html).links if link != STOP] == [LINK]
    assert "?score" not in written.text


def test_it_is_small(definition: Definition) -> None:
    """Mail programs cut what is longer than 102 kB."""
    html = compose(definition, FACTS, accent=ACCENT).html.encode()
    assert len(html) < 25_000
    assert max(map(len, html.splitlines())) < 998  # longer lines would be encoded, mail by mail


@pytest.mark.parametrize("accent", ["#17494d", "#f2b705", "#ffffff", "#000000", "#d9480f", "red; x", ""])
def test_any_accent_can_be_read(definition: Definition, accent: str) -> None:
    html = compose(definition, FACTS, accent=accent).html
    assert "red; x" not in html
    if accent.startswith("#"):
        assert contrast(readable(accent, on="#ffffff"), "#ffffff") >= 4.5
        assert contrast(readable(accent, on="#16181d"), "#16181d") >= 4.5
        assert contrast(on(accent), accent) >= 4.5


def test_an_sms_fits_into_two_parts(definition: Definition) -> None:
    assert len(compose_sms(FACTS)) <= 306
