"""Whole files: the counts add up, a killed import goes on, two workers do not both write."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import connection

from extramile.conductor import imports
from extramile.core.tables import TableProblem
from extramile.intake.models import BatchKind, BatchState, ImportBatch, ImportProblem, Job, Source
from extramile.intake.operations import (
    Handler,
    Overtaken,
    cancel_batch,
    confirm_mapping,
    delete_old_files,
    files,
    go_on,
    running,
    source_called,
    start_batch,
)
from extramile.intake.operations.running import LOCK_CLASS
from extramile.intake.queries import error_of, problem_groups, problems_as_csv
from tests.cast import Cast

HEADING = "Opdrachtnummer;Gereed op;Monteur;Bedrag;Klantnummer;E-mail;Camera\n"
GOOD = "J{n};3-2-2026 14:05;e-sanne;12,50;K{n};klant{n}@example.org;ja\n"


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"


def uploaded(
    content: str, cast: Cast, *, kind: BatchKind = BatchKind.JOBS, source: str = "crm"
) -> ImportBatch:
    path = files.store([content.encode("cp1252")])
    fields = imports.handler_of(kind).fields
    return start_batch(source_called(source), kind, path, file_name="monday.csv", fields=fields, now=cast.now)


def confirmed(batch: ImportBatch, cast: Cast, **different: Any) -> ImportBatch:
    choice: dict[str, Any] = {
        "mapping": batch.shape["mapping"],
        "attributes": batch.shape["attributes"],
        "fields": imports.handler_of(batch.kind).fields,
        "now": cast.now,
    }
    return confirm_mapping(batch, **{**choice, **different})


def brought_in(content: str, cast: Cast) -> ImportBatch:
    return imports.run(confirmed(uploaded(content, cast), cast), now=cast.now)


def handler_with(**different: int) -> Handler:
    handler = imports.handler_of(BatchKind.JOBS)
    return replace(handler, reading=replace(handler.reading, **different))  # type: ignore[arg-type]


def sums(batch: ImportBatch) -> tuple[int, int, int, int, int]:
    return batch.rows, batch.created, batch.updated, batch.unchanged, batch.problems


@pytest.mark.django_db
def test_rows_are_new_changed_the_same_or_a_problem(cast: Cast) -> None:
    content = HEADING + "".join(GOOD.format(n=n) for n in range(5))
    assert sums(brought_in(content, cast)) == (5, 5, 0, 0, 0)
    changed = content.replace("J1;3-2-2026", "J1;4-2-2026") + GOOD.format(n=9) + "J10;gisteren;?;veel;;x;ja\n"
    batch = brought_in(changed, cast)
    assert sums(batch) == (7, 1, 1, 4, 1)
    assert batch.state == BatchState.DONE
    found = ImportProblem.objects.filter(batch=batch).order_by("column")
    assert [(one.row, one.column, one.problem) for one in found] == [
        (8, "Bedrag", "number"),
        (8, "E-mail", "email"),
        (8, "Gereed op", "date"),
    ]
    assert sum(group.rows for group in problem_groups(batch)) == 3


@pytest.mark.django_db
def test_refused_rows_can_be_mended_and_imported_again(cast: Cast) -> None:
    bad = 'J1;3-2-2026 14:05;e-nobody;-12,50;=K1;"=HYPERLINK(""x"")@example.org";ja\n'
    batch = brought_in(HEADING + GOOD.format(n=0) + bad, cast)
    assert (batch.created, batch.problems) == (1, 1)
    listed = "".join(problems_as_csv(batch))
    row = list(csv.reader(io.StringIO(listed.removeprefix("\ufeff")), delimiter=";"))[1]
    assert not any(value.startswith(("=", "+", "-", "@")) for value in row)
    mended = listed.replace("e-nobody", "e-wim").replace('\'=HYPERLINK(""x"")@example.org', "a@example.org")
    again = brought_in(mended.removeprefix("\ufeff"), cast)
    assert sums(again) == (1, 1, 0, 0, 0)
    job = Job.objects.get(external_id="J1")
    assert job.contact is not None
    assert (str(job.amount), job.contact.reference) == ("-12.50", "=K1")


@pytest.mark.django_db
def test_columns_are_remembered_by_their_source(cast: Cast) -> None:
    batch = uploaded("Nr;Klaar;Wie;Extra\nJ1;3-2-2026;e-sanne;ja\n", cast)
    mapping = {"external_id": "Nr", "finished_at": "Klaar", "employees": "Wie"}
    confirmed(batch, cast, mapping=mapping, attributes=[{"column": "Extra", "type": "yesno"}])
    again = uploaded("Extra;Wie;Klaar;Nr\nja;e-sanne;3-2-2026;J2\n", cast)
    assert again.shape["mapping"] == mapping
    assert again.shape["attributes"] == [{"column": "Extra", "type": "yesno"}]
    assert uploaded("Nr;Klaar;Wie\n1;2;3\n", cast, source="other").shape["mapping"] != mapping


@pytest.mark.django_db
def test_a_needed_column_cannot_be_left_out(cast: Cast) -> None:
    with pytest.raises(TableProblem) as caught:
        confirmed(uploaded(HEADING + GOOD, cast), cast, mapping={"external_id": "Opdrachtnummer"})
    assert caught.value.code == "unmapped"


@pytest.mark.django_db
def test_a_file_that_changed_or_went_is_said_so(cast: Cast) -> None:
    batch = confirmed(uploaded(HEADING + GOOD.format(n=1), cast), cast)
    path = files.path_of(batch)
    path.write_text(HEADING + GOOD.format(n=2))
    failed = imports.run(batch, now=cast.now)
    assert (failed.state, failed.rows) == (BatchState.FAILED, 0)
    assert "changed" in error_of(failed)
    path.unlink()
    assert go_on(failed, actor=None, now=cast.now)
    assert "no longer here" in error_of(imports.run(failed, now=cast.now))


@pytest.mark.django_db
def test_a_full_disk_stops_and_goes_on_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = confirmed(uploaded(HEADING + GOOD.format(n=1), cast), cast)

    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("extramile.intake.operations.running._take_chunk", full)
        failed = imports.run(batch, now=cast.now)
    assert "no room left" in error_of(failed)
    go_on(failed, actor=None, now=cast.now)
    assert sums(imports.run(failed, now=cast.now)) == (1, 1, 0, 0, 0)


@pytest.mark.django_db
def test_a_row_that_only_the_database_refuses_is_one_problem(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extramile.core.tables.values._CONTROL", __import__("re").compile("(?!)"))
    content = (
        HEADING.replace("Camera", "Soort werk") + GOOD.format(n=1) + GOOD.format(n=2).replace("ja", "\x00")
    )
    batch = brought_in(content, cast)
    assert sums(batch) == (2, 1, 0, 0, 1)
    assert ImportProblem.objects.get().problem == "refused"


@pytest.mark.django_db(transaction=True)
def test_who_holds_the_lock_works_alone(cast: Cast) -> None:
    batch = confirmed(uploaded(HEADING + GOOD.format(n=1), cast), cast)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, batch.pk])
            with pytest.raises(Overtaken):
                imports.run(batch, now=cast.now)
            assert imports.run_waiting(cast.now) == 0
            # Closing lets go of it too, but only a moment later.
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_CLASS, batch.pk])
    finally:
        other.close()
    assert imports.run_waiting(cast.now) == 1


@pytest.mark.django_db
def test_a_worker_that_was_overtaken_writes_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even without the lock: the position has moved on, so this chunk is somebody else's."""
    batch = confirmed(uploaded(HEADING + GOOD.format(n=1), cast), cast)
    opened = running._open

    def meanwhile(*arguments: Any) -> Any:
        ImportBatch.objects.filter(pk=batch.pk).update(position=2)
        return opened(*arguments)

    monkeypatch.setattr("extramile.intake.operations.running._open", meanwhile)
    with pytest.raises(Overtaken):
        imports.run(batch, now=cast.now)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_cancelled_import_stops(cast: Cast) -> None:
    batch = confirmed(uploaded(HEADING + GOOD.format(n=1), cast), cast)
    assert cancel_batch(batch, actor=None, now=cast.now)
    assert imports.run(batch, now=cast.now).state == BatchState.CANCELLED
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_uploaded_files_are_private_and_do_not_stay(cast: Cast) -> None:
    batch = brought_in(HEADING + GOOD.format(n=1), cast)
    path = files.path_of(batch)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert delete_old_files(cast.now) == 0
    ImportBatch.objects.update(created_at=cast.now.replace(year=2025))
    assert delete_old_files(cast.now) == 1
    assert not path.exists()


