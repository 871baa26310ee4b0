"""The answer is what the answers themselves say, whatever is asked."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from extramile.invitations.models import Invitation
from extramile.invitations.operations.feed import asked
from extramile.monitor.operations import count_changes
from extramile.monitor.queries.explore import (
    OF_TIME,
    Counted,
    Lately,
    Measure,
    Question,
    Sort,
    Split,
    UnreadableError,
    answer,
    answering,
    figures_of,
)
from extramile.monitor.queries.explore.question import family
from extramile.monitor.queries.explore.spans import days_of, start_of
from extramile.people.models import Unit, UnitKind
from extramile.people.operations import add_unit
from extramile.people.queries import ids_of_path
from extramile.responses.models import Answer, Response
from extramile.stats import nps_interval
from tests.cast import Cast
from tests.monitor.facts import answered, change
from tests.responses.asked import ask

CHANNELS = ("email", "sms", "qr_job")
TOPICS = ("friendly", "tidy", "on_time")


@dataclass(frozen=True)
class Fact:
    """One customer who was asked, as the test knows it."""

    unit: Unit
    channel: str
    asked_on: date
    day: date | None
    score: int | None
    ticks: tuple[str, ...]


def facts(cast: Cast, chance: random.Random, number: int) -> list[Fact]:
    made = []
    for _fact in range(number):
        unit = chance.choice([cast.team, cast.other_team, cast.zwolle_team, cast.centre])
        at = cast.now - timedelta(days=chance.choice([0, 1, 9, 22, 40, 200, chance.randrange(800)]))
        invitation = ask(unit, cast.sanne, now=at)
        channel = chance.choice(CHANNELS)
        Invitation.objects.filter(pk=invitation.pk).update(channel=channel)
        asked([Invitation.objects.get(pk=invitation.pk)])
        later = min(at + timedelta(days=chance.randrange(4)), cast.now)
        if chance.random() < 0.2:
            made.append(Fact(unit, channel, at.date(), None, None, ()))
            continue
        score = None if chance.random() < 0.1 else chance.randrange(11)
        ticks = tuple(chance.sample(TOPICS, chance.randrange(3)))
        # Without a score it is not asked what was good; with a low one, neither.
        change(invitation.pk, now=later, score=score, praise=ticks, words="" if score else "Hm.")
        stored = Answer.objects.filter(question="praise", response_id=response_of(invitation.pk))
        ticked = tuple(f"praise:{one}" for row in stored for one in row.choices or ())
        made.append(Fact(unit, channel, at.date(), later.date(), score, ticked))
    while count_changes(cast.now):
        pass
    return made


def response_of(invitation_id: int) -> int:
    return int(Response.objects.values_list("pk", flat=True).get(invitation_id=invitation_id))


def keys_of(split: Split, fact: Fact, day: date, question: Question, chosen: list[Unit]) -> Iterator[Any]:
    """In which rows of a split this fact counts."""
    if split in OF_TIME:
        yield start_of(day, split)
    elif split == Split.CHANNEL:
        yield fact.channel
    elif split == Split.QUESTIONNAIRE:
        yield None  # there is one
    elif split == Split.TOPIC:
        yield from fact.ticks
    else:
        within = [one.pk for one in chosen]
        for above in Unit.objects.filter(pk__in=ids_of_path(fact.unit.path)):
            fits = above.parent_id in within if split == Split.BELOW else above.kind == split
            if fits and any(above.path.startswith(one.path) for one in chosen):
                yield above.pk


Rows = dict[Any, list[int]]


def truth(found: list[Fact], question: Question, *, today: date, chosen: list[Unit]) -> Rows:
    """Slow and plain: n, promoters, detractors, sum, answered, ticked of every row that is not empty."""
    span = days_of(question, today=today, first=date(2000, 1, 1))
    rows: Rows = defaultdict(lambda: [0] * 6)
    for fact in found:
        day = fact.asked_on if question.measure == Measure.RESPONSE else fact.day
        is_of_it = not question.channels or fact.channel in question.channels
        is_within = any(fact.unit.path.startswith(one.path) for one in chosen)
        if is_of_it and is_within and day is not None and span.since <= day <= span.until:
            add_fact(rows, fact, day, question, chosen)
    return rows


def add_fact(rows: Rows, fact: Fact, day: date, question: Question, chosen: list[Unit]) -> None:
    def add(splits: Sequence[Split], *numbers: int) -> None:
        keys: list[tuple[Any, ...]] = [()]
        for split in splits:
            keys = [(*key, part) for key in keys for part in keys_of(split, fact, day, question, chosen)]
        for key in keys:
            rows[key] = [mine + more for mine, more in zip(rows[key], numbers, strict=True)]

    plain = [one for one in question.splits if one != Split.TOPIC]
    if question.measure == Measure.RESPONSE:
        add(plain, 1, 0, 0, 0, int(fact.day is not None), 0)
        return
    if fact.score is not None:
        add(plain, 1, int(fact.score >= 9), int(fact.score <= 6), fact.score, 0, 0)
    if question.measure == Measure.TOPIC and Split.TOPIC in question.splits:
        add(question.splits, 0, 0, 0, 0, 0, 1)
    elif question.topic in fact.ticks:
        add(plain, 0, 0, 0, 0, 0, 1)


def a_question(chance: random.Random, units: list[Unit], today: date) -> Question:
    measure = chance.choice(list(Measure))
    splits = [one for one in Split if one != Split.TOPIC or measure == Measure.TOPIC]
    split = chance.choice([None, *splits])
    others = [one for one in splits if split is not None and family(one) != family(split)]
    then = chance.choice([None, *others]) if others else None
    period = chance.choice(list(Lately))
    days = sorted(today - timedelta(days=chance.randrange(820)) for _day in range(2))
    has_topic = measure == Measure.TOPIC and Split.TOPIC not in {split, then}
    return Question(
        measure=measure,
        topic=f"praise:{chance.choice(TOPICS)}" if has_topic else "",
        split=split,
        then=then,
        period=period,
        since=days[0] if period == Lately.OWN else None,
        until=chance.choice([days[1], today]) if period == Lately.OWN else None,
        units=tuple(sorted(one.pk for one in chance.sample(units, chance.choice([0, 0, 1, 2, 3])))),
        channels=tuple(sorted(chance.sample(CHANNELS, chance.choice([0, 0, 1, 2])))),
        sort=chance.choice(list(Sort)),
    )


def parts(row: Counted, question: Question) -> list[int]:
    """What the measure is made of."""
    return {
        Measure.NPS: [row.n, row.promoters, row.detractors],
        Measure.PROMOTERS: [row.n, row.promoters, row.detractors],
        Measure.DETRACTORS: [row.n, row.promoters, row.detractors],
        Measure.ANSWERS: [row.n],
        Measure.MEAN: [row.n, row.total],
        Measure.RESPONSE: [row.n, row.answered],
        Measure.TOPIC: [row.n, row.ticked],
    }[question.measure]


def of_truth(numbers: list[int], question: Question) -> list[int]:
    n, promoters, detractors, total, replied, ticked = numbers
    return parts(Counted(n, promoters, 0, detractors, total, 0, replied, ticked), question)


@pytest.mark.parametrize("seed", range(4))
def test_any_question_is_answered_as_the_answers_themselves_say(
    cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether units are looked up one by one, or picked out of everybody's rows."""
    monkeypatch.setattr(answering, "MOST", seed % 2)
    chance = random.Random(seed)
    known = facts(cast, chance, 40)
    units = list(Unit.objects.all())
    for _question in range(50):
        question = a_question(chance, units, cast.today)
        try:
            found = answer(question, visible=Unit.objects.all(), today=cast.today)
        except UnreadableError:
            pytest.fail(f"{question} has an answer")
        by_pk = {one.pk: one for one in units}
        chosen = [by_pk[one.pk] for one in found.chosen]
        true = truth(known, question, today=cast.today, chosen=chosen)
        blank = question.splits.index(Split.QUESTIONNAIRE) if Split.QUESTIONNAIRE in question.splits else -1
        told = {
            tuple(None if place == blank else part for place, part in enumerate(row.key)): parts(
                row.counted, question
            )
            for row in found.rows
        }
        wanted = _rows_of(true, question)
        assert {key: one for key, one in told.items() if any(one)} == wanted, question
        whole = truth(known, replace(question, split=None, then=None), today=cast.today, chosen=chosen)
        if Split.TOPIC not in question.splits:
            assert parts(found.together, question) == of_truth(whole[()], question), question


