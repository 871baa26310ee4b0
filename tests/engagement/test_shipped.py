"""Ready-made questionnaires: our own words, whole in both languages, comparable with one another."""

from datetime import datetime

import pytest

from extramile.engagement.operations import ship_ready_made
from extramile.engagement.shipped import READY_MADE, definition_of
from extramile.questionnaires import coach
from extramile.questionnaires.definition import Definition, Kind
from extramile.questionnaires.estimates import minutes
from extramile.questionnaires.models import Questionnaire, Version
from extramile.questionnaires.operations import save_draft
from extramile.questionnaires.queries import newest_published

# What other people's instruments call themselves, and words of theirs that may not be copied.
OTHERS = ["uwes", "copsoq", "ocai", "gallup", "q12", "bursting with energy", "best friend at work", "clan"]


def read(slug: str) -> Definition:
    return Definition.read(definition_of(slug))


@pytest.mark.parametrize("slug", READY_MADE)
def test_every_text_is_there_in_english_and_dutch(slug: str) -> None:
    definition = read(slug)
    assert definition.languages == ("en", "nl")
    for question in definition.questions:
        every = [*question.texts.values(), *(option.label for option in question.options)]
        for texts in every:
            assert set(texts) == {"en", "nl"}
            assert all(text.strip() for text in texts.values())
            assert texts["en"] != texts["nl"]


@pytest.mark.parametrize("slug", READY_MADE)
def test_no_words_of_others(slug: str) -> None:
    written = str(definition_of(slug)).lower()
    assert [words for words in OTHERS if words in written] == []


@pytest.mark.parametrize(
    ("slug", "least", "most", "longest"),
    [("enps", 2, 2, 1), ("pulse", 5, 10, 2), ("engagement", 20, 25, 5), ("culture-map", 12, 12, 10)],
)
def test_each_is_as_long_as_it_should_be(slug: str, least: int, most: int, longest: int) -> None:
    definition = read(slug)
    assert least <= len(definition.questions) <= most
    assert minutes(definition, "nl") <= longest
    assert sum(question.kind is Kind.TEXT for question in definition.questions) <= 1


def test_the_pulse_asks_about_all_nine_and_never_to_agree() -> None:
    asked = [question for question in read("pulse").questions if question.kind is Kind.RATING]
    named = "energy dedication absorption clarity tools appreciation growth team customer"
    assert [question.key for question in asked] == named.split()
    written = str(definition_of("pulse")).lower()
    assert "agree" not in written
    assert " eens" not in written


def test_a_question_that_stands_in_two_questionnaires_is_the_same_question() -> None:
    """So that its line goes on from one to the other."""
    yearly = {question.key: question for question in read("engagement").questions}
    for slug in ("enps", "pulse"):
        for question in read(slug).questions:
            if question.key != "why":
                assert yearly[question.key] == question


def test_the_culture_map_asks_six_aspects_of_four_statements_now_and_as_wished() -> None:
    questions = {question.key: question for question in read("culture-map").questions}
    aspects = {key.rpartition("_")[0] for key in questions}
    assert len(aspects) == 6
    for aspect in aspects:
        now, wished = questions[f"{aspect}_now"], questions[f"{aspect}_wished"]
        assert now.kind is wished.kind is Kind.POINTS
        assert now.options == wished.options
        assert [option.key for option in now.options] == ["people", "ideas", "results", "order"]


@pytest.mark.parametrize(
    ("slug", "found"), [("enps", []), ("pulse", []), ("engagement", ["LEN-2"]), ("culture-map", [])]
)
def test_our_own_coach_has_nothing_against_them(slug: str, found: list[str]) -> None:
    """But that a yearly questionnaire is no pulse."""
    assert [each.rule for each in coach.check(read(slug), audience=coach.Audience.EMPLOYEES)] == found


def test_shipping_twice_changes_nothing(db: None, now: datetime) -> None:
    first = ship_ready_made(now)
    save_draft(first[1], {**definition_of("pulse"), "languages": ["en", "nl", "de"]}, actor=None, now=now)
    assert ship_ready_made(now) == first
    assert {each.slug for each in Questionnaire.objects.all()} == set(READY_MADE)
    assert Version.objects.filter(published_at__isnull=False).count() == 4
    assert newest_published("pulse").definition["languages"] == ["en", "nl"]
