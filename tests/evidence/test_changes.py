"""A dated change: a true one found, none not found, and what keeps a before and after from saying so."""

from datetime import date, datetime, timedelta
from math import sin
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from extramile.evidence.compute.change import compute
from extramile.evidence.kinds import Said, kind_of
from extramile.evidence.models import DatedChange, Run, Study
from extramile.evidence.operations import run_again, run_study
from extramile.evidence.operations.changes import note_change, study_change, take_back
from extramile.evidence.problems import BadStatement
from extramile.evidence.queries import findings_of_run
from extramile.evidence.sentences import beside, sentence
from extramile.evidence.views import EvidenceClass, FindingView
from extramile.people.models import Unit
from extramile.people.operations import close_unit, move_unit
from tests.evidence.customers import MONTH, centres, groups, hear

CENTRES = 20
PERIODS = 12
PRE_TREND_OF_SEVEN = 0.8968389890118049  # by the program of 22 November 2026
STARTS = (6, 8)  # periods; the other half of the centres never begins


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer draws, and periods of four weeks however many answers there are: `hear` puts them on one day."""
    monkeypatch.setattr("extramile.evidence.operations.changes.ENOUGH_A_WEEK", 1_000_000)
    monkeypatch.setattr("extramile.evidence.operations.changes.DRAWS", 99)


def began(place: int) -> int | None:
    return STARTS[place // 2 % 2] if place < CENTRES // 2 else None


def level(place: int, period: int) -> float:
    """Centres differ, and months differ, for everybody alike."""
    return 0.35 + 0.02 * (place % 7) + 0.05 * sin(period)


def since_of(now: datetime) -> date:
    return now.date() - PERIODS * MONTH - timedelta(days=20)


def noted(units: list[Unit], now: datetime, what: str = "Coaching on the job") -> UUID:
    first = since_of(now)
    starts = {
        unit.pk: first + period * MONTH
        for place, unit in enumerate(units)
        if (period := began(place)) is not None
    }
    return note_change(what=what, starts=starts, sort="coaching", actor=None, now=now)


def studied(units: list[Unit], now: datetime, **choices: Any) -> FindingView:
    study = study_change(noted(units, now), actor=None, now=now, weeks_after=16, **choices)
    return findings_of_run(run_study(study, actor=None, now=now))[0]


@pytest.mark.django_db
def test_a_true_change_is_found_with_an_interval_around_it(now: datetime) -> None:
    units = centres(CENTRES)

    def truth(place: int, period: int) -> float:
        start = began(place)
        return level(place, period) + (0.15 if start is not None and period >= start else 0.0)

    hear(units, truth, since=since_of(now), periods=PERIODS)
    told = studied(units, now)
    assert told.evidence_class is EvidenceClass.CHANGED
    assert told.estimate is not None
    assert told.estimate.low < 15 < told.estimate.high
    assert told.estimate.low > 0
    assert "higher than would be expected" in sentence(told, "en")
    assert any("Nobody drew lots" in line for line in beside(told, "en"))
    assert any("stated after" in line for line in beside(told, "en"))


@pytest.mark.django_db
def test_without_a_change_none_is_said_and_what_would_have_been_seen_is(now: datetime) -> None:
    units = centres(CENTRES)
    hear(units, level, since=since_of(now), periods=PERIODS)
    told = studied(units, now)
    assert told.evidence_class is EvidenceClass.NOT_CHANGED
    assert 2 < float(told.facts["detectable"] or 0) < 15
    assert "no difference was seen" in sentence(told, "en")


@pytest.mark.django_db
def test_units_that_were_already_on_the_rise_are_not_called_changed(now: datetime) -> None:
    units = centres(CENTRES)

    def truth(place: int, period: int) -> float:
        start = began(place)
        return level(place, period) + (0.0 if start is None else 0.06 * max(period - start + 4, 0))

    hear(units, truth, since=since_of(now), periods=PERIODS, answers=150)
    told = studied(units, now)
    assert told.evidence_class is EvidenceClass.PRE_TREND, told
    assert "already going another way" in sentence(told, "en")


def naive(outcome: list[list[float]], starts: list[float]) -> float:
    """Two-way fixed effects with one mark for "has begun": units that began early serve as a yardstick."""
    y = np.array(outcome)
    mark = (np.arange(y.shape[1]) >= np.array(starts)[:, None]).astype(float)
    y, mark = (one - one.mean(axis=1, keepdims=True) for one in (y, mark))
    y, mark = (one - one.mean(axis=0, keepdims=True) for one in (y, mark))
    return float((mark * y).sum() / (mark * mark).sum())


@pytest.mark.django_db
def test_staggered_starts_with_a_growing_effect_do_not_deceive(now: datetime) -> None:
    """Without chance: the effect grows by four points a period. Plain fixed effects err."""
    units = centres(CENTRES)

    def effect(place: int, period: int) -> float:
        start = (2, 7)[place // 2 % 2] if place < 16 else None
        return 0.0 if start is None or period < start else 0.04 * (period - start + 1)

    first = since_of(now)
    hear(
        units, lambda place, period: level(place, period) - 0.2 + effect(place, period),
        since=first, periods=PERIODS, answers=2_000, seed=None,
    )  # fmt: skip
    starts = {unit.pk: first + (2, 7)[place // 2 % 2] * MONTH for place, unit in enumerate(units[:16])}
    change = note_change(what="Coaching", starts=starts, actor=None, now=now)
    study = study_change(change, actor=None, now=now, weeks_before=8, weeks_after=16)
    told = findings_of_run(run_study(study, actor=None, now=now))[0]
    data = Run.objects.get(study__public_id=study).data or {}
    truths = [effect(place, period) for place in range(16) for period in range(11) if effect(place, period)]
    truth = 100 * sum(truths) / len(truths)
    assert told.estimate is not None
    assert told.estimate.value == pytest.approx(truth, abs=0.2)
    scores = [[(one[0] - one[2]) / sum(one) for one in row] for row in data["counts"]]
    plain = 100 * naive(
        scores, [(2.0, 7.0)[place // 2 % 2] if place < 16 else 99.0 for place in range(CENTRES)]
    )
    assert plain < truth - 2


def made_up(seed: int, *, effect: float = 0.0) -> tuple[dict[str, Any], dict[str, Any]]:
    """A statement and data, without a database."""
    random = Random(seed)
    first = date(2025, 1, 6)
    statement = {
        "what": "Coaching",
        "starts": [[place, (first + began(place) * MONTH).isoformat()] for place in range(CENTRES // 2)],  # type: ignore[operator]
        "compared_with": list(range(CENTRES // 2, CENTRES)),
        "regions": [],
        "since": first.isoformat(),
        "days": 28,
        "periods": PERIODS,
        "least_answers": 5,
        "smallest_effect": 5.0,
        "level": 0.95,
        "draws": 19,
        "stated_before": False,
        "by_lot": None,
    }
    counts = [
        [
            list(groups(level(place, period) + effect * (period >= (began(place) or 99)), 40, random))
            for period in range(PERIODS)
        ]
        for place in range(CENTRES)
    ]
    data = {"periods": PERIODS, "units": list(range(CENTRES)), "counts": counts}
    return statement, data | {"closed": [], "moved": [], "overlaps": []}


def said(seed: int, **choices: Any) -> Said:
    return compute(*made_up(seed, **choices), seed).findings[0]


def test_of_a_hundred_companies_without_a_change_hardly_one_is_told_of_one() -> None:
    """Five in a hundred are expected; twelve or more come once in a hundred times."""
    found = [said(seed).evidence_class for seed in range(100)]
    assert sum(one is EvidenceClass.CHANGED for one in found) <= 11
    assert sum(one is EvidenceClass.PRE_TREND for one in found) <= 13


def test_intervals_hold_the_truth_in_most_companies() -> None:
    held = [said(1000 + seed, effect=0.1).estimate for seed in range(60)]
    assert sum(one is not None and one.low <= 10 <= one.high for one in held) >= 51


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"starts": 2}, "few_units"),
        ({"others": 12}, "few_beside"),
        ({"before": 1}, "short_before"),
        ({"answers": 0}, "few_units"),
    ],
)
def test_what_cannot_be_told_says_why(change: dict[str, int], because: str) -> None:
    statement, data = made_up(3)
    if "starts" in change:
        statement["starts"] = statement["starts"][:2]
    if "others" in change:
        data = data | {
            "units": data["units"][: change["others"]],
            "counts": data["counts"][: change["others"]],
        }
        statement["starts"] = [[unit, statement["starts"][0][1]] for unit in data["units"][:10]]
    if "before" in change:
        data["counts"] = [row[5:] for row in data["counts"]]
        statement |= {"since": (date(2025, 1, 6) + 5 * MONTH).isoformat(), "periods": 7}
        statement["starts"] = [
            [unit, (date(2025, 1, 6) + 6 * MONTH).isoformat()] for unit, _ in statement["starts"]
        ]
    if "answers" in change:
        data["counts"] = [[[1, 0, 0] for _ in row] for row in data["counts"]]
    found = compute(statement, data, 1).findings[0]
    assert found.evidence_class is EvidenceClass.CANNOT_TELL
    assert found.facts["because"] == because


@pytest.mark.django_db
def test_another_beginning_in_the_same_units_is_said(now: datetime) -> None:
    units = centres(CENTRES)
    hear(units, level, since=since_of(now), periods=PERIODS)
    note_change(what="New vans", starts={units[0].pk: since_of(now) + 7 * MONTH}, actor=None, now=now)
    wrong = note_change(
        what="A mistake", starts={units[1].pk: since_of(now) + 7 * MONTH}, actor=None, now=now
    )
    assert take_back(wrong, why="It never began.", actor=None, now=now)
    told = studied(units, now)
    assert told.facts["overlap_names"] == "New vans"
    assert any("New vans" in line for line in beside(told, "nl"))


@pytest.mark.django_db
def test_units_that_close_count_until_then_and_units_that_move_inside_are_left_out(now: datetime) -> None:
    units = centres(CENTRES)
    hear(units, level, since=since_of(now), periods=PERIODS)
    study = study_change(noted(units, now), actor=None, now=now, weeks_after=16)
    close_unit(units[-1], on=since_of(now) + 9 * MONTH, actor=None, now=now)
    move_unit(units[-2], to=units[0], actor=None, now=now)
    told = findings_of_run(run_study(study, actor=None, now=now))[0]
    assert (told.facts["closed"], told.facts["moved"]) == (1, 1)
    assert told.facts["units_beside"] == CENTRES // 2 - 1


@pytest.mark.django_db
def test_the_same_run_again_gives_the_same_figures(now: datetime) -> None:
    units = centres(CENTRES)
    hear(units, level, since=since_of(now), periods=PERIODS)
    study = study_change(noted(units, now), actor=None, now=now, weeks_after=16)
    run = run_study(study, actor=None, now=now)
    again = Run.objects.get(public_id=run_again(run, actor=None, now=now))
    assert again.differs == []


def test_what_was_stated_is_what_is_computed_whatever_was_learnt_since() -> None:
    """A study frozen before a steady rise was looked for is computed as it was stated, to the last digit."""
    statement, data = made_up(7)
    before, now = (
        compute(statement | {"format": version}, data, 7).findings[0].facts["pre_trend_p"]
        for version in (1, 2)
    )
    assert (
        compute(statement, data, 7).findings[0].facts["pre_trend_p"] == before
    )  # without a word of it: as it was
    assert before == pytest.approx(PRE_TREND_OF_SEVEN, rel=1e-9)
    assert now != before


@pytest.mark.django_db
def test_a_study_is_run_once_when_its_time_is_over(now: datetime) -> None:
    units = centres(CENTRES)
    hear(units, level, since=since_of(now), periods=PERIODS)
    change = note_change(
        what="Next year",
        starts={unit.pk: now.date() + timedelta(days=10) for unit in units[:8]},
        actor=None,
        now=now,
    )
    study = Study.objects.get(public_id=study_change(change, actor=None, now=now))
    assert study.statement["stated_before"] is True
    kind, asked = kind_of("change"), _asked(study)
    over = now + timedelta(weeks=31)
    assert not kind.is_due(asked, None, now)
    assert kind.is_due(asked, None, over)
    assert kind.is_due(asked, now, over)
    assert not kind.is_due(asked, over, over + timedelta(days=400))
    early = findings_of_run(run_study(study.public_id, actor=None, now=now + timedelta(weeks=14)))[0]
    assert early.facts["is_early"] == 1


def _asked(study: Study) -> Any:
    from extramile.evidence.kinds import Asked

    assert study.frozen_at is not None
    return Asked(key=study.key, statement=study.statement, frozen_at=study.frozen_at)


@pytest.mark.django_db
def test_what_makes_no_sense_is_refused_with_what_to_do(now: datetime) -> None:
    units = centres(4)
    parent = units[0].parent
    assert parent is not None
    day = now.date()
    for what, starts, field in (
        ("", {units[0].pk: day}, "what"),
        ("x" * 201, {units[0].pk: day}, "what"),
        ("Coaching", {}, "starts"),
        ("Coaching", {987654: day}, "starts"),
        ("Coaching", {units[0].pk: day, parent.pk: day}, "starts"),
    ):
        with pytest.raises(BadStatement) as raised:
            note_change(what=what, starts=starts, actor=None, now=now)
        assert set(raised.value.problems) == {field}
    assert not DatedChange.objects.exists()
