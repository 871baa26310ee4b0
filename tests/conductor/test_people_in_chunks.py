"""People and units come in some rows at a time: killed in between, nothing is lost, doubled or forgotten."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from extramile.conductor import imports
from extramile.core.models import AuditEntry
from extramile.intake.models import BatchKind, BatchState, ImportBatch, ImportProblem
from extramile.intake.operations import running
from extramile.people.models import Employee, Role, RoleKind, Unit
from tests.cast import Cast
from tests.conductor.test_imports import confirmed, sums, uploaded

pytestmark = pytest.mark.django_db

PEOPLE = "nummer;naam;e-mail;team;rol;coach van;in dienst\n"
UNITS = "nummer;naam;valt onder\n"


@pytest.fixture(autouse=True)
def _two_at_a_time(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"
    monkeypatch.setattr(imports, "SOME", 2)


class Killed(BaseException):
    """As sudden as a signal: nothing catches it."""


def dying(monkeypatch: pytest.MonkeyPatch, *, after: int) -> Callable[[ImportBatch, Cast], ImportBatch]:
    """An import that ends so many times in the middle of a transaction, and is begun again by others."""
    counted = running._count
    left = iter(range(after))

    def count(*arguments: Any, **named: Any) -> None:
        counted(*arguments, **named)
        turns.append(1)
        if len(turns) % 2 == 0 and next(left, None) is not None:
            raise Killed

    turns: list[int] = []
    monkeypatch.setattr(running, "_count", count)

    def run(batch: ImportBatch, cast: Cast) -> ImportBatch:
        while True:
            try:
                return imports.run(batch, now=cast.now)
            except Killed:
                batch.refresh_from_db()
                assert batch.rows == batch.created + batch.updated + batch.unchanged + batch.problems
                assert batch.state == BatchState.RUNNING

    return run


def people_of(cast: Cast, *rows: str) -> ImportBatch:
    return confirmed(uploaded(PEOPLE + "\n".join(rows) + "\n", cast, kind=BatchKind.PEOPLE), cast)


def units_of(cast: Cast, *rows: str) -> ImportBatch:
    return confirmed(uploaded(UNITS + "\n".join(rows) + "\n", cast, kind=BatchKind.UNITS), cast)


FILE = (
    "c1;Coach of the last;;UN-A;coach;p9,c2;1-1-2026",
    "c2;Coach of the first;;UN-A;coach;c1;1-1-2026",
    *(f"p{n};Person {n};p{n}@voorbeeld.example;UN-B;;;1-1-2026" for n in range(1, 7)),
    "c3;Coach of nobody;;UN-A;coach;p99;1-1-2026",
    "p1;Once more;;UN-A;;;1-1-2026",
    "e-els;Els Kuipers;;UN;coach;p9;",
    "x;In no team;;atlantis;;;",
    "p9;The last;;ZW-A;;;1-1-2026",
)


@pytest.mark.parametrize("deaths", [0, 9])
def test_a_coach_in_the_first_row_may_coach_somebody_in_the_last(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, deaths: int
) -> None:
    batch = dying(monkeypatch, after=deaths)(people_of(cast, *FILE), cast)
    # Nine are new; Els' row says more than was known; one coaches nobody, one came twice, one has no team.
    assert (sums(batch), batch.state) == ((13, 9, 1, 0, 3), BatchState.DONE)
    assert batch.waiting == []
    coached = Role.objects.filter(kind=RoleKind.COACH, ended_on=None)
    pairs = coached.values_list("user__employee__external_id", "employee__external_id")
    assert set(pairs) == {("c1", "p9"), ("c1", "c2"), ("c2", "c1"), ("e-els", "p9")}
    problems = ImportProblem.objects.filter(batch=batch).order_by("row").values_list("row", "problem")
    assert list(problems) == [(10, "employee_unknown"), (11, "doubled_row"), (13, "unit_unknown")]
    assert Employee.objects.get(external_id="p1").name == "Person 1"
    assert AuditEntry.objects.filter(action="people.employee.added", subject_type="employee").count() >= 10


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    imports.run(people_of(cast, *FILE), now=cast.now)
    before = AuditEntry.objects.filter(action__startswith="people.").count()
    batch = imports.run(people_of(cast, *FILE), now=cast.now)
    assert sums(batch) == (13, 0, 0, 10, 3)
    assert AuditEntry.objects.filter(action__startswith="people.").count() == before


def test_what_waits_is_taken_a_few_at_a_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever changes a person or a unit meanwhile waits for one transaction, not for all of them."""
    monkeypatch.setattr(running, "AT_ONCE", 3)
    monkeypatch.setattr(imports, "SOME", 100)
    handler, taken = imports.handler_of(BatchKind.UNITS), []

    def again(batch: ImportBatch, rows: Sequence[Any], now: datetime, **more: Any) -> Any:
        taken.append(len(rows))
        return handler.again(batch, rows, now, **more) if handler.again else None

    rows = [f"t{n};Team {n};NL" for n in range(8)]
    batch = units_of(cast, *rows)
    ImportBatch.objects.filter(pk=batch.pk).update(waiting=[[n, ""] for n in range(2, 10)], position=9)
    running.run_batch(batch.pk, handler=replace(handler, again=again), now=cast.now)
    batch.refresh_from_db()
    assert (taken, batch.waiting, batch.created) == ([3, 3, 2], [], 8)


