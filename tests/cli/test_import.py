"""`extramile import`: what is wrong with the call is said, no half import waits, a stopped one goes on."""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from extramile.cli import import_
from extramile.cli.shape import CommandError
from extramile.conductor import imports
from extramile.intake.models import BatchState, ImportBatch, Job
from extramile.intake.operations.running import LOCK_CLASS
from tests.cast import Cast

ROWS = "number;finished;employee\n1;2026-01-20 10:00;e-sanne\n2;2026-01-21 11:00;e-wim\n"
FIELDS = ("external_id=number", "finished_at=finished", "employees=employee")
COLUMNS = [word for one in FIELDS for word in ("--mapping", one)]


@pytest.fixture
def file(cast: Cast, tmp_path: Path, settings: Any) -> Path:
    settings.DATA, settings.UPLOADS = tmp_path / "data", tmp_path / "data" / "uploads"
    path = tmp_path / "jobs.csv"
    path.write_text(ROWS)
    return path


def called(file: Path, *more: str, source: str = "planning") -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    import_.register(parser.add_subparsers())
    return parser.parse_args(["import", "jobs", str(file), "--source", source, *more])


def test_a_file_comes_in(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_.run(called(file, *COLUMNS, "--yes", "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["rows"], told["created"], told["problems"]) == ("done", 2, 2, 0)
    assert Job.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda file: called(file.parent, "--yes"), "this is no file"),
        (lambda file: called(file.parent / "none.csv", "--yes"), "there is no such file"),
        (lambda file: called(file, "--yes", source=" "), "--source: give a name"),
        (lambda file: called(file, "--yes", "--region", "XX"), "--region XX: there is no such country"),
        (lambda file: called(file, "--yes", "--mapping", "colour=number"), "there is no field"),
        (lambda file: called(file, "--yes", "--mapping", "unit=colour"), "there is no column"),
        (lambda file: called(file, "--yes", "--attribute", "number:colour"), "write COLUMN:TYPE"),
        (lambda file: called(file, "--yes", "--mapping", "finished_at="), "No column was chosen"),
    ],
)
def test_what_is_wrong_with_the_call_is_said_and_nothing_waits_for_anybody(
    file: Path, change: Callable[[Path], argparse.Namespace], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        import_.run(change(file))
    assert not ImportBatch.objects.exclude(state=BatchState.CANCELLED).exists()
    assert not Job.objects.exists()


def test_a_file_that_a_worker_goes_on_with_is_waited_for(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed with 9 and called again, while the program that runs has taken the file up already."""

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(imports, "run_batch", killed)
        with pytest.raises(KeyboardInterrupt):
            import_.run(called(file, *COLUMNS, "--yes"))
    batch = ImportBatch.objects.get()
    worker = connection.get_new_connection(connection.get_connection_params())
    looks = []

    def until_it_lets_go(_seconds: float) -> None:
        looks.append(batch.pk)
        worker.close()

    monkeypatch.setattr(time, "sleep", until_it_lets_go)
    try:
        with worker.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, batch.pk])
        assert import_.run(called(file, *COLUMNS, "--yes", "--json")) == 0
    finally:
        worker.close()
    assert looks
    assert json.loads(capsys.readouterr().out)["created"] == 2
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE


def test_a_problem_of_the_file_names_it(file: Path) -> None:
    file.write_text("only a heading\n")
    with pytest.raises(CommandError, match=r"jobs\.csv: The file has a heading, but no rows"):
        import_.run(called(file, "--yes"))