@pytest.mark.django_db
def test_a_file_past_the_limit_leaves_nothing(cast: Cast) -> None:
    with pytest.raises(TableProblem) as caught:
        files.store([b"x" * 100, b"x" * 100], limit=150)
    assert caught.value.code == "too_large"
    assert not list(settings.UPLOADS.iterdir())


@pytest.mark.django_db
def test_people_and_units_come_in_by_the_same_road(cast: Cast) -> None:
    people = "nummer;naam;team;in dienst\nx1;Lin Chen;UN-A;5-1-2026\nx2;Bo;atlantis;5-1-2026\n"
    batch = imports.run(confirmed(uploaded(people, cast, kind=BatchKind.PEOPLE), cast), now=cast.now)
    assert sums(batch) == (2, 1, 0, 0, 1)
    assert ImportProblem.objects.get().column == "team"


@pytest.mark.django_db
def test_a_chunk_is_as_long_as_its_handler_says(cast: Cast) -> None:
    content = HEADING + "".join(GOOD.format(n=n) for n in range(25))
    batch = confirmed(uploaded(content, cast), cast)
    done: list[int] = []
    handler = handler_with(chunk=10)
    running.run_batch(batch.pk, handler=handler, now=cast.now, on_progress=done.append)
    assert done == [10, 10, 5]
    again = confirmed(uploaded(content.replace("ja", "nee"), cast), cast)
    done.clear()
    handler = handler_with(characters=100)
    running.run_batch(again.pk, handler=handler, now=cast.now, on_progress=done.append)
    assert sum(done) == 25
    assert max(done) < 5


