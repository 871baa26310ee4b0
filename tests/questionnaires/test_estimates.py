from typing import Any

import pytest

from extramile.questionnaires.definition import Definition
from extramile.questionnaires.estimates import (
    ASSUMED,
    History,
    count_words,
    expected,
    longest_minutes,
    minutes,
)
from extramile.questionnaires.shipped import default_definition
from extramile.stats import nps_interval


def made(*questions: dict[str, Any]) -> Definition:
    return Definition.read({"format": 1, "languages": ["en"], "questions": list(questions)})


def asked(key: str, kind: str, title: str = "How did it go?", **rest: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "texts": {"title": {"en": title}}, **rest}


OPTIONS = [{"key": "a", "label": {"en": "Price"}}, {"key": "b", "label": {"en": "Quality"}}]


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_the_shipped_questionnaire_takes_about_a_minute(language: str) -> None:
    taken = minutes(Definition.read(default_definition()), language)
    assert 0.5 < taken < 1.0


def test_an_ordinary_question_takes_what_was_measured_elsewhere() -> None:
    """25 words and a choice: 10 to 11 seconds."""
    definition = made(asked("q", "single", title=" ".join(["word"] * 23), options=OPTIONS))
    assert 60 * minutes(definition, "en") == pytest.approx(10.6, abs=1)


def test_longer_texts_take_longer() -> None:
    short, long = made(asked("q", "rating")), made(asked("q", "rating", title="word " * 100))
    assert minutes(long, "en") > minutes(short, "en") + 0.35


def test_words_that_must_be_written_cost_more_than_words_that_may() -> None:
    may, must = made(asked("q", "text")), made(asked("q", "text", required=True))
    assert minutes(must, "en") > 2 * minutes(may, "en")


def test_a_question_for_one_group_counts_for_that_group_alone() -> None:
    alone = made(asked("nps", "nps"))
    more = made(asked("nps", "nps"), asked("q", "text", when=[{"question": "nps", "group": ["detractor"]}]))
    everyone = made(asked("nps", "nps"), asked("q", "text"))
    extra = minutes(everyone, "en") - minutes(alone, "en")
    assert minutes(more, "en") - minutes(alone, "en") == pytest.approx(extra / 3)
    assert longest_minutes(more, "en") == pytest.approx(longest_minutes(everyone, "en"))


def test_what_hangs_on_a_question_that_is_not_asked_takes_no_time() -> None:
    chain = [
        asked("nps", "nps"),
        asked("call", "consent", when=[{"question": "nps", "at_least": 9, "at_most": 9}]),
        asked("when", "text", when=[{"question": "call", "yes": True}]),
    ]
    # One promoter in two gives a 9, half of those say yes: a quarter of a third is asked "when".
    without, within = minutes(made(*chain[:2]), "en"), minutes(made(*chain), "en")
    whole = minutes(made(chain[0], asked("when", "text")), "en") - minutes(made(chain[0]), "en")
    assert within - without == pytest.approx(whole / 12)


def test_a_group_reads_its_own_variant() -> None:
    variant = {"when": [{"question": "nps", "group": ["passive"]}], "texts": {"title": {"en": "word " * 238}}}
    plain = made(asked("nps", "nps"), asked("q", "text", title="Why?"))
    varied = made(asked("nps", "nps"), asked("q", "text", title="Why?", variants=[variant]))
    assert minutes(varied, "en") - minutes(plain, "en") == pytest.approx(1 / 3, rel=0.02)


def test_words_without_blanks_are_counted_too() -> None:
    assert count_words("您会推荐我们吗") == pytest.approx(7 / 1.6)
    assert count_words("How likely is it?") == 4


def test_the_answers_to_expect_and_how_well_they_tell() -> None:
    found = expected(History(12, 100, asked=1, answered=0.22, mix=(0.7, 0.2, 0.1)))
    assert found.response == pytest.approx(0.22)
    assert found.employee.a_month == pytest.approx(2.64)
    assert (found.employee.least, found.employee.most) == (2, 3)
    exact = nps_interval(6, 1, 1)  # 8 answers a quarter, in these shares
    assert found.employee.points == round((exact.high - exact.low) * 50)
    assert found.unit.points is not None
    assert found.employee.points is not None
    assert found.unit.points < found.employee.points


def test_more_answers_tell_more() -> None:
    widths = [
        expected(History(jobs, jobs, 1, 0.3, (0.6, 0.3, 0.1))).unit.points for jobs in (5, 50, 500, 5000)
    ]
    assert None not in widths
    assert widths == sorted(widths, key=lambda width: -(width or 0))
    assert widths[-1] == 2


@pytest.mark.parametrize("history", [History(0, 0, 0, 0, (0, 0, 0)), History(1, 1, 0.1, 0.1, (1, 0, 0))])
def test_with_next_to_nothing_no_width_is_claimed(history: History) -> None:
    assert expected(history).employee.points is None


def test_the_assumption_says_that_it_is_one() -> None:
    assert ASSUMED.is_assumed
    assert expected(ASSUMED).employee.points is not None
