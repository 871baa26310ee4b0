"""Studies on the command line."""

import argparse
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from extramile.cli.shape import CommandError
from extramile.cli.studies import register, run
from extramile.evidence.models import Run
from tests.evidence import made
from tests.evidence.company import APART, follows, live, small

pytestmark = pytest.mark.django_db


def _arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    return parser.parse_args(["studies", *words])


def test_the_list_says_what_each_says(now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    made.draft(now, key="draft")
    made.done(made.frozen(now), now)
    assert run(_arguments("list", "--language", "nl")) == 0
    told = capsys.readouterr().out
    assert "own (version 1)" in told
    assert "within: Ging de eNPS van een team" in told
    assert "draft" not in told
    assert run(_arguments("list", "--json")) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert row["findings"][0]["class"] == "within"
    assert row["findings"][0]["beside"]


def test_without_studies_it_says_when_they_come(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(_arguments("list")) == 0
    assert "plans a wave" in capsys.readouterr().err


def test_run_and_again(now: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    live(small(teams=12, first=now - 9 * APART), follows, waves=4)
    made.frozen(now)
    assert run(_arguments("run", "own")) == 0
    assert "eNPS" in capsys.readouterr().out
    assert run(_arguments("run", "own", "--again", "--json")) == 0
    assert json.loads(capsys.readouterr().out) == {"key": "own", "differs": []}
    assert Run.objects.count() == 2


def test_a_bundle_in_a_folder(now: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.done(made.frozen(now), now)
    assert run(_arguments("bundle", "own", str(tmp_path), "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["seal"]) == 64
    assert zipfile.is_zipfile(told["file"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "nothing"), "no frozen study called nothing"),
        (("bundle", "own", "."), "was never computed"),
        (("run", "own", "--again"), "was never computed"),
    ],
)
def test_what_is_not_there_is_said(now: datetime, words: tuple[str, ...], says: str) -> None:
    made.frozen(now)
    with pytest.raises(CommandError, match=says):
        run(_arguments(*words))


def test_no_folder(now: datetime, tmp_path: Path) -> None:
    made.done(made.frozen(now), now)
    with pytest.raises(CommandError, match="There is no folder"):
        run(_arguments("bundle", "own", str(tmp_path / "nowhere")))
