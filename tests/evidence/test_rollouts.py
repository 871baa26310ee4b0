"""Lots: drawn once, balanced, to be drawn after by anybody; and what may be said of them."""

import hashlib
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from extramile.evidence.canonical import fingerprint
from extramile.evidence.lots import Place, draw
from extramile.evidence.models import DatedChange, DatedStart, Rollout, Study
from extramile.evidence.operations import run_study
from extramile.evidence.operations.rollouts import call_off, change_rollout, draw_lots, plan_of, plan_rollout
from extramile.evidence.problems import AlreadyDrawn, BadStatement, UnknownRollout
from extramile.evidence.queries import findings_of_run
from extramile.evidence.queries.rollouts import as_calendar, as_csv, promise_of, rollout_of, starting
from extramile.evidence.sentences import sentence
from extramile.evidence.views import EvidenceClass, FindingView
from extramile.people.models import Unit
from tests.evidence.customers import MONTH, centres, hear

SEED = "5eed" * 8
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def test_anybody_can_draw_the_lots_after_with_a_hash_and_nothing_else() -> None:
    places = [Place(1, size, unit) for unit, size in ((11, 5), (12, 6), (13, 50), (14, 60))]
    dealt = draw(places, groups=2, seed="seed")
    for block in ((11, 12), (13, 14)):
        first = min(block, key=lambda unit: hashlib.sha256(f"seed:{unit}".encode()).hexdigest())
        assert dealt[first] == 0
        assert {dealt[unit] for unit in block} == {0, 1}


@pytest.mark.parametrize(
    ("many", "regions", "groups"), [(24, 3, 3), (25, 4, 3), (7, 3, 2), (101, 7, 4), (6, 6, 2)]
)
def test_regions_and_sizes_are_spread_evenly_and_groups_differ_by_one(
    many: int, regions: int, groups: int
) -> None:
    places = [Place(unit % regions, unit * 7 % 50, unit) for unit in range(many)]
    for seed in range(20):
        dealt = draw(places, groups=groups, seed=str(seed))
        sizes = Counter(dealt.values())
        assert sorted(dealt) == list(range(many))
        assert max(sizes.values()) - min(sizes.values()) <= 1
        for region in range(regions):
            here = [
                sum(dealt[one.unit] == group for one in places if one.region == region)
                for group in range(groups)
            ]
            assert max(here) - min(here) <= groups
    assert draw(places, groups=groups, seed="1") == draw(places[::-1], groups=groups, seed="1")


def test_every_unit_comes_into_every_group_as_often() -> None:
    places = [Place(unit % 3, unit, unit) for unit in range(13)]
    counted: Counter[tuple[int, int]] = Counter()
    for seed in range(1500):
        counted.update(draw(places, groups=3, seed=f"n{seed}").items())
    shares = [counted[unit, group] / 1500 for unit in range(13) for group in range(3)]
    assert min(shares) > 0.28
    assert max(shares) < 0.39


def planned(units: list[Unit], now: datetime, *, groups: int = 1, **choices: object) -> UUID:
    days = [now.date() + DAY + group * 12 * WEEK for group in range(groups)]
    return plan_rollout(
        name="Coaching on the job",
        unit_ids=[unit.pk for unit in units],
        starts_on=days,
        actor=None,
        now=now,
        **{"weeks_before": 24, "weeks_after": 24, **choices},  # type: ignore[arg-type]
    )


