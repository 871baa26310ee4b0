"""Counts that add up, whatever customers and units do, and whoever is killed meanwhile."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any, cast

import pytest

from extramile.invitations.models import Invitation
from extramile.invitations.operations.feed import asked
from extramile.monitor.models import (
    EmployeeMonth,
    FillMark,
    UnitDay,
    UnitMonth,
    UnitTickDay,
    UnitTickMonth,
    UnitTickYear,
    UnitYear,
)
from extramile.monitor.operations import check, count_changes, counting, rebuild
from extramile.monitor.queries import unit_counts, unit_ticks
from extramile.monitor.tally import COLUMNS
from extramile.people.models import Unit
from extramile.people.operations import move_unit
from tests.cast import Cast
from tests.monitor.facts import answered, change
from tests.responses.asked import ask


def everything() -> dict[str, Counter[Any]]:
    """All counts that are not zero, key by key."""
    tables: dict[str, Counter[Any]] = {}
    for model, keys, columns in (
        (UnitDay, ("unit_id", "day", "questionnaire_id", "channel"), (*COLUMNS, "asked", "answered")),
        (EmployeeMonth, ("employee_id", "month", "questionnaire_id", "channel"), COLUMNS),
        (UnitTickDay, ("unit_id", "day", "questionnaire_id", "tick"), ("count",)),
        (UnitMonth, ("unit_id", "month", "questionnaire_id", "channel"), (*COLUMNS, "asked", "answered")),
        (UnitYear, ("unit_id", "year", "questionnaire_id", "channel"), (*COLUMNS, "asked", "answered")),
        (UnitTickMonth, ("unit_id", "month", "questionnaire_id", "channel", "tick"), ("count",)),
        (UnitTickYear, ("unit_id", "year", "questionnaire_id", "channel", "tick"), ("count",)),
    ):
        counts: Counter[Any] = Counter()
        for row in cast("list[dict[str, Any]]", list(model.objects.values())):
            for column in columns:
                if row[column]:
                    counts[(*(row[key] for key in keys), column)] = row[column]
        tables[model.__name__] = counts
    return tables


def count_all(now: datetime) -> None:
    while count_changes(now, limit=7):
        pass


def day_of(now: datetime) -> tuple[date, date]:
    return now.date() - timedelta(days=40), now.date() + timedelta(days=40)


def test_one_answer_counts_in_every_layer_and_nowhere_else(cast: Cast) -> None:
    answered(cast.team, cast.sanne, now=cast.now, score=9, praise=["friendly", "tidy"])
    count_all(cast.now)
    since, until = day_of(cast.now)
    units = [cast.company, cast.country, cast.west, cast.centre, cast.team, cast.other_team, cast.zwolle]
    counts = unit_counts([unit.pk for unit in units], since=since, until=until)
    assert [counts[unit.pk].scores[9] for unit in units] == [1, 1, 1, 1, 1, 0, 0]
    assert [counts[unit.pk].n for unit in units] == [1, 1, 1, 1, 1, 0, 0]
    assert counts[cast.company.pk].asked == counts[cast.company.pk].answered == 1
    assert unit_ticks(cast.west.pk, since=since, until=until) == {"praise:friendly": 1, "praise:tidy": 1}
    assert list(EmployeeMonth.objects.values_list("employee_id", "month", "s9")) == [
        (cast.sanne.pk, cast.today.replace(day=1), 1)
    ]


def test_work_done_together_counts_for_each_and_once_for_the_unit(cast: Cast) -> None:
    answered(cast.team, cast.sanne, cast.youssef, now=cast.now, score=3)
    count_all(cast.now)
    since, until = day_of(cast.now)
    assert unit_counts([cast.team.pk], since=since, until=until)[cast.team.pk].n == 1
    assert EmployeeMonth.objects.filter(s3=1).count() == 2


def test_a_changed_answer_moves_the_counts_and_leaves_the_response_rate(cast: Cast) -> None:
    answered(cast.team, cast.sanne, now=cast.now, score=3, improve=["informed"])
    count_all(cast.now)
    invitation = Invitation.objects.get()
    change(invitation.pk, now=cast.now + timedelta(days=2), score=9, praise=["friendly"])
    count_all(cast.now)
    since, until = day_of(cast.now)
    tally = unit_counts([cast.west.pk], since=since, until=until)[cast.west.pk]
    assert (tally.scores[3], tally.scores[9], tally.answered) == (0, 1, 1)
    assert unit_ticks(cast.west.pk, since=since, until=until) == {"praise:friendly": 1}
    assert check() == []


def test_a_partial_answer_without_a_score_was_answered_all_the_same(cast: Cast) -> None:
    answered(cast.team, cast.sanne, now=cast.now, score=None, words="I lost my glasses in your van")
    count_all(cast.now)
    since, until = day_of(cast.now)
    tally = unit_counts([cast.team.pk], since=since, until=until)[cast.team.pk]
    assert (tally.n, tally.answered) == (0, 1)
    assert check() == []


def test_who_did_not_answer_counts_as_asked(cast: Cast) -> None:
    asked([ask(cast.team, cast.sanne, now=cast.now)])
    count_all(cast.now)
    since, until = day_of(cast.now)
    assert unit_counts([cast.company.pk], since=since, until=until)[cast.company.pk].response_rate == 0
    assert check() == []


def test_a_unit_that_moves_takes_its_counts_along(cast: Cast) -> None:
    answered(cast.team, cast.sanne, now=cast.now, score=10)
    count_all(cast.now)
    move_unit(
        Unit.objects.get(pk=cast.centre.pk), to=Unit.objects.get(pk=cast.east.pk), actor=None, now=cast.now
    )
    count_changes(cast.now)
    since, until = day_of(cast.now)
    counts = unit_counts([cast.west.pk, cast.east.pk], since=since, until=until)
    assert (counts[cast.west.pk].n, counts[cast.east.pk].n) == (0, 1)
    assert check() == []


def test_check_finds_a_count_that_was_tampered_with(cast: Cast) -> None:
    answered(cast.team, cast.sanne, now=cast.now, score=10)
    assert check() == []  # what still waits in the feed is no difference
    count_all(cast.now)
    UnitDay.objects.filter(unit_id=cast.west.pk).update(s10=5)
    EmployeeMonth.objects.all().delete()
    UnitMonth.objects.filter(unit_id=cast.west.pk).update(asked=7)
    UnitTickYear.objects.create(
        unit_id=cast.west.pk,
        year=date(2031, 1, 1),
        questionnaire_id=1,
        channel="email",
        tick="praise:tidy",
        count=2,
    )
    found = check()
    assert {(one.table, tuple(one.stored.items()), tuple(one.true.items())) for one in found} == {
        ("monitor_unitday", (("s10", 5),), (("s10", 1),)),
        ("monitor_employeemonth", (("s10", 0),), (("s10", 1),)),
        ("monitor_unitmonth", (("asked", 7),), (("asked", 1),)),
        ("monitor_unittickyear", (("count", 2),), (("count", 0),)),
    }
    assert "counted {'s10': 5}, the answers say {'s10': 1}" in str(found[0])
    assert rebuild(cast.now) == 4
    assert check() == []
    assert rebuild(cast.now) == 0


def test_months_and_years_are_the_days_added_up(cast: Cast) -> None:
    """On both sides of New Year: what explore reads for ten years is what the days say."""
    new_year = cast.now.replace(month=1, day=1)
    for days in (-40, -2, -1, 0, 30, 31):
        answered(cast.team, cast.sanne, now=new_year + timedelta(days=days), score=9, praise=["tidy"])
        count_all(new_year + timedelta(days=days))
    top = cast.company.pk
    years = dict(UnitYear.objects.filter(unit_id=top).values_list("year", "s9"))
    assert years == {new_year.date(): 3, new_year.date().replace(year=new_year.year - 1): 3}
    months = list(UnitMonth.objects.filter(unit_id=top).order_by("month").values_list("month__month", "s9"))
    assert months == [(11, 1), (12, 2), (1, 2), (2, 1)]
    ticks = list(UnitTickMonth.objects.filter(unit_id=top).order_by("month").values_list("count", flat=True))
    assert ticks == [1, 2, 2, 1]
    assert check() == []


def test_a_rebuild_takes_what_waits_and_counts_it_once(cast: Cast) -> None:
    answered(cast.team, cast.sanne, now=cast.now, score=10)
    rebuild(cast.now)
    before = everything()
    assert count_changes(cast.now) == 0
    assert everything() == before
    assert FillMark.objects.get().rebuilt_at == cast.now


class KilledError(Exception):
    """As if the process had died there."""


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_incremental_is_what_a_rebuild_gives(
    cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers, changes, moves and kills in any order: the counts are those of a rebuild, to the last one."""
    chance = random.Random(seed)
    teams = [(cast.team, [cast.sanne, cast.youssef, cast.wim]), (cast.zwolle_team, [cast.noor, cast.kees])]
    real_add = counting.add

    def dying_add(*arguments: Any) -> None:
        real_add(*arguments)
        if chance.random() < 0.3:
            raise KilledError

    def answer(now: datetime) -> None:
        team, people = chance.choice(teams)
        workers = chance.sample(people, chance.choice([1, 1, 2]))
        score = chance.choice([None, *range(11)])
        ticks = chance.sample(["friendly", "tidy", "easy"], chance.randrange(3))
        answered(team, *workers, now=now, score=score, praise=ticks, words="well")

    def change_one(now: datetime) -> None:
        answered_so_far = Invitation.objects.filter(responded_at__isnull=False).order_by("pk")
        if answered_so_far:
            change(
                chance.choice(list(answered_so_far)).pk,
                now=now,
                score=chance.randrange(11),
                improve=["informed"],
            )

    def move(now: datetime) -> None:
        to = chance.choice([cast.west, cast.east])
        move_unit(Unit.objects.get(pk=cast.centre.pk), to=Unit.objects.get(pk=to.pk), actor=None, now=now)

    def count(now: datetime) -> None:
        monkeypatch.setattr(counting, "add", dying_add)
        try:
            count_changes(now, limit=chance.choice([1, 3, 100]))
        except KilledError:
            pass
        finally:
            monkeypatch.setattr(counting, "add", real_add)

    now = cast.now
    for _turn in range(60):
        now += timedelta(hours=chance.randrange(30))
        chance.choices([answer, change_one, move, count], weights=[8, 4, 1, 5])[0](now)
    assert check() == []
    count_all(now)
    counted = everything()
    assert counted["UnitDay"]
    assert check() == []
    rebuild(now)
    assert everything() == counted