def _rows_of(true: dict[Any, list[int]], question: Question) -> dict[Any, list[int]]:
    if Split.TOPIC not in question.splits:
        return {key: row for key, one in true.items() if any(row := of_truth(one, question))}
    # A topic's row has the answers of its other split, all of them.
    place = question.splits.index(Split.TOPIC)
    width = len(question.splits)
    return {
        key: [true.get((*key[:place], *key[place + 1 :]), [0] * 6)[0], one[5]]
        for key, one in true.items()
        if len(key) == width and one[5]
    }


def test_figures_are_those_of_stats_and_too_few_are_none(cast: Cast) -> None:
    rows = [Counted(20, 12, 5, 3), Counted(9, 9, 0, 0), Counted()]
    enough, few, none = figures_of(Measure.NPS, rows, minimum=10)
    wanted = nps_interval(12, 5, 3).points
    assert (enough.value, enough.low, enough.high, enough.n) == pytest.approx(
        (wanted.estimate, wanted.low, wanted.high, 20)
    )
    assert (few.value, few.n, none.value, none.n) == (None, 9, None, 0)
    assert figures_of(Measure.NPS, rows, minimum=0)[2].value is None  # no answers are always too few


def test_a_share_is_never_more_than_all() -> None:
    """Known as answered a moment before it counts as asked; ticked by somebody who gave no score."""
    for measure, row in (
        (Measure.TOPIC, Counted(20, ticked=21)),
        (Measure.RESPONSE, Counted(20, answered=21)),
    ):
        assert figures_of(measure, [row], minimum=1)[0].value == 100