@pytest.mark.django_db
def test_lots_cannot_be_drawn_again_changed_or_thrown_away(now: datetime) -> None:
    plan = planned(centres(12), now)
    drawn = draw_lots(plan, actor=None, now=now)
    assert len(drawn.seed) == 32
    with pytest.raises(AlreadyDrawn):
        draw_lots(plan, actor=None, now=now)
    with pytest.raises(AlreadyDrawn):
        change_rollout(plan, actor=None, now=now, name="x", unit_ids=[], starts_on=[])
    changes: list[dict[str, Any]] = [
        {"seed": "other"},
        {"lots": []},
        {"starts_on": []},
        {"drawn_at": None},
        {"weeks_after": 99},
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            Rollout.objects.filter(public_id=plan).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Rollout.objects.filter(public_id=plan).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        DatedStart.objects.filter(change=drawn.change).update(started_on=now.date())
    kept = Rollout.objects.get(public_id=plan)
    assert (kept.seed, kept.lots) == (drawn.seed, drawn.lots)
    assert kept.plan_hash == fingerprint(plan_of(kept))


@pytest.mark.django_db
def test_with_the_lots_the_change_is_noted_and_the_question_sealed_before_anybody_begins(
    now: datetime,
) -> None:
    rollout = draw_lots(planned(centres(12), now), actor=None, now=now, seed=SEED)
    study = Study.objects.get(key=f"rollout:{rollout.pk}")
    assert study.frozen_at == now
    assert study.statement["stated_before"] is True
    assert study.statement["by_lot"]["seed"] == SEED
    assert study.statement["by_lot"]["draws_before"] == 0
    starts = dict(DatedStart.objects.filter(change=rollout.change).values_list("unit_id", "started_on"))
    first = {unit for unit, group in rollout.lots if group == 0}
    assert starts == dict.fromkeys(first, now.date() + DAY)
    assert sorted(study.statement["compared_with"]) == sorted(
        unit for unit, group in rollout.lots if group == 1
    )


@pytest.mark.django_db
def test_calling_off_stays_in_the_record_and_costs_the_strongest_word(now: datetime) -> None:
    units = centres(12)
    plan = planned(units, now)
    rollout = draw_lots(plan, actor=None, now=now)
    with pytest.raises(BadStatement):
        call_off(plan, why="  ", actor=None, now=now)
    call_off(plan, why="I did not like these.", actor=None, now=now)
    with pytest.raises(UnknownRollout):
        call_off(plan, why="Again.", actor=None, now=now)
    with pytest.raises(UnknownRollout):
        draw_lots(plan, actor=None, now=now)
    assert Study.objects.get(key=f"rollout:{rollout.pk}").retired_at == now
    assert DatedChange.objects.get(rollout=rollout).taken_back_at == now
    with pytest.raises(DatabaseError), transaction.atomic():
        Rollout.objects.filter(public_id=plan).update(called_off_at=None)
    again = draw_lots(planned(units[:8], now), actor=None, now=now)
    assert Study.objects.get(key=f"rollout:{again.pk}").statement["by_lot"]["draws_before"] == 1
    told = outcome(units[:8], Rollout.objects.get(pk=again.pk), now, effect=0.25)
    assert told.evidence_class is EvidenceClass.CHANGED


def outcome(units: list[Unit], rollout: Rollout, now: datetime, *, effect: float) -> FindingView:
    """What customers then say: from 24 weeks before the lots until 24 weeks after.

    Lots go by units' numbers, and these by what ran before. So customers answer as the lot does that a unit
    drew: whatever the draw, the same is found.
    """
    since, lots = now.date() + DAY - 6 * MONTH, dict(rollout.lots)
    drawn = sorted(units, key=lambda unit: (unit.parent_id or 0, lots[unit.pk]))

    def truth(place: int, period: int) -> float:
        begins = lots[drawn[place].pk] == 0
        return 0.3 + 0.01 * (place % 5) + (effect if begins and period >= 6 else 0.0)

    hear(drawn, truth, since=since, periods=12, answers=50)
    assert rollout.study is not None
    run = run_study(rollout.study.public_id, actor=None, now=now + 27 * WEEK)
    return findings_of_run(run)[0]


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extramile.evidence.operations.changes.DRAWS", 199)


@pytest.mark.django_db
@pytest.mark.usefixtures("_quick")
def test_the_word_is_earned_by_lots_drawn_once_and_an_effect_that_is_there(now: datetime) -> None:
    units = centres(16)
    rollout = draw_lots(planned(units, now), actor=None, now=now, seed=SEED)
    told = outcome(units, rollout, now, effect=0.2)
    assert told.evidence_class is EvidenceClass.CAUSED
    assert told.estimate is not None
    assert told.estimate.low < 20 < told.estimate.high
    assert "leads to a higher NPS" in sentence(told, "en")
    assert "leidt tot een hogere NPS" in sentence(told, "nl")
    with pytest.raises(BadStatement):  # what was read stays, whether it pleases or not
        call_off(rollout.public_id, why="Not what we hoped.", actor=None, now=now)


@pytest.mark.django_db
@pytest.mark.usefixtures("_quick")
def test_lots_without_an_effect_earn_nothing(now: datetime) -> None:
    units = centres(16)
    rollout = draw_lots(planned(units, now), actor=None, now=now, seed=SEED)
    assert outcome(units, rollout, now, effect=0.0).evidence_class is EvidenceClass.NOT_CHANGED


@pytest.mark.django_db
def test_a_plan_says_what_it_could_show_from_these_units_own_past(now: datetime) -> None:
    units = centres(16)
    plan = planned(units, now)
    view = rollout_of(plan)
    assert view is not None
    assert promise_of(view, now=now).why_not == "TooFewWavesError"
    hear(
        units,
        lambda place, _period: 0.3 + 0.02 * place,
        since=now.date() - 14 * MONTH,
        periods=14,
        answers=50,
    )
    told = promise_of(view, now=now)
    assert told.is_own_history
    assert told.detectable is not None
    assert 3 < told.detectable < 12
    assert told.chance is not None
    assert told.units_needed is not None
    assert (told.chance < 0.8) == (told.units_needed > told.units)


@pytest.mark.django_db
def test_who_begins_when_as_a_list_a_table_and_a_calendar(now: datetime) -> None:
    units = centres(12)
    Unit.objects.filter(pk=units[0].pk).update(name="=HYPERLINK(1), Zuid; Oost")
    plan = planned(units, now, groups=2)
    draw_lots(plan, actor=None, now=now, seed=SEED)
    view = rollout_of(plan)
    assert view is not None
    assert {one.group for one in view.starts} == {0, 1, 2}
    assert len(starting(now.date(), now.date() + 4 * WEEK)) == 4
    assert len(starting(now.date(), now.date() + 20 * WEEK)) == 8
    table = as_csv(view)
    assert '"\'=HYPERLINK(1), Zuid; Oost"' in table
    assert table.count("\n") == 13
    dates = as_calendar(view, now=now)
    assert dates.count("BEGIN:VEVENT") == 2
    assert f"DTSTART;VALUE=DATE:{now.date() + DAY:%Y%m%d}\r\n" in dates
    assert all(len(line.encode()) <= 75 for line in dates.split("\r\n"))


@pytest.mark.django_db
def test_plans_that_make_no_sense_are_refused_with_what_to_do(now: datetime) -> None:
    units = centres(12)
    pks = [unit.pk for unit in units]
    day, parent = now.date() + DAY, units[0].parent_id
    for choices, field in (
        ({"name": " "}, "name"),
        ({"starts_on": [now.date()]}, "starts_on"),
        ({"starts_on": []}, "starts_on"),
        ({"starts_on": [day, day]}, "starts_on"),
        ({"last_group_waits": False}, "starts_on"),
        ({"unit_ids": pks[:5]}, "unit_ids"),
        ({"unit_ids": [*pks, 987654]}, "unit_ids"),
        ({"unit_ids": [*pks, parent]}, "unit_ids"),
        ({"weeks_after": 4}, "weeks_after"),
        ({"worth_points": 0}, "worth_points"),
    ):
        right = {"name": "Coaching", "unit_ids": pks, "starts_on": [day]}
        with pytest.raises(BadStatement) as raised:
            plan_rollout(**{**right, **choices}, actor=None, now=now)  # type: ignore[arg-type]
        assert set(raised.value.problems) == {field}
    late = planned(units, now)
    with pytest.raises(BadStatement):
        draw_lots(late, actor=None, now=now + 2 * DAY)
    assert not Rollout.objects.filter(drawn_at__isnull=False).exists()
