"""A content as text and back without loss; what a later version adds has its default."""

import json

from extramile.board.compose import LANGUAGES, compose
from extramile.board.content import Content
from extramile.board.frozen import fingerprint_of, from_text, to_text, with_words, without_words
from extramile.board.gather import basis_of
from extramile.board.gather.basis import Basis
from extramile.evidence.views import EvidenceClass
from tests.board.facts import facts, finding
from tests.board.quotes import QUOTES


def report(language: str = "en") -> Content:
    return compose(facts(finding(EvidenceClass.WITHIN), quotes=QUOTES), language)


def test_nothing_is_lost_on_the_way() -> None:
    for language in LANGUAGES:
        content = report(language)
        assert from_text(to_text(content)) == content
        assert to_text(from_text(to_text(content))) == to_text(content)


def test_words_of_customers_stand_apart_and_come_back() -> None:
    content = report()
    bare = to_text(without_words(content))
    assert not any(one.words in bare for one in content.customers_words)
    again = with_words(from_text(bare), {one.number: one.words for one in QUOTES})
    assert fingerprint_of(to_text(again)) == fingerprint_of(to_text(content))


def test_what_was_erased_says_so() -> None:
    content = with_words(report(), {1: "Kind."})
    assert [one.is_erased for one in content.customers_words] == [False, True]


def test_a_report_of_an_earlier_version_is_still_read() -> None:
    values = json.loads(to_text(report()))
    del values["notice"], values["areas_picture"]
    values["of a later version"] = 1
    assert from_text(json.dumps(values)).notice == ""


def test_a_basis_comes_back_whole() -> None:
    basis = basis_of(facts(finding(EvidenceClass.WITHIN)))
    assert Basis.from_text(basis.to_text()) == basis
