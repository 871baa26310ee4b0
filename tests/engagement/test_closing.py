"""The closing: one released table by who took part alone, and nothing left of what it was made of."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from extramile.engagement import queries
from extramile.engagement.models import (
    CastBallot,
    CastComment,
    CellKey,
    LostBallots,
    ReleasedComment,
    ReleasedFigure,
    ReleasedGroup,
    ReleasedTable,
    SpentBallot,
    Wave,
    WaveState,
)
from extramile.engagement.operations.closing import close_due, writing
from extramile.engagement.operations.closing.step import LOCK
from extramile.engagement.queries import results as reading
from tests.engagement.round import ENPS, Company, Round, make_company, open_round, version

LATER = timedelta(days=2)


def _everybody(company: Company, answers: Callable[[int], dict[str, Any]]) -> list[Any]:
    people = [employee for members in company.people.values() for employee in members]
    return [(employee, answers(number)) for number, employee in enumerate(people)]


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[24, 18, 16, 30])


@pytest.fixture
def round_(company: Company, now: datetime) -> Round:
    return open_round(company, asked=version(now), now=now)


def _groups(wave: Wave) -> dict[tuple[str, str], str]:
    rows = ReleasedGroup.objects.filter(table__wave=wave)
    return {(row.unit_name, row.layer): row.why_withheld for row in rows}


def test_nothing_happens_before_its_time(round_: Round, now: datetime) -> None:
    assert close_due(now) == 0
    round_.wave.refresh_from_db()
    assert round_.wave.state == WaveState.OPEN


def test_every_large_enough_group_is_shown(company: Company, round_: Round, now: datetime) -> None:
    round_.vote(_everybody(company, lambda number: {"enps": 10 if number % 2 else 7, "energy": 4}))
    assert close_due(now + LATER) == 1
    assert set(_groups(round_.wave).values()) == {""}
    [top] = reading.released(round_.wave.pk, [company.top.pk])
    assert (top.least, top.most) == (50, 99)
    figure = top.figure("enps")
    assert figure is not None
    assert (figure.value, figure.measure) == (50, "enps")
    assert figure.shares is None  # told of many only
    energy = top.figure("energy")
    assert energy is not None
    assert (energy.value, energy.measure) == (75, "mean")


def test_a_team_of_too_few_answers_is_withheld_and_so_is_its_complement(
    company: Company, round_: Round, now: datetime
) -> None:
    """Region 0 is team 0 (12) and team 2 (6): if four of team 2 answer, team 0 next to its region would tell
    them. One of the two has to go."""
    team, small = company.teams[0], company.teams[2]
    voters = [(one, {"enps": 9}) for one in company.people[team.pk]]
    voters += [(one, {"enps": 2}) for one in company.people[small.pk][:4]]
    round_.vote(voters)
    close_due(now + LATER)
    groups = _groups(round_.wave)
    assert groups["Team 2", ""] == "floor"
    assert bool(groups["Team 0", ""]) != bool(groups["Region 0", ""])


def test_what_is_shown_depends_on_who_took_part_alone(company: Company, now: datetime) -> None:
    """The same people with other answers: the same groups, bit for bit."""
    asked = version(now)
    random = Random(4)
    patterns = []
    for answers in (
        lambda _number: {"enps": 10, "energy": 5},
        lambda _number: {"enps": 0, "energy": 1},
        lambda _number: {"enps": random.randint(0, 10), "energy": random.randint(1, 5)},
    ):
        with transaction.atomic():
            found = open_round(company, asked=asked, now=now)
            found.vote(_everybody(company, answers)[3:40])
            close_due(now + LATER)
            rows = ReleasedGroup.objects.filter(table__wave=found.wave).order_by("unit_id", "layer")
            fields = ("unit_id", "layer", "is_shown", "why_withheld", "least", "most")
            shown = ReleasedFigure.objects.filter(group__table__wave=found.wave)
            keys = shown.order_by("group__unit_id", "question_key").values_list(
                "group__unit_id", "question_key"
            )
            patterns.append((list(rows.values_list(*fields)), list(keys)))
            transaction.set_rollback(True)
    assert patterns[0] == patterns[1] == patterns[2]
    assert patterns[0][0]


def test_no_team_states_that_all_are_of_one_mind(company: Company, now: datetime) -> None:
    asked = version(now)
    for answers in ({"enps": 0}, {"enps": 10}):
        with transaction.atomic():
            found = open_round(company, asked=asked, now=now)
            found.vote([(one, answers) for one, _answers in _everybody(company, lambda _number: {})])
            close_due(now + LATER)
            for figure in ReleasedFigure.objects.filter(question_key="enps"):
                assert -100 < figure.value < 100
                assert figure.is_at_least or figure.is_at_most
            transaction.set_rollback(True)


def test_answers_and_keys_are_destroyed(company: Company, round_: Round, now: datetime) -> None:
    round_.vote(_everybody(company, lambda _number: {"enps": 9}))
    round_.say(company.teams[3], "We laugh a lot.")
    SpentBallot.objects.create(ballot_hash=b"spent", wave=round_.wave)
    before = _files()
    close_due(now + LATER)
    for model in (CastBallot, CastComment, SpentBallot, CellKey):
        assert not model._default_manager.exists()
    assert not before & _files()  # the files that held them are given up


def _files() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_filenode(name::regclass) FROM unnest(%s::text[]) AS name",
            [list(writing.HOLDING)],
        )
        return {row[0] for row in cursor.fetchall()}


def test_another_wave_that_is_open_keeps_its_answers(company: Company, round_: Round, now: datetime) -> None:
    round_.vote(_everybody(company, lambda _number: {"enps": 9}))
    other = open_round(company, asked=round_.wave.questionnaire_version, now=now, name="Summer")
    Wave.objects.filter(pk=other.wave.pk).update(closes_at=now + timedelta(days=30))
    other.vote(_everybody(company, lambda number: {"enps": number % 11}))
    before = sorted(CastBallot.objects.filter(wave=other.wave).values_list("id", "cell_id"))
    assert close_due(now + LATER) == 1
    assert sorted(CastBallot.objects.filter(wave=other.wave).values_list("id", "cell_id")) == before
    assert CellKey.objects.count() == len(company.teams)


def test_a_closing_that_dies_is_done_again(
    company: Company, round_: Round, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_.vote(_everybody(company, lambda _number: {"enps": 9}))

    def _die(_wave: Wave) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(writing, "destroy", _die)
        with pytest.raises(OSError, match="no space"):
            close_due(now + LATER)
    assert not ReleasedTable.objects.exists()
    assert CastBallot.objects.count() == 88
    assert close_due(now + LATER) == 1
    assert close_due(now + LATER) == 0
    assert ReleasedTable.objects.count() == 1


def test_two_waves_are_never_closed_at_once(round_: Round, now: datetime) -> None:
    """Each would decide without what the other is about to tell of the same people."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # another host closes some other wave
            assert close_due(now + LATER) == 0
            assert not ReleasedTable.objects.exists()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])  # closing lets go a moment later only
    finally:
        other.close()
    assert close_due(now + LATER) == 1