def test_rows_stand_by_name_as_people_count(cast: Cast) -> None:
    for number in (10, 9, 2):
        add_unit(f"Team {number}", kind=UnitKind.TEAM, parent=cast.centre)
    names = ranked(cast, Sort.NAME)
    assert names == [
        "Team 2", "Team 9", "Team 10", "Utrecht-Noord A", "Utrecht-Noord B", "Zwolle A"
    ]  # fmt: skip


def ranked(cast: Cast, sort: Sort) -> list[str]:
    question = Question(split=Split.TEAM, period=Lately.ALL, sort=sort)
    found = answer(question, visible=Unit.objects.all(), today=cast.today)
    return [found.places[row.key[0]].name for row in found.rows]


def test_the_best_score_does_not_come_first(cast: Cast) -> None:
    """Many detractors at one team, a few promoters at another: by name, or by how many; never by score."""
    for _answer in range(3):
        answered(cast.zwolle_team, cast.noor, now=cast.now, score=0)
    answered(cast.other_team, cast.bram, now=cast.now, score=10)
    count_changes(cast.now)
    assert ranked(cast, Sort.NAME) == ["Utrecht-Noord A", "Utrecht-Noord B", "Zwolle A"]
    assert ranked(cast, Sort.N) == ["Zwolle A", "Utrecht-Noord B", "Utrecht-Noord A"]


def test_units_of_one_name_are_told_apart(cast: Cast) -> None:
    for parent in (cast.centre, cast.zwolle):
        add_unit("Mobile", kind=UnitKind.TEAM, parent=parent)
    found = answer(
        Question(split=Split.TEAM, period=Lately.ALL), visible=Unit.objects.all(), today=cast.today
    )
    inside = {place.inside for place in found.places.values() if place.name == "Mobile"}
    assert inside == {"Utrecht-Noord", "Zwolle"}


