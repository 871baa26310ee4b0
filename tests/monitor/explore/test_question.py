"""A question is a link: read strictly, and written in one way."""

from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extramile.monitor.queries.explore import (
    CHANNELS,
    Lately,
    Measure,
    Problem,
    Question,
    Sort,
    Split,
    UnreadableError,
    query_string,
    read,
)
from extramile.monitor.queries.explore.question import family

TODAY = date(2026, 11, 22)


def problems(query: str) -> dict[str, str]:
    with pytest.raises(UnreadableError) as caught:
        read(parse_qs(query, keep_blank_values=True), today=TODAY)
    return {one.field: one.code for one in caught.value.problems}


@st.composite
def questions(draw: st.DrawFn) -> Question:
    measure = draw(st.sampled_from(Measure))
    splits = [one for one in Split if one != Split.TOPIC or measure == Measure.TOPIC]
    split = draw(st.none() | st.sampled_from(splits))
    others = [one for one in splits if split and family(one) != family(split)]
    then = draw(st.none() | st.sampled_from(others)) if others else None
    needs_topic = measure == Measure.TOPIC and Split.TOPIC not in {split, then}
    period = draw(st.sampled_from(Lately))
    days = sorted(draw(st.tuples(*[st.dates(date(1990, 1, 1), TODAY)] * 2)))
    ids = st.lists(st.integers(1, 10**17), max_size=5).map(lambda found: tuple(sorted(set(found))))
    return Question(
        measure=measure,
        topic="praise:friendly" if needs_topic else "",
        split=split,
        then=then,
        period=period,
        since=days[0] if period == Lately.OWN else None,
        until=days[1] if period == Lately.OWN else None,
        units=draw(ids),
        questionnaires=draw(ids),
        channels=tuple(sorted(draw(st.sets(st.sampled_from(CHANNELS))))),
        sort=draw(st.sampled_from(Sort)),
    )


@settings(deadline=None)
@given(questions())
def test_what_is_written_is_read_as_it_was(question: Question) -> None:
    written = query_string(question)
    assert read(parse_qs(written), today=TODAY) == question
    assert query_string(read(parse_qs(written), today=TODAY)) == written


def test_order_and_repetition_make_no_other_link() -> None:
    one = read(parse_qs("unit=9&unit=3&unit=9&channel=sms&channel=email&measure=nps"), today=TODAY)
    other = read(parse_qs("channel=email&channel=sms&unit=3&unit=9"), today=TODAY)
    assert one == other
    assert query_string(one) == "measure=nps&unit=3&unit=9&channel=email&channel=sms"


def test_nothing_at_all_is_the_usual_question() -> None:
    assert read({}, today=TODAY) == Question()
    # A form sends empty fields along, and days that belong to another choice.
    assert read(parse_qs("split=&then=&topic=&since=2026-01-01&until=", True), today=TODAY) == Question()


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("measure=charm", "measure", "unknown"),
        ("measure=nps&measure=mean", "measure", "twice"),
        ("split=team'; DROP TABLE monitor_unitday; --", "split", "unknown"),
        ("split=employee", "split", "unknown"),
        ("then=month", "then", "first_split"),
        ("split=team&then=region", "then", "same"),
        ("split=month&then=quarter", "then", "same"),
        ("split=topic", "split", "topics_only"),
        ("measure=topic", "topic", "needed"),
        ("measure=topic&topic=' OR 1=1", "topic", "unknown"),
        ("unit=0", "unit", "unknown"),
        ("unit=-1", "unit", "unknown"),
        ("unit=1e3", "unit", "unknown"),
        ("unit=٣", "unit", "unknown"),
        ("unit=9999999999999999999999", "unit", "unknown"),
        ("unit=1 OR 1=1", "unit", "unknown"),
        ("&".join(f"unit={pk}" for pk in range(1, 202)), "unit", "too_many"),
        ("questionnaire=nps", "questionnaire", "unknown"),
        ("channel=pigeon", "channel", "unknown"),
        ("period=forever", "period", "unknown"),
        ("period=own", "since", "needed"),
        ("period=own&since=2026-02-30&until=2026-03-01", "since", "no_day"),
        ("period=own&since=20260101&until=2026-03-01", "since", "no_day"),
        ("period=own&since=2026-01-01&until=9999-12-31", "until", "too_late"),
        ("period=own&since=0001-01-01&until=2026-01-01", "since", "too_early"),
        ("period=own&since=2026-12-01&until=2026-12-31", "since", "too_late"),
        ("period=own&since=2026-03-01&until=2026-01-01", "until", "inverted"),
        ("sort=score", "sort", "unknown"),
        ("colour=red", "", "no_field"),
    ],
)
def test_what_cannot_be_read_is_named(query: str, field: str, code: str) -> None:
    assert problems(query)[field] == code


def test_all_that_is_wrong_is_said_at_once_and_the_rest_is_kept() -> None:
    query = "measure=charm&split=team&unit=x&unit=7&sort=score"
    with pytest.raises(UnreadableError) as caught:
        read(parse_qs(query), today=TODAY)
    assert {one.field for one in caught.value.problems} == {"measure", "unit", "sort"}
    assert (caught.value.question.split, caught.value.question.units) == (Split.TEAM, (7,))


def read_or_problems(raw: dict[str, list[str]]) -> Question | tuple[Problem, ...]:
    try:
        return read(raw, today=TODAY)
    except UnreadableError as error:
        return error.problems


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=40), max_size=4), max_size=6))
def test_whatever_is_sent_is_read_or_named(raw: dict[str, list[str]]) -> None:
    found = read_or_problems(raw)
    if isinstance(found, Question):
        assert read(parse_qs(query_string(found)), today=TODAY) == found
    else:
        assert found


@settings(deadline=None)
@given(
    st.sampled_from(["measure", "split", "then", "unit", "since", "until", "channel", "topic"]),
    st.lists(st.text(max_size=60), min_size=1, max_size=3),
)
def test_a_field_that_exists_never_breaks_the_reader(name: str, values: list[str]) -> None:
    found = read_or_problems({"period": ["own"], name: values})
    assert not isinstance(found, Question)  # days are missing
    assert all(len(one.value) <= 41 for one in found)