def test_a_wave_without_answers_closes_with_nothing_to_show(round_: Round, now: datetime) -> None:
    assert close_due(now + LATER) == 1
    assert set(_groups(round_.wave).values()) == {"floor"}
    assert not ReleasedFigure.objects.exists()


def test_a_released_table_is_never_changed(company: Company, round_: Round, now: datetime) -> None:
    round_.vote(_everybody(company, lambda _number: {"enps": 9}))
    close_due(now + LATER)
    for model in (ReleasedTable, ReleasedGroup, ReleasedFigure):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            model._default_manager.update(id=1)
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            model._default_manager.all()._raw_delete("default")


def test_one_newcomer_between_two_waves_is_not_told(company: Company, now: datetime) -> None:
    """Eight answered in the first wave; the same eight and one more in the second. The difference is one."""
    asked = version(now)
    team = company.teams[0]
    others = [(one, {"enps": 7}) for other in company.teams[1:] for one in company.people[other.pk]]
    first = open_round(company, asked=asked, now=now)
    first.vote([*((one, {"enps": 7}) for one in company.people[team.pk][:8]), *others])
    close_due(now + LATER)
    assert _groups(first.wave)["Team 0", ""] == ""
    autumn = now + timedelta(days=100)
    second = open_round(company, asked=asked, now=autumn, name="Autumn")
    second.vote([*((one, {"enps": 7}) for one in company.people[team.pk][:9]), *others])
    close_due(autumn + LATER)
    assert _groups(second.wave)["Team 0", ""] == "pair"


