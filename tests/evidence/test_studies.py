"""Frozen is frozen, for whoever holds the database too; a run is computed again to the last digit."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from extramile.evidence import queries
from extramile.evidence.canonical import canonical, differences, fingerprint, plain
from extramile.evidence.models import Finding, Run, RunState, Study
from extramile.evidence.operations import (
    ask_for_run,
    discard,
    freeze,
    restate,
    retire,
    run_again,
    run_due,
    run_study,
    ship_standing,
    state,
)
from extramile.evidence.problems import AlreadyFrozen, BadStatement, NotDone, NotFrozen, UnknownStudy
from extramile.evidence.standing import STANDING
from tests.evidence.company import Small, follows, live

STATEMENT: dict[str, Any] = STANDING["enps-nps"][1]


def _stated(now: datetime, **changed: Any) -> UUID:
    return state(key="own", kind="linkage", statement=STATEMENT | changed, actor=None, now=now)


@pytest.mark.django_db
def test_a_frozen_study_is_never_changed_nor_deleted(now: datetime) -> None:
    study = _stated(now)
    digest = freeze(study, actor=None, now=now)
    assert digest == fingerprint(STATEMENT)
    for deed in (
        lambda: Study.objects.filter(public_id=study).update(statement={}),
        lambda: Study.objects.filter(public_id=study).update(frozen_at=now + timedelta(days=1)),
        lambda: Study.objects.filter(public_id=study).delete(),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            deed()
    with pytest.raises(AlreadyFrozen):
        restate(study, statement=STATEMENT, actor=None, now=now)
    with pytest.raises(AlreadyFrozen):
        discard(study, actor=None, now=now)
    retire(study, actor=None, now=now)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Study.objects.filter(public_id=study).update(retired_at=None)


@pytest.mark.django_db
def test_a_changed_statement_is_a_new_version(now: datetime) -> None:
    first = _stated(now)
    freeze(first, actor=None, now=now)
    second = _stated(now, smallest_effect=2.0)
    freeze(second, actor=None, now=now)
    [old, new] = sorted(queries.studies(retired=True), key=lambda one: one.version)
    assert (old.version, old.retired_at, new.version, new.retired_at) == (1, now, 2, None)
    assert old.statement_hash != new.statement_hash
    assert [one.public_id for one in queries.studies()] == [second]


@pytest.mark.django_db
def test_a_draft_may_be_changed_thrown_away_and_never_run(now: datetime) -> None:
    draft = _stated(now)
    restate(draft, statement=STATEMENT | {"lag": 1}, actor=None, now=now)
    with pytest.raises(NotFrozen):
        run_study(draft, actor=None, now=now)
    discard(draft, actor=None, now=now)
    with pytest.raises(UnknownStudy):
        freeze(draft, actor=None, now=now)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("question", {"en": " "}),
        ("waves", {"least": 2, "most": 12}),
        ("periods", {"from_day": 0, "days": 10, "until_next_wave": True}),
        ("lag", True),
        ("exposure", {"measure": "enps", "question": ""}),
        ("outcome", {"measure": "nps", "least_answers": 1}),
        ("outcome", {"measure": "ticked", "least_answers": 10}),
        ("smallest_effect", 0),
        ("level", 1.0),
        ("draws", 10),
        ("seed", "7"),
    ],
)
def test_what_cannot_be_a_statement_is_said_by_field(now: datetime, field: str, value: object) -> None:
    with pytest.raises(BadStatement) as refused:
        _stated(now, **{field: value})
    assert list(refused.value.problems) == [field]


def test_a_run_that_is_done_and_its_findings_are_never_changed(company: Small, now: datetime) -> None:
    live(company, follows, waves=4)
    study = _stated(now)
    freeze(study, actor=None, now=now)
    run_study(study, actor=None, now=now)
    [run] = Run.objects.all()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Run.objects.update(figures={})
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Finding.objects.update(evidence_class="caused")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Finding.objects.create(
            public_id=study, run=run, subject="more", question={}, evidence_class="caused", facts={}
        )
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Run.objects.filter(pk=run.pk)._raw_delete(using="default")


def test_run_again_gives_the_same_to_the_last_digit(company: Small, now: datetime) -> None:
    live(company, follows, waves=5)
    study = _stated(now)
    freeze(study, actor=None, now=now)
    first = run_study(study, actor=None, now=now)
    live_data = queries.data_of(first)
    again = queries.run_of(run_again(first, actor=None, now=now + timedelta(days=1)))
    assert again is not None
    assert again.differs == ()
    assert again.again_of == first
    before = queries.run_of(first)
    assert before is not None
    assert canonical(again.figures) == canonical(before.figures)
    assert fingerprint(live_data) == before.data_hash


def test_a_digit_that_differs_is_named(
    company: Small, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As another version of a library would: a change of the last digit of one p-value."""
    live(company, follows, waves=5)
    study = _stated(now)
    freeze(study, actor=None, now=now)
    first = run_study(study, actor=None, now=now)
    run = Run.objects.get(public_id=first)
    figures = json.loads(json.dumps(run.figures))
    figures["enps"]["permutation_p"] += 0.001
    Run.objects.bulk_create(
        [
            Run(
                public_id=study, study=run.study, state=RunState.DONE, data=run.data, data_hash=run.data_hash,
                seed=run.seed, figures=figures, created_at=now, finished_at=now - timedelta(days=9),
            )
        ]
    )  # fmt: skip
    again = queries.run_of(run_again(study, actor=None, now=now))
    assert again is not None
    assert again.differs is not None
    assert "/figures/enps/permutation_p" in {where for where, _before, _now in again.differs}