KILLED = """
import os, sys, signal
import django; django.setup()
from extramile.conductor import imports
from extramile.core.clock import now
from extramile.intake.models import ImportBatch
from dataclasses import replace
made = imports._HANDLERS["jobs"]
def by_hundreds():
    handler = made()
    return replace(handler, reading=replace(handler.reading, chunk=100))
imports._HANDLERS["jobs"] = by_hundreds
from django.db import connection
def before_commit(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    if str(sql).startswith("UPDATE") and '"position"' in str(sql):
        before_commit.chunks += 1
        if before_commit.chunks == 4:
            os.kill(os.getpid(), signal.SIGKILL)  # jobs written, counts written, not committed
    return result
before_commit.chunks = 0
connection.execute_wrappers.append(before_commit)
imports.run(ImportBatch.objects.get(pk=int(sys.argv[1])), now=now())
"""


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_nothing_is_lost_or_doubled(cast: Cast, tmp_path: Path) -> None:
    content = HEADING + "".join(GOOD.format(n=n) for n in range(1000)) + "J5;gisteren;;;;;\n"
    batch = confirmed(uploaded(content, cast), cast)
    settings_dict = connection.settings_dict
    environment = {
        **os.environ,
        "EXTRAMILE_DATA": str(tmp_path),
        "DATABASE_URL": f"postgresql://{settings_dict['USER']}:{settings_dict['PASSWORD']}@/"
        f"{settings_dict['NAME']}?host={settings_dict['HOST']}&port={settings_dict['PORT'] or 5432}",
        "DJANGO_SETTINGS_MODULE": "extramile.settings",
        "EXTRAMILE_SECRET_KEY": settings.SECRET_KEY,
    }
    child = subprocess.run(
        [sys.executable, "-c", KILLED, str(batch.pk)], env=environment, capture_output=True, check=False
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()[-2000:]
    batch.refresh_from_db()
    assert (sums(batch), Job.objects.count()) == ((300, 300, 0, 0, 0), 300)
    for _ in range(600):  # the server notices the dead connection, and lets its lock go
        if imports.run_waiting(cast.now):
            break
        time.sleep(0.1)
    batch.refresh_from_db()
    assert (sums(batch), batch.state) == ((1001, 1000, 0, 0, 1), BatchState.DONE)
    assert Job.objects.count() == 1000


BARRED: Final = """
    SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock'
       AND relation IN ('responses_response'::regclass, 'responses_response_default'::regclass)
"""
MONTHS: Final = """
    SELECT array_agg(relname::text ORDER BY relname) FROM pg_class
     WHERE relname IN ('responses_response_201907', 'responses_response_201911', 'responses_response_203001')
"""


@pytest.mark.django_db(transaction=True)
def test_customers_read_and_answer_while_months_of_an_import_are_new(cast: Cast) -> None:
    """The months are there before the transaction of a chunk, which lasts; none for days to come."""
    content = (
        "Nummer;Score;Datum\nA;9;2019-07-03 10:00\nB;8;2019-11-30T10:00:00+01:00\nC;8;2030-01-03 10:00\n"
    )
    batch = confirmed(uploaded(content, cast, kind=BatchKind.RESPONSES), cast)
    handler, barred = imports.handler_of(BatchKind.RESPONSES), []

    def apply(*arguments: Any) -> Any:
        done = handler.apply(*arguments)
        with connection.cursor() as cursor:
            cursor.execute(BARRED)
            barred.append(cursor.fetchone())
        return done

    running.run_batch(batch.pk, handler=replace(handler, apply=apply), now=cast.now)
    batch.refresh_from_db()
    assert (sums(batch), barred) == ((3, 2, 0, 0, 1), [(0,)])
    with connection.cursor() as cursor:
        cursor.execute(MONTHS)
        assert cursor.fetchone() == (["responses_response_201907", "responses_response_201911"],)
        cursor.execute("SELECT count(*) FROM responses_response_default")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_source_keeps_its_own_memory(cast: Cast) -> None:
    confirmed(uploaded(HEADING + GOOD.format(n=1), cast), cast)
    remembered = Source.objects.get(name="crm").mappings["jobs"]
    assert remembered["columns"]["external_id"] == "Opdrachtnummer"