def test_a_ballot_lost_in_an_earlier_wave_is_known_to_the_next(company: Company, now: datetime) -> None:
    """Everybody takes a ballot in both waves, and in the first one is never handed in: the next wave's
    answers of that team are one more, and the difference would be somebody's answer."""
    asked = version(now)
    team = company.teams[0]
    kept: dict[str, str] = {}
    for lost in (False, True):
        with transaction.atomic():
            first = open_round(company, asked=asked, now=now)
            first.vote(_everybody(company, lambda _number: {"enps": 7}))
            if lost:
                CastBallot.objects.filter(wave=first.wave, cell__unit=team)[0].delete()
            close_due(now + LATER)
            rows = LostBallots.objects.values_list("cell__unit", "number")
            assert list(rows) == ([(team.pk, 1)] if lost else [])
            autumn = now + timedelta(days=100)
            second = open_round(company, asked=asked, now=autumn, name="Autumn")
            second.vote(_everybody(company, lambda _number: {"enps": 7}))
            close_due(autumn + LATER)
            assert _groups(first.wave)["Team 0", ""] == ""
            kept[str(lost)] = _groups(second.wave)["Team 0", ""]
            transaction.set_rollback(True)
    assert kept == {"False": "", "True": "pair"}


def test_comments_are_read_where_ten_answered(company: Company, round_: Round, now: datetime) -> None:
    large, small = company.teams[0], company.teams[2]
    late = {one.pk for one in company.people[small.pk][8:]}
    voters = _everybody(company, lambda _number: {"enps": 9})
    round_.vote((one, answers) for one, answers in voters if one.pk not in late)
    for number in range(3):
        round_.say(large, f"of many {number}")
        round_.say(small, f"of eight {number}")
    round_.say(large, "for nobody's eyes", may_be_shown=False)
    close_due(now + LATER)
    found = {row.words: row.unit.name for row in ReleasedComment.objects.select_related("unit")}
    assert "for nobody's eyes" not in found
    # The twelve beside the eight would say too much of the eight, so theirs are read with the region's.
    assert _groups(round_.wave)["Team 0", ""] == "integers"
    assert {found[f"of many {number}"] for number in range(3)} == {"Region 0"}
    assert all(found.get(f"of eight {number}") != "Team 2" for number in range(3))


def test_the_same_question_goes_on_and_other_words_break_the_line(company: Company, now: datetime) -> None:
    asked = version(now)
    first = open_round(company, asked=asked, now=now)
    first.vote(_everybody(company, lambda _number: {"enps": 9, "energy": 3}))
    close_due(now + LATER)
    questions: list[dict[str, Any]] = [dict(one) for one in ENPS["questions"]]
    questions[2]["texts"] = {**questions[2]["texts"], "title": {"en": "Does your work give you energy?"}}
    changed = version(now, slug="enps-two", definition={**ENPS, "questions": questions})
    autumn = now + timedelta(days=100)
    second = open_round(company, asked=changed, now=autumn, name="Autumn")
    second.vote(_everybody(company, lambda _number: {"enps": 7, "energy": 4}))
    close_due(autumn + LATER)
    assert [point.breaks for point in reading.series(company.top.pk, "enps")] == [False, False]
    assert [point.breaks for point in reading.series(company.top.pk, "energy")] == [False, True]


def test_a_skipped_question_is_asked_for_its_own_floors(
    company: Company, round_: Round, now: datetime
) -> None:
    team = company.teams[3]
    voters = _everybody(company, lambda _number: {"enps": 9, "energy": 4})
    few = {one.pk for one in company.people[team.pk][4:]}
    round_.vote((one, {"enps": 9} if one.pk in few else answers) for one, answers in voters)
    close_due(now + LATER)
    [shown] = reading.released(round_.wave.pk, [team.pk], layers=False)
    assert shown.figure("enps") is not None
    assert shown.figure("energy") is None


def test_queries_do_not_grow_with_the_company(company: Company, round_: Round, now: datetime) -> None:
    round_.vote(_everybody(company, lambda _number: {"enps": 9}))
    close_due(now + LATER)
    every = [company.top.pk, *(unit.pk for unit in (*company.regions, *company.teams))]
    with CaptureQueriesContext(connection) as few:
        reading.released(round_.wave.pk, every[:1])
    with CaptureQueriesContext(connection) as many:
        assert len(queries.released(round_.wave.pk, every)) >= len(every)
    assert len(few) == len(many) == 2