def test_what_waits_is_counted_when_it_is_done(cast: Cast) -> None:
    seen: list[tuple[int, int]] = []
    batch = people_of(cast, *FILE)

    def progress(_done: int) -> None:
        held = ImportBatch.objects.get(pk=batch.pk)
        seen.append((held.rows, len(held.waiting)))

    imports.run(batch, now=cast.now, on_progress=progress)
    assert all(rows + waiting <= 13 for rows, waiting in seen)
    assert max(waiting for _, waiting in seen) == 3
    assert seen[-1] == (13, 0)


@pytest.mark.parametrize("deaths", [0, 9])
def test_a_tree_from_the_bottom_up(cast: Cast, monkeypatch: pytest.MonkeyPatch, deaths: int) -> None:
    rows = [f"d{n};Depth {n};{f'd{n - 1}' if n else 'NL'}" for n in range(6, -1, -1)]
    batch = dying(monkeypatch, after=deaths)(units_of(cast, *rows), cast)
    assert (sums(batch), batch.state) == ((7, 7, 0, 0, 0), BatchState.DONE)
    deepest = Unit.objects.get(external_id="d6")
    assert deepest.depth == cast.country.depth + 7
    assert sums(imports.run(units_of(cast, *rows), now=cast.now)) == (7, 0, 0, 7, 0)


@pytest.mark.parametrize("deaths", [0, 9])
def test_what_waits_for_nothing_is_named(cast: Cast, monkeypatch: pytest.MonkeyPatch, deaths: int) -> None:
    rows = ["a;A;b", "x;X;atlantis", "y;Y;x", "g;Good;NL", "b;B;a", "g;Twice;NL"]
    batch = dying(monkeypatch, after=deaths)(units_of(cast, *rows), cast)
    assert (sums(batch), batch.state) == ((6, 1, 0, 0, 5), BatchState.DONE)
    problems = dict(ImportProblem.objects.filter(batch=batch).values_list("row", "problem"))
    assert problems == {
        2: "unit_unknown",
        3: "unit_unknown",
        4: "unit_unknown",
        6: "unit_unknown",
        7: "doubled_row",
    }


def test_who_was_overtaken_while_rows_wait_writes_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = people_of(cast, *FILE)
    waited = running._waiting_rows

    def meanwhile(*arguments: Any) -> Iterator[Any]:
        ImportBatch.objects.filter(pk=batch.pk).update(waiting=[])
        return waited(*arguments)

    monkeypatch.setattr(running, "_waiting_rows", meanwhile)
    with pytest.raises(running.Overtaken):
        imports.run(batch, now=cast.now)
    assert not Role.objects.filter(employee__external_id="p9").exists()


def test_new_people_cost_as_many_statements_as_one(cast: Cast, django_assert_max_num_queries: Any) -> None:
    rows = [f"n{n};New {n};;UN-B;;;1-1-2026" for n in range(200)]
    batch = people_of(cast, *rows)
    handler = imports.handler_of("people")
    with django_assert_max_num_queries(60):
        running.run_batch(
            batch.pk,
            handler=replace(handler, reading=replace(handler.reading, chunk=1000)),
            now=cast.now,
        )
    assert Employee.objects.filter(external_id__startswith="n", started_on=date(2026, 1, 1)).count() == 200


def test_an_address_that_two_rows_have_is_the_first_ones(cast: Cast) -> None:
    rows = ["n1;One;a@voorbeeld.example;UN-B;;;", "n2;Two;A@Voorbeeld.example;UN-B;;;", "n3;Three;;UN-B;;;"]
    batch = imports.run(people_of(cast, *rows), now=cast.now)
    assert sums(batch) == (3, 2, 0, 0, 1)
    assert ImportProblem.objects.get().problem == "email_taken"
    assert Employee.objects.get(email="a@voorbeeld.example").external_id == "n1"


def test_who_waits_is_kept_as_json(cast: Cast) -> None:
    batch = people_of(cast, *FILE)
    handler = imports.handler_of("people")
    running.run_batch(batch.pk, handler=handler, now=cast.now, seconds=0)
    batch.refresh_from_db()
    assert json.loads(json.dumps(batch.waiting)) == batch.waiting == [[2, "created"]]
    assert imports.run(batch, now=cast.now).state == BatchState.DONE
