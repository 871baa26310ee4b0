"""The writer is warned where the words point at somebody, and is left alone where they do not."""

import time
from itertools import pairwise

import pytest

from extramile.language.identifying import Names, SignKind, signs

NAMES = ("Sanne de Wit", "Youssef El Amrani", "Joris van den Berg", "Mirjam Bos", "Utrecht-Noord A")

TELLING = [
    ("en", "Ask Sanne, she was there.", SignKind.NAME, "Sanne"),
    ("en", "it was sanne de wit who said so", SignKind.NAME, "sanne de wit"),
    ("nl", "Dat is Mirjams stijl niet, maar die van Bos wel.", SignKind.NAME, "Bos"),
    ("nl", "Bij Utrecht-Noord A gaat het mis.", SignKind.NAME, "Utrecht-Noord A"),
    ("en", "As the only woman in the workshop I notice it.", SignKind.FUNCTION, "As the only woman"),
    ("nl", "Als enige parttimer hoor ik alles als laatste.", SignKind.FUNCTION, "Als enige parttimer"),
    ("en", "I am the planner, so I see every change.", SignKind.FUNCTION, "I am the planner"),
    ("nl", "Als nieuwe stagiair viel het me op.", SignKind.FUNCTION, "Als nieuwe stagiair"),
    ("nl", "Sinds mijn zwangerschapsverlof is het anders.", SignKind.FUNCTION, "mijn zwangerschapsverlof"),
    ("en", "On 3 March nobody came.", SignKind.DATE, "3 March"),
    ("en", "Last Tuesday the van was empty.", SignKind.DATE, "Last Tuesday"),
    ("nl", "Op 12-03-2026 is dat beloofd.", SignKind.DATE, "12-03-2026"),
    ("nl", "Ik werk hier al 21 jaar.", SignKind.DATE, "hier al 21 jaar"),
    ("nl", "Sinds 1998 is er niets veranderd.", SignKind.DATE, "Sinds 1998"),
    ("en", "Call me on +31 6 12 34 56 78.", SignKind.PHONE, "+31 6 12 34 56 78"),
    ("nl", "Bel 06-12345678 maar.", SignKind.PHONE, "06-12345678"),
    ("en", "Write to me: wim.j@ruitmeesters.example please", SignKind.EMAIL, "wim.j@ruitmeesters.example"),
    ("en", "My number is 4712903.", SignKind.NUMBER, "4712903"),
    ("nl", "Mijn bus is de GB-123-X.", SignKind.NUMBER, "GB-123-X"),
    ("nl", "Houdoe en bedankt.", SignKind.DIALECT, "Houdoe"),
    ("en", "There is nowt to do about it.", SignKind.DIALECT, "nowt"),
]
TELLING_NOTHING = [
    ("en", "The tools are good, but the planning changes too often."),
    ("en", "I may leave if nothing changes. We march on."),
    ("en", "My manager listens, and that helps. 8 out of 10."),
    ("nl", "Het gereedschap is goed, de planning verandert te vaak."),
    ("nl", "Er stond een bos bloemen van de leidinggevende, dat was fijn."),
    ("nl", "Met een wit busje door de stad, elke dag van 8 tot 17 uur."),
    ("nl", "In 4 van de 10 gevallen klopt het adres niet; dat scheelt 30 minuten."),
    ("en", ""),
]


@pytest.mark.parametrize(("language", "words", "kind", "text"), TELLING)
def test_what_may_tell_who_wrote_it_is_pointed_at(
    language: str, words: str, kind: SignKind, text: str
) -> None:
    found = signs(words, names=NAMES, language=language)
    assert (kind, text) in {(sign.kind, sign.text) for sign in found}
    assert all(words[sign.start : sign.end] == sign.text for sign in found)


@pytest.mark.parametrize(("language", "words"), TELLING_NOTHING)
def test_an_ordinary_comment_is_left_alone(language: str, words: str) -> None:
    assert signs(words, names=NAMES, language=language) == []


def test_signs_do_not_overlap_and_come_in_order() -> None:
    words = "Sanne de Wit, sanne@ruitmeesters.example, 3 March 2026, +31 6 12 34 56 78, als enige vrouw"
    found = signs(words, names=NAMES, language="nl")
    assert [sign.kind for sign in found] == ["name", "email", "date", "phone", "function"]
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_a_language_that_is_not_known_is_looked_at_in_both() -> None:
    assert signs("Als enige vrouw", language="fr") == signs("Als enige vrouw", language="nl") != []


def cpu(words: str, names: Names, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        signs(words, names=names, language="nl")
    return (time.process_time() - began) / times


def test_many_names_take_no_longer_than_few() -> None:
    many = Names.of([f"Persoon{number} Achternaam{number}" for number in range(60_000)])
    few = Names.of(NAMES)
    words = "De planning verandert te vaak en niemand zegt waarom. " * 20
    cpu(words, few, 2)
    assert cpu(words, many, 20) < 5 * cpu(words, few, 20) + 0.005


@pytest.mark.parametrize(
    "words",
    [
        "1" * 20_000,
        "1 " * 10_000,
        "a@" * 10_000,
        "als " * 5_000,
        "-".join("1" * 9_000),
        "A" * 20_000,
        "(" * 20_000,
    ],
    ids=["digits", "spaced", "at", "als", "dashes", "letters", "brackets"],
)
def test_nothing_that_is_typed_makes_it_slow(words: str) -> None:
    assert cpu(words, Names.of(NAMES), 1) < 1
