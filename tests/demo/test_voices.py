"""Customers' words: varied, about the right job and the right person."""

import re
from random import Random

import pytest

from extramile.demo.voices import LANGUAGES, TOPICS, Scene, Voices, every_file, mistype, sentences

GROUPS = ("promoter", "passive", "detractor")
NEEDS = {"chip", "screen", "camera", "side", "home", "centre", "lease", "rain"}


def test_every_line_can_be_read() -> None:
    for file in every_file():
        whole = file.split("-")[1] in GROUPS
        for sentence in sentences(file):
            assert sentence.words.strip(), file
            assert sentence.topic in ({*TOPICS, "good"} if whole else set(GROUPS)), (file, sentence)
            assert sentence.needs <= NEEDS, (file, sentence)
            assert sentence.about in {"", "m", "v"}, (file, sentence)


def test_no_line_is_there_twice() -> None:
    for file in every_file():
        words = [(sentence.topic, sentence.words) for sentence in sentences(file)]
        assert len(words) == len(set(words)), file


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", GROUPS)
def test_nothing_is_left_to_be_filled_in(language: str, group: str) -> None:
    voices = Voices(Random(1))
    facts = frozenset(NEEDS)
    for _ in range(150):
        comment = voices.comment("T1", Scene(group, language, "Sanne", "v", facts))
        assert not re.search(r"[{}|@]", comment.words)
        assert set(comment.topics) <= TOPICS


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_is_repeated_within_twenty_comments_of_a_technician(group: str) -> None:
    voices = Voices(Random(7))
    scene = Scene(group, "nl", "Bas", "m", frozenset({"chip", "home", "rain"}))
    words = [voices.comment("T1", scene).words for _ in range(60)]
    for start in range(40):
        window = [word for word in words[start : start + 20] if word]
        assert len(window) == len(set(window))


def test_a_customer_speaks_of_what_was_done() -> None:
    voices = Voices(Random(3))
    scene = Scene("promoter", "en", "Noor", "v", frozenset({"chip", "centre"}))
    words = " ".join(voices.comment("T1", scene).words for _ in range(60))
    assert not re.search(r"camera|garage|neighbour|lease|cloudburst|nice man", words, re.IGNORECASE)


def test_most_people_type_well() -> None:
    random = Random(5)
    words = "Keurig op tijd en heel vriendelijk."
    typed = [mistype(words, random) for _ in range(400)]
    assert 300 < typed.count(words) < 390


def test_the_same_seed_says_the_same() -> None:
    scene = Scene("promoter", "nl", "Bas", "m")
    first, second = Voices(Random(9)), Voices(Random(9))
    assert [first.comment("T", scene) for _ in range(9)] == [second.comment("T", scene) for _ in range(9)]
