"""Something else begins in the units of a plan: which, what it takes away, and who decided to go on."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from extramile.evidence.canonical import fingerprint
from extramile.evidence.models import Rollout
from extramile.evidence.operations import run_study
from extramile.evidence.operations.changes import note_change, study_change, take_back
from extramile.evidence.operations.rollouts import (
    call_off,
    change_rollout,
    draw_lots,
    go_on_all_the_same,
    leave_out_overlaps,
    plan_of,
    plan_rollout,
)
from extramile.evidence.problems import AlreadyDrawn, BadStatement, Undecided
from extramile.evidence.queries import findings_of_run
from extramile.evidence.queries.overlaps import Overlap, is_undecided, overlaps_of
from extramile.evidence.queries.rollouts import RolloutView, rollout_of
from extramile.evidence.sentences import beside, sentence
from extramile.evidence.views import EvidenceClass, FindingView
from extramile.people.models import Unit, UnitKind
from extramile.people.operations import add_unit
from tests.evidence.customers import MONTH, centres, hear

pytestmark = pytest.mark.django_db
SEED = "5eed" * 8
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def planned(
    units: list[Unit], now: datetime, *, name: str = "Coaching", start: timedelta = DAY, **more: Any
) -> UUID:
    return plan_rollout(
        name=name,
        unit_ids=[unit.pk for unit in units],
        starts_on=[now.date() + start],
        actor=None,
        now=now,
        **more,
    )


def view(plan: UUID) -> RolloutView:
    found = rollout_of(plan)
    assert found is not None
    return found


def met(plan: UUID) -> list[Overlap]:
    return overlaps_of(view(plan))


def test_a_plan_alone_meets_nothing_and_is_drawn_without_a_word(now: datetime) -> None:
    units = centres(16)
    planned(units[8:], now, name="Elsewhere")
    plan = planned(units[:8], now)
    assert met(plan) == []
    rollout = draw_lots(plan, actor=None, now=now, seed=SEED)
    assert (rollout.overlaps, rollout.why_all_the_same, rollout.decided_at) == ([], "", None)
    assert "beside" not in plan_of(rollout)


def test_another_rollout_drawn_or_planned_is_named_with_the_units_and_days(now: datetime) -> None:
    units = centres(16)
    drawn = planned(units[:10], now, name="Sharing sessions", start=4 * WEEK)
    plan = planned(units[6:], now)
    (one,) = met(plan)
    assert (one.what, one.is_drawn, one.public_id) == ("Sharing sessions", False, drawn)
    assert one.names == ("Centre 6", "Centre 7", "Centre 8", "Centre 9")
    assert (one.blurs_this, one.blurs_that) == (True, True)
    assert one.first == one.last == now.date() + 4 * WEEK
    with pytest.raises(Undecided):
        draw_lots(drawn, actor=None, now=now)  # and the other one meets this one
    go_on_all_the_same(drawn, why="It was first.", actor=None, now=now)
    draw_lots(drawn, actor=None, now=now, seed=SEED)
    (one,) = met(plan)
    assert one.is_drawn
    assert one.blurs_this
    assert set(one.units) == {unit.pk for unit in units[6:10]}  # those that wait are its yardstick
    lots = dict(Rollout.objects.get(public_id=drawn).lots)
    assert set(one.begins_in) == {unit.pk for unit in units[6:10] if lots[unit.pk] == 0}


@pytest.mark.parametrize(
    ("start", "where", "is_met"),
    [
        (-10 * WEEK, "below", True),  # while the plan looks back
        (-30 * WEEK, "below", False),  # it was there all the time
        (20 * WEEK, "above", True),
        (30 * WEEK, "above", False),  # when all is over
    ],
)
def test_a_noted_change_counts_in_the_days_that_are_looked_at_and_in_the_tree(
    start: timedelta, where: str, is_met: bool, now: datetime
) -> None:
    units = centres(12)
    team = add_unit("Team", kind=UnitKind.TEAM, parent=units[3])
    region = units[0].parent
    assert region is not None
    unit = team if where == "below" else region
    note_change(what="New vans", starts={unit.pk: now.date() + start}, actor=None, now=now)
    found = met(planned(units, now))
    assert bool(found) is is_met
    if found:
        expected = {units[3].pk} if where == "below" else {one.pk for one in units[::2]}
        assert set(found[0].units) == expected
        assert (found[0].sort, found[0].blurs_that) == ("change", False)


def test_what_begins_everywhere_on_one_day_takes_nothing_away(now: datetime) -> None:
    units = centres(12)
    region = units[0].parent
    assert region is not None
    top = region.parent
    assert top is not None
    note_change(what="New logo", starts={top.pk: now.date() + 5 * DAY}, actor=None, now=now)
    assert met(planned(units, now)) == []


def test_a_study_that_looks_at_these_units_is_blurred_by_the_plan(now: datetime) -> None:
    units = centres(20)
    began = {unit.pk: now.date() - 40 * WEEK for unit in units[:4]}
    change = note_change(what="New vans", starts=began, actor=None, now=now)
    plan = planned(units[8:], now)
    assert met(plan) == []
    study_change(change, actor=None, now=now, weeks_after=52)
    (one,) = met(plan)  # its yardstick begins with something
    assert (one.blurs_this, one.blurs_that, len(one.units)) == (False, True, 12)


def test_what_is_over_or_called_off_or_taken_back_is_met_by_nobody(now: datetime) -> None:
    units = centres(12)
    off = planned(units, now, name="Off")
    call_off(off, why="A merger.", actor=None, now=now)
    wrong = note_change(what="Wrong", starts={units[0].pk: now.date()}, actor=None, now=now)
    take_back(wrong, why="It never began.", actor=None, now=now)
    assert met(planned(units, now)) == []


def test_lots_are_not_drawn_before_somebody_decided_and_what_was_known_stays(now: datetime) -> None:
    units = centres(12)
    vans = note_change(what="New vans", starts={units[0].pk: now.date() + WEEK}, actor=None, now=now)
    plan = planned(units, now)
    with pytest.raises(Undecided):
        draw_lots(plan, actor=None, now=now)
    with pytest.raises(BadStatement):
        go_on_all_the_same(plan, why="  ", actor=None, now=now)
    go_on_all_the_same(plan, why="One centre of twelve.", actor=None, now=now)
    assert not is_undecided(view(plan), met(plan))
    note_change(what="New tills", starts={units[5].pk: now.date() + WEEK}, actor=None, now=now)
    with pytest.raises(Undecided):  # that was not known when it was decided
        draw_lots(plan, actor=None, now=now)
    go_on_all_the_same(plan, why="Two of twelve.", actor=None, now=now)
    rollout = draw_lots(plan, actor=None, now=now, seed=SEED)
    take_back(vans, why="It never began.", actor=None, now=now)
    kept = Rollout.objects.get(pk=rollout.pk)
    assert {one["what"] for one in kept.overlaps} == {"New vans", "New tills"}
    assert (kept.why_all_the_same, kept.decided_at) == ("Two of twelve.", now)
    assert kept.plan_hash == fingerprint(plan_of(kept))
    assert plan_of(kept)["all_the_same"] == "Two of twelve."
    attempts: list[dict[str, Any]] = [{"overlaps": []}, {"why_all_the_same": "We did not know."}]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            Rollout.objects.filter(pk=kept.pk).update(**attempt)
    for again in (
        lambda: go_on_all_the_same(plan, why="Later.", actor=None, now=now),
        lambda: leave_out_overlaps(plan, actor=None, now=now),
    ):
        with pytest.raises(AlreadyDrawn):
            again()


def test_a_decision_holds_for_the_units_and_days_it_was_taken_of(now: datetime) -> None:
    units = centres(12)
    note_change(what="New vans", starts={units[0].pk: now.date() + WEEK}, actor=None, now=now)
    plan = planned(units[2:], now)
    assert not is_undecided(view(plan), met(plan))
    choices = {
        "name": "Coaching",
        "sort": "coaching",
        "starts_on": [now.date() + DAY],
        "last_group_waits": True,
        "weeks_before": 24,
        "weeks_after": 24,
        "worth_points": 5.0,
    }
    change_rollout(plan, actor=None, now=now, unit_ids=[unit.pk for unit in units], **choices)
    assert is_undecided(view(plan), met(plan))
    assert leave_out_overlaps(plan, actor=None, now=now) == 1
    assert set(view(plan).unit_ids) == {unit.pk for unit in units[1:]}
    drawn = draw_lots(plan, actor=None, now=now)
    assert drawn.why_all_the_same == ""


def test_too_few_left_are_not_left_out(now: datetime) -> None:
    units = centres(12)
    begun = {unit.pk: now.date() + WEEK for unit in units[:7]}
    note_change(what="New vans", starts=begun, actor=None, now=now)
    plan = planned(units, now)
    with pytest.raises(BadStatement) as raised:
        leave_out_overlaps(plan, actor=None, now=now)
    assert set(raised.value.problems) == {"unit_ids"}
    assert len(view(plan).unit_ids) == 12


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extramile.evidence.operations.changes.DRAWS", 199)


def read(
    now: datetime,
    *,
    of_each_region: int,
    lots_do: float,
    other_does: float,
    after: int = 2,
) -> FindingView:
    """Lots among sixteen; `after` months on something else begins in so many of each region's first group.

    Lots go by numbers of units, and these by what ran before. So customers answer as the lot does,
    and whatever the draw, the same is found.
    """
    units = centres(16)
    plan = planned(units, now)
    lots = dict(draw_lots(plan, actor=None, now=now, seed=SEED).lots)
    drawn = sorted(units, key=lambda unit: (unit.parent_id or 0, lots[unit.pk], unit.pk))
    touched = {unit.pk for start in (0, 8) for unit in drawn[start : start + of_each_region]}
    begun = dict.fromkeys(touched, now.date() + DAY + after * MONTH)
    note_change(what="New vans", starts=begun, actor=None, now=now)

    def truth(place: int, period: int) -> float:
        unit = drawn[place].pk
        mine = lots_do if lots[unit] == 0 and period >= 6 else 0.0
        return (
            0.1 + 0.01 * (place % 5) + mine + (other_does if unit in touched and period >= 6 + after else 0.0)
        )

    hear(drawn, truth, since=now.date() + DAY - 6 * MONTH, periods=12, answers=60)
    study = view(plan).study_id
    assert study is not None
    return findings_of_run(run_study(study, actor=None, now=now + 27 * WEEK))[0]


@pytest.mark.usefixtures("_quick")
def test_the_word_stands_where_it_holds_without_what_else_began(now: datetime) -> None:
    told = read(now, of_each_region=1, lots_do=0.25, other_does=0.0)
    assert told.evidence_class is EvidenceClass.CAUSED
    assert float(told.facts["apart_low"] or 0) > 0
    for language, words in (("en", "does not come from that alone"), ("nl", "daar komt het dus niet alleen")):
        lines = beside(told, language)
        assert any(words in line and "New vans" in line for line in lines)
        assert not any("tell the two apart" in line or "uit elkaar te houden" in line for line in lines)


@pytest.mark.usefixtures("_quick")
def test_the_word_is_not_earned_by_what_else_began(now: datetime) -> None:
    """Lots do nothing, vans do much, and happen to be where the first group is: in six of eight."""
    told = read(now, of_each_region=3, lots_do=0.0, other_does=0.6)
    assert told.estimate is not None
    assert told.estimate.low > 0  # taken at face value, it would be
    assert told.evidence_class is EvidenceClass.CHANGED
    for language, cause, gone in (("en", "leads to", "told from chance"), ("nl", "leidt tot", "van toeval")):
        assert cause not in sentence(told, language)
        assert any(gone in line for line in beside(told, language))


@pytest.mark.usefixtures("_quick")
def test_where_nothing_is_left_without_it_nobody_can_tell_the_two_apart(now: datetime) -> None:
    """In all that began, on the same day."""
    told = read(now, of_each_region=4, lots_do=0.25, other_does=0.0, after=0)
    assert told.evidence_class is EvidenceClass.CHANGED
    assert told.facts["apart"] is None
    for language, words in (("en", "Nobody can tell the two apart"), ("nl", "niet uit elkaar te houden")):
        assert any(words in line for line in beside(told, language))
