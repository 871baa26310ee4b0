"""`extramile export`: the same responses in three forms."""

import argparse
import csv
import json
from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from extramile.cli import export
from extramile.cli.shape import CommandError
from tests.cast import Cast
from tests.responses.asked import ask
from tests.responses.test_store import keep


def wanted(file: Path, *more: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    export.register(parser.add_subparsers())
    return parser.parse_args(["export", "responses", str(file), *more])


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