def test_killed_and_started_again_a_run_is_done_once(company: Small, now: datetime) -> None:
    live(company, follows, waves=4)
    study = _stated(now)
    freeze(study, actor=None, now=now)
    asked = ask_for_run(study, actor=None, now=now)
    assert ask_for_run(study, actor=None, now=now) == asked
    Run.objects.update(state=RunState.RUNNING, started_at=now)  # somebody was at it, and was killed
    assert run_due(now) == 1
    assert run_due(now) == 0
    [run] = queries.runs_of(study)
    assert (run.state, len(queries.findings_of_run(run.public_id))) == (RunState.DONE, 1)


def test_an_error_of_the_program_ends_the_run_with_its_name(
    company: Small, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(company, follows, waves=4)
    study = _stated(now)
    freeze(study, actor=None, now=now)

    def broken(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("extramile.evidence.compute.linkage.stats.link", broken)
    ask_for_run(study, actor=None, now=now)
    assert run_due(now) == 1
    assert run_due(now) == 0
    [run] = queries.runs_of(study)
    assert (run.state, run.failure) == (RunState.FAILED, "ZeroDivisionError")
    with pytest.raises(NotDone):
        run_again(run.public_id, actor=None, now=now)


@pytest.mark.django_db
def test_standing_studies_are_shipped_once_and_frozen(now: datetime) -> None:
    assert ship_standing(now) == len(STANDING)
    assert ship_standing(now + timedelta(days=1)) == 0
    shipped = queries.studies()
    assert all(one.frozen_at == now and one.statement_hash == fingerprint(one.statement) for one in shipped)
    assert {one.key for one in shipped} == set(STANDING)


def test_one_value_has_one_spelling() -> None:
    assert canonical({"b": 1.0, "a": float("nan")}) == '{"a":null,"b":1}'
    assert plain([-0.0, float("inf"), float("-inf"), 1e22]) == [0, "inf", "-inf", 10**22]
    assert fingerprint({"a": [1.5, "ë"]}) == fingerprint(json.loads(canonical({"a": [1.5, "ë"]})))


def test_what_differs_is_named() -> None:
    assert differences({"a": [1, 2]}, {"a": [1, 2]}) == []
    assert differences({"a": [1, 2]}, {"a": [1, 3], "b": 0}) == [["/a/1", 2, 3], ["/b", None, 0]]
