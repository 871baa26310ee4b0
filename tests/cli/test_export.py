"""`extramile export`: the same rows in three forms; people and units out of it and in again."""

import argparse
import csv
import errno
import io
import json
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from extramile.cli import export
from extramile.cli.shape import CommandError
from extramile.conductor import imports
from extramile.intake.models import BatchKind, ImportBatch, Job
from extramile.intake.operations import confirm_mapping, source_called, start_batch
from extramile.intake.operations import files as stored
from extramile.people.models import Employee, Membership, Role, RoleKind, Unit
from extramile.people.operations import grant_role
from tests.cast import Cast, user_of
from tests.responses.asked import ask
from tests.responses.test_store import keep


def wanted(file: Path, *more: str, kind: str = "responses") -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    export.register(parser.add_subparsers())
    return parser.parse_args(["export", kind, str(file), *more])


@pytest.fixture
def two(cast: Cast, now: datetime) -> None:
    keep(ask(cast.team, cast.sanne, now=now), now=now, nps="10", why="=1+1", praise=["tidy", "on_time"])
    keep(ask(cast.team, cast.wim, now=now), now=now, nps="4", call="yes")


def test_three_forms_hold_the_same(two: None, tmp_path: Path) -> None:
    for form in ("csv", "jsonl", "xlsx"):
        assert export.run(wanted(tmp_path / f"all.{form}")) == 0
    with (tmp_path / "all.csv").open(newline="") as file:
        from_csv = list(csv.DictReader(file))
    from_lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    sheet = CalamineWorkbook.from_path(tmp_path / "all.xlsx").get_sheet_by_index(0).to_python()
    assert [row["score"] for row in from_csv] == ["10", "4"]
    assert [row["score"] for row in from_lines] == [10, 4]
    assert [row[3] for row in sheet] == ["score", 10, 4]
    assert from_csv[0]["comment"] == from_lines[0]["comment"] == sheet[1][5] == "'=1+1"
    assert from_csv[0]["ticks"] == "praise:tidy,praise:on_time"
    assert from_csv[1]["answers"] == "nps=4 call=1"
    assert [file.suffix for file in tmp_path.iterdir() if file.suffix == ".part"] == []