def test_a_unit_and_what_is_below_it_is_counted_once(cast: Cast) -> None:
    answered(cast.team, cast.sanne, now=cast.now, score=9)
    count_changes(cast.now)
    question = Question(period=Lately.ALL, units=tuple(sorted([cast.team.pk, cast.west.pk, cast.centre.pk])))
    found = answer(question, visible=Unit.objects.all(), today=cast.today)
    assert found.together.n == 1
    assert [one.pk for one in found.chosen] == [cast.west.pk]


def test_what_is_not_visible_is_neither_counted_nor_named(cast: Cast) -> None:
    answered(cast.team, cast.sanne, now=cast.now, score=9)
    answered(cast.zwolle_team, cast.noor, now=cast.now, score=0)
    count_changes(cast.now)
    visible = Unit.objects.filter(path__startswith=cast.west.path)
    found = answer(Question(split=Split.TEAM, period=Lately.ALL), visible=visible, today=cast.today)
    assert (found.together.n, found.together.detractors) == (1, 0)
    assert {place.name for place in found.places.values()} == {"Utrecht-Noord A", "Utrecht-Noord B"}
    with pytest.raises(UnreadableError) as caught:
        answer(Question(units=(cast.zwolle.pk,)), visible=visible, today=cast.today)
    assert [(one.field, one.code) for one in caught.value.problems] == [("unit", "unknown")]
    with pytest.raises(UnreadableError):
        answer(Question(units=(2_000_000_000,)), visible=Unit.objects.all(), today=cast.today)


def test_more_rows_than_anybody_reads_are_refused_before_they_are_counted(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add = [Unit(name=f"T{number}", kind=UnitKind.TEAM, parent=cast.centre) for number in range(300)]
    for one in add:
        one.path = f"{cast.centre.path}{one.name}."
    Unit.objects.bulk_create(add)
    question = Question(
        split=Split.TEAM,
        then=Split.WEEK,
        period=Lately.OWN,
        since=date(2020, 1, 1),
        until=cast.today,
    )
    with django_assert_num_queries(2), pytest.raises(UnreadableError) as caught:  # units alone
        answer(question, visible=Unit.objects.all(), today=cast.today)
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("then", "too_many_rows")
    assert int(problem.value) > 12_000


def test_rows_of_which_the_counts_alone_know_how_many_are_refused_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of teams by topic or channel."""
    for unit, who in ((cast.team, cast.sanne), (cast.other_team, cast.bram), (cast.zwolle_team, cast.noor)):
        answered(unit, who, now=cast.now, score=9, praise=TOPICS)
    count_changes(cast.now)
    question = Question(Measure.TOPIC, split=Split.TEAM, then=Split.TOPIC, period=Lately.ALL)
    assert len(answer(question, visible=Unit.objects.all(), today=cast.today).rows) == 9
    monkeypatch.setattr(answering, "MOST_ROWS", 8)
    with pytest.raises(UnreadableError) as caught:
        answer(question, visible=Unit.objects.all(), today=cast.today)
    assert [(one.field, one.code, one.value) for one in caught.value.problems] == [
        ("then", "too_many_rows", "9")
    ]


def test_thirty_units_are_no_more_queries_than_three(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    question = Question(split=Split.TEAM, then=Split.MONTH, period=Lately.ALL)

    def asked_once() -> None:
        with django_assert_num_queries(6):
            answer(question, visible=Unit.objects.all(), today=cast.today)

    answered(cast.team, cast.sanne, now=cast.now, score=9)
    count_changes(cast.now)
    asked_once()
    for number in range(30):
        unit = add_unit(f"Team {number}", kind=UnitKind.TEAM, parent=cast.centre)
        answered(unit, cast.sanne, now=cast.now - timedelta(days=40 * number), score=number % 11)
    count_changes(cast.now)
    asked_once()


def test_an_answer_of_later_today_elsewhere_is_part_of_so_far(cast: Cast) -> None:
    """In Sydney it is tomorrow already: so far means so far."""
    later: datetime = cast.now + timedelta(hours=20)
    answered(cast.team, cast.sanne, now=later, score=9)
    count_changes(later)
    found = answer(Question(period=Lately.THIS_YEAR), visible=Unit.objects.all(), today=cast.today)
    assert found.together.n == 1
