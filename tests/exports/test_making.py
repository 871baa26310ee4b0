"""A file is made in the background: whole or not at all, once, and gone in time."""

import csv
import errno
import io
import os
import signal
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from extramile.core.preferences import choose
from extramile.exports import files, writing
from extramile.exports.models import Export, ExportFormat, ExportKind
from extramile.exports.operations import (
    TooManyExports,
    ask,
    cancel,
    delete_old,
    desk,
    making,
    run_waiting,
    take_back,
)
from extramile.exports.queries import What
from extramile.responses.queries.export import Filters, csv_chunks
from tests.cast import Cast, user_of
from tests.exports.conftest import Ask
from tests.outbox.post_office import database_url

pytestmark = pytest.mark.django_db(transaction=True)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_holds_what_a_download_holds(answers: Cast, wanted: Ask, folder: Path) -> None:
    export = wanted()
    assert run_waiting(answers.now) == 1
    export.refresh_from_db()
    assert (export.state, export.rows, export.rows_expected, export.tries) == ("done", 7, 7, 1)
    assert export.expires_at is not None
    assert timedelta(days=7) <= export.expires_at - answers.now < timedelta(days=7, minutes=5)
    (path,) = folder.iterdir()
    assert path.read_bytes() == b"\xef\xbb\xbf" + b"".join(csv_chunks(Filters()))
    assert path.stat().st_size == export.size
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert run_waiting(answers.now) == 0


def test_what_was_chosen_is_what_is_in_it(answers: Cast, wanted: Ask, folder: Path) -> None:
    day = answers.now.date()
    wanted(since=day - timedelta(days=100), until=day - timedelta(days=30), group="detractor")
    run_waiting(answers.now)
    (path,) = folder.iterdir()
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [row["score"] for row in rows] == ["2", "1"]
    assert [row["comment"] for row in rows] == ["'=Number 2", "'=Number 1"]


@pytest.mark.parametrize("kind", list(ExportKind))
def test_a_workbook_of_either_kind(answers: Cast, wanted: Ask, folder: Path, kind: ExportKind) -> None:
    export = wanted(ExportFormat.XLSX, kind)
    run_waiting(answers.now)
    export.refresh_from_db()
    assert export.state == "done"
    (path,) = folder.iterdir()
    table = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert len(table) == 8
    assert table[0][0] == ("response_id" if kind == ExportKind.RESPONSES else "source")


def test_the_same_wish_is_one_file_also_when_pressed_at_once(answers: Cast) -> None:
    both = Barrier(2)
    found: list[tuple[Export, bool]] = []

    def press() -> None:
        what = What(ExportKind.RESPONSES, Filters())
        user = user_of(answers.ines)
        both.wait()
        found.append(ask(what, ExportFormat.CSV, actor=user, now=answers.now))
        connection.close()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Export.objects.count() == 1
    assert {one.pk for one, _new in found} == {Export.objects.get().pk}
    assert sorted(is_new for _one, is_new in found) == [False, True]


def test_another_wish_and_another_person_are_other_files(answers: Cast, wanted: Ask) -> None:
    one = wanted()
    assert wanted().pk == one.pk
    assert wanted(group="promoter").pk != one.pk
    assert wanted(ExportFormat.XLSX).pk != one.pk
    what = What(ExportKind.RESPONSES, Filters())
    hers, is_new = ask(what, ExportFormat.CSV, actor=user_of(answers.ada), now=answers.now)
    assert is_new
    assert hers.pk != one.pk
    run_waiting(answers.now)
    assert wanted().pk != one.pk  # what is done is not made anew by itself, and asking again gives today's


def test_nobody_fills_the_disk(answers: Cast, wanted: Ask) -> None:
    for score in range(5):
        wanted(since=answers.now.date() - timedelta(days=score))
    with pytest.raises(TooManyExports):
        wanted(ExportFormat.XLSX)