def test_a_choice_of_responses(two: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export.run(wanted(tmp_path / "few.jsonl", "--group", "promoter", "--json")) == 0
    assert json.loads(capsys.readouterr().out)["responses"] == 1


@pytest.mark.parametrize("more", [["--unit", "Mars"], ["--format", "xlsx"]])
def test_what_cannot_be_done_is_said(two: None, tmp_path: Path, more: list[str]) -> None:
    file = tmp_path / "none.csv" if "--unit" in more else Path("-")
    with pytest.raises(CommandError):
        export.run(wanted(file, *more))


def brought_in(file: Path, kind: BatchKind, *, now: datetime) -> ImportBatch:
    fields = imports.handler_of(kind).fields
    path = stored.store([file.read_bytes()])
    batch = start_batch(source_called("hr"), kind, path, file_name=file.name, fields=fields, now=now)
    batch = confirm_mapping(
        batch, mapping=batch.shape["mapping"], attributes=batch.shape["attributes"], fields=fields, now=now
    )
    return imports.run(batch, now=now)


def everybody() -> list[list[tuple[object, ...]]]:
    return [
        list(Unit.objects.order_by("pk").values_list()),
        list(Employee.objects.order_by("pk").values_list()),
        list(Membership.objects.order_by("pk").values_list()),
        list(Role.objects.order_by("pk").values_list()),
    ]


@pytest.mark.parametrize(
    ("kind", "form"),
    [(kind, form) for kind in (BatchKind.UNITS, BatchKind.PEOPLE) for form in ("csv", "xlsx")],
)
def test_out_and_in_again_changes_nothing(
    cast: Cast, tmp_path: Path, settings: Any, kind: BatchKind, form: str
) -> None:
    settings.DATA, settings.UPLOADS = tmp_path, tmp_path / "uploads"
    grant_role(user_of(cast.mirjam), RoleKind.HR, started_on=cast.now.date(), actor=None, now=cast.now)
    before = everybody()
    file = tmp_path / f"all.{form}"
    assert export.run(wanted(file, kind=kind.value)) == 0
    batch = brought_in(file, kind, now=cast.now)
    count = Unit.objects.count() if kind is BatchKind.UNITS else Employee.objects.count()
    found = (batch.rows, batch.unchanged, batch.created, batch.updated, batch.problems)
    assert (found, everybody()) == ((count, count, 0, 0, 0), before)


def test_a_mended_name_comes_in(cast: Cast, now: datetime, tmp_path: Path, settings: Any) -> None:
    settings.DATA, settings.UPLOADS = tmp_path, tmp_path / "uploads"
    file = tmp_path / "people.csv"
    export.run(wanted(file, kind="people"))
    file.write_text(file.read_text().replace(cast.wim.name, "Willem van Loon"))
    batch = brought_in(file, BatchKind.PEOPLE, now=now)
    assert (batch.updated, batch.problems) == (1, 0)
    cast.wim.refresh_from_db()
    assert cast.wim.name == "Willem van Loon"


def test_jobs_of_a_unit_and_a_period(
    cast: Cast, now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for team, who in ((cast.team, cast.sanne), (cast.team, cast.wim), (cast.zwolle_team, cast.noor)):
        ask(team, who, now=now)
    file = tmp_path / "jobs.jsonl"
    day = f"{now:%Y-%m-%d}"
    assert export.run(wanted(file, "--unit", "W", "--until", day, "--json", kind="jobs")) == 0
    assert json.loads(capsys.readouterr().out)["jobs"] == 2
    told = [json.loads(line) for line in file.read_text().splitlines()]
    of_west = Job.objects.filter(unit=cast.team)
    assert {row["external_id"] for row in told} == set(of_west.values_list("external_id", flat=True))
    assert export.run(wanted(file, "--since", f"{now + timedelta(days=2):%Y-%m-%d}", kind="jobs")) == 0
    assert file.read_text() == ""


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("people", ["--unit", "W"]),
        ("units", ["--since", "2026-01-01"]),
        ("jobs", ["--group", "promoter"]),
        ("jobs", ["--since", "2026-02-01", "--until", "2026-01-01"]),
    ],
)
def test_a_choice_that_would_do_nothing_is_said(
    cast: Cast, tmp_path: Path, kind: str, more: list[str]
) -> None:
    with pytest.raises(CommandError):
        export.run(wanted(tmp_path / "none.csv", *more, kind=kind))
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_written_to_and_stays_one(two: None, tmp_path: Path) -> None:
    """As /dev/stdout is, and /dev/full: whatever is put in the place of such is missing to everybody."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # a few rows fit in it, with nobody to read them yet
    try:
        assert export.run(wanted(pipe, "--format", "csv")) == 0
        read = os.read(end, 1 << 16).decode()
    finally:
        os.close(end)
    assert len(list(csv.DictReader(io.StringIO(read)))) == 2
    assert pipe.is_fifo()
    assert [one.name for one in tmp_path.iterdir()] == ["pipe"]


def test_a_link_stays_one_and_what_it_leads_to_is_written(two: None, tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("of yesterday")
    link.symlink_to(real)
    assert export.run(wanted(link)) == 0
    assert link.is_symlink()
    assert real.read_text().startswith("response_id,")


def test_a_day_that_is_none_is_called_wrongly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        wanted(tmp_path / "all.csv", "--since", "2026-02-30")
    assert "2026-02-30 is no day; write it as 2026-05-31" in capsys.readouterr().err


def test_a_workbook_that_cannot_be_finished_leaves_nothing(
    two: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(xlsxwriter.worksheet.Worksheet, "write_string", full)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(CommandError, match="No space left"):
        export.run(wanted(tmp_path / "all.xlsx"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_finished_is_not_there(
    two: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full after the first rows: what stood there before stays."""
    file = tmp_path / "all.csv"
    file.write_text("of yesterday")

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(export, "_by_copy", full)
    with pytest.raises(CommandError, match="No space left"):
        export.run(wanted(file))
    assert [one.name for one in tmp_path.iterdir()] == ["all.csv"]
    assert file.read_text() == "of yesterday"