@pytest.mark.parametrize("form", list(ExportFormat))
@pytest.mark.parametrize("kind", list(ExportKind))
def test_stopped_in_the_middle_nothing_is_left(
    answers: Cast, wanted: Ask, monkeypatch: pytest.MonkeyPatch, form: ExportFormat, kind: ExportKind
) -> None:
    monkeypatch.setattr(desk, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(writing, "TELL", 1)
    export = wanted(form, kind)
    told: list[int] = []
    tell = desk.Desk.tell

    def stop_after_two(self: desk.Desk, *, expected: int | None = None) -> None:
        told.append(self.rows)
        if self.rows == 2:
            line = connection.copy()  # its own reads in a snapshot that may not write
            with line.cursor() as cursor:
                cursor.execute("UPDATE exports_export SET state = 'cancelled' WHERE id = %s", [export.pk])
            line.close()
        tell(self, expected=expected)

    monkeypatch.setattr(desk.Desk, "tell", stop_after_two)
    run_waiting(answers.now)
    export.refresh_from_db()
    assert export.state == "cancelled"
    assert max(told) == 2, "it went on after it was stopped"
    assert names(files.folder()) == []
    assert not connection.in_atomic_block
    assert run_waiting(answers.now) == 0


def test_how_far_it_is_can_be_seen_while_it_is_made(
    answers: Cast, wanted: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(writing, "TELL", 1)
    export = wanted(ExportFormat.XLSX)
    seen: list[tuple[Any, ...]] = []
    tell = desk.Desk.tell

    def look(self: desk.Desk, *, expected: int | None = None) -> None:
        tell(self, expected=expected)
        line = connection.copy()
        with line.cursor() as cursor:
            cursor.execute("SELECT state, rows, rows_expected FROM exports_export WHERE id = %s", [export.pk])
            seen.append(cursor.fetchone())
        line.close()

    monkeypatch.setattr(desk.Desk, "tell", look)
    run_waiting(answers.now)
    assert seen[0] == ("running", 0, 7)
    assert ("running", 3, 7) in seen


def test_killed_in_the_middle_it_is_made_anew_and_nothing_half_is_left(
    answers: Cast, wanted: Ask, folder: Path
) -> None:
    export = wanted()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "EXTRAMILE_DATA": str(folder.parent),
        "DJANGO_SETTINGS_MODULE": "extramile.settings",
    }
    command = [sys.executable, "-m", "tests.exports.making_slowly", str(export.pk), answers.now.isoformat()]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        assert run_waiting(answers.now) == 0, "somebody else makes it, and lives"
        assert f"{export.pk}.csv.part" in names(folder)
        assert delete_old(answers.now) == 0, "what is being written is nobody's rubbish"
        os.kill(process.pid, signal.SIGKILL)
    assert f"{export.pk}.csv" not in names(folder)
    export.refresh_from_db()
    assert export.state == "running"
    done = 0
    for _look in range(1200):  # until PostgreSQL has noticed that its client is gone
        done = run_waiting(answers.now)
        if done:
            break
        time.sleep(0.05)
    assert done == 1
    export.refresh_from_db()
    assert (export.state, export.rows, export.tries) == ("done", 7, 2)
    assert names(folder) == [f"{export.pk}.csv"]
    assert b"half a row" not in (folder / f"{export.pk}.csv").read_bytes()


def test_a_file_that_kills_its_makers_is_given_up(answers: Cast, wanted: Ask, folder: Path) -> None:
    export = wanted()
    Export.objects.filter(pk=export.pk).update(state="running", tries=3)
    (folder).mkdir(exist_ok=True)
    run_waiting(answers.now)
    export.refresh_from_db()
    assert (export.state, export.failure) == ("failed", "cut off")
    assert names(folder) == []


def test_a_full_disk_is_told_at_once_and_an_accident_tried_again(
    answers: Cast, wanted: Ask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(error: Exception) -> None:
        def write(*_more: object, **_others: object) -> None:
            raise error

        monkeypatch.setattr(making, "write", write)

    export = wanted()
    breaks(RuntimeError("an accident"))
    for tries in (1, 2, 3):
        with pytest.raises(RuntimeError):
            run_waiting(answers.now)
        export.refresh_from_db()
        assert export.tries == tries
        assert export.state == ("failed" if tries == 3 else "running")
    assert export.failure == "error"
    full = wanted()
    breaks(OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(OSError, match="No space"):
        run_waiting(answers.now)
    full.refresh_from_db()
    assert (full.state, full.failure) == ("failed", "no room")
    assert names(folder) == []


def test_a_file_goes_when_its_time_is_over_and_so_does_what_nobody_knows(
    answers: Cast, wanted: Ask, folder: Path
) -> None:
    choose(export_days=2)
    export = wanted()
    run_waiting(answers.now)
    for name in ("999999.csv", "999998.xlsx.part"):
        (folder / name).write_bytes(b"left by somebody")
    (folder / "999997.scratch").mkdir()
    (folder / "README").write_bytes(b"not ours")
    kept = answers.now + timedelta(days=1, hours=23)
    assert delete_old(kept) == 3
    assert names(folder) == ["README", f"{export.pk}.csv"] or names(folder) == [f"{export.pk}.csv", "README"]
    assert delete_old(answers.now + timedelta(days=2, minutes=5)) == 1
    assert names(folder) == ["README"]
    export.refresh_from_db()
    assert export.state == "deleted"


def test_what_is_erased_leaves_every_file(answers: Cast, wanted: Ask, folder: Path) -> None:
    done = wanted()
    run_waiting(answers.now)
    running = wanted()
    Export.objects.filter(pk=running.pk).update(state="running", tries=2)
    assert take_back_in_a_transaction() == 1
    assert names(folder) == []
    done.refresh_from_db()
    running.refresh_from_db()
    assert (done.state, running.state, running.tries) == ("deleted", "queued", 0)


def take_back_in_a_transaction() -> int:
    from django.db import transaction

    with transaction.atomic():
        return take_back()


def test_a_stopped_file_stays_stopped(answers: Cast, wanted: Ask, settings: Settings) -> None:
    export = wanted()
    user = user_of(answers.ines)
    assert cancel(export, actor=user, now=answers.now)
    assert not cancel(export, actor=user, now=answers.now)
    assert run_waiting(answers.now) == 0
