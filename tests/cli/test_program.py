"""The command line itself: help with examples, exit codes, sentences instead of tracebacks."""

import errno
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError

from extramile.cli import bench, program
from extramile.cli.program import main, make_parser
from extramile.cli.shape import FAILED, INTERRUPTED, OK, UNREACHABLE, USAGE, CommandError

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["serve", "demo", "migrate", "import", "export", "check", "backup", "restore", "bench"]


def help_of(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])
    assert ended.value.code == OK
    return capsys.readouterr().out


def test_help_lists_every_command_in_the_order_of_their_use(capsys: pytest.CaptureFixture[str]) -> None:
    listed = re.findall(r"^ {4}(\w+) ", help_of(capsys=capsys), re.M)
    assert [name for name in listed if name in COMMANDS] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_examples_that_it_understands(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = help_of(command, capsys=capsys)
    examples = re.findall(rf"^  .*\bextramile ({command}\b.*)$", text, re.M)
    assert examples
    assert "exit codes" in text
    for example in examples:
        words = shlex.split(re.sub(r"\$\([^)]*\)", "now", re.sub(r"\s+[>|&].*", "", example)))
        make_parser().parse_args(words)


def test_what_the_examples_measure_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    named = re.findall(r"^  extramile bench (\w+)", help_of("bench", capsys=capsys), re.M)
    assert named
    assert set(named) <= {*bench.available(), "all"}


def test_a_command_that_is_none_is_called_wrongly() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fly"])
    assert ended.value.code == USAGE


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CommandError("the file is not there"), FAILED),
        (OperationalError("no server"), UNREACHABLE),
        (KeyboardInterrupt(), INTERRUPTED),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_an_exit_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_arguments: object) -> int:
        raise error

    monkeypatch.setattr(program, "_run", fail)
    assert main(["bench"]) == code
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "Make room there"),
        (errno.EACCES, "Let its owner give you leave"),
        (errno.EROFS, "can be written to"),
        (errno.EMFILE, "ulimit"),
    ],
)
def test_what_the_machine_refuses_is_a_sentence_with_a_remedy(
    number: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_arguments: object) -> int:
        raise OSError(number, os.strerror(number), "/srv/jobs.csv")

    monkeypatch.setattr(program, "_run", fail)
    monkeypatch.setattr(program, "_forget_output", lambda: None)
    assert main(["bench"]) == FAILED
    told = capsys.readouterr().err
    assert told.startswith(f"extramile: /srv/jobs.csv: {os.strerror(number)}")
    assert words in told


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="of Linux")
def test_a_full_disk_behind_the_output_is_said_once() -> None:
    """What fits in the buffer reaches the disk only when the command is done."""
    deed = (
        "import sys; from extramile.cli import program; program._run = lambda _: print('told') or 0;"
        "sys.exit(program.main(['bench']))"
    )
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", deed], cwd=ROOT, stdout=full, stderr=subprocess.PIPE,
            text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == FAILED
    assert done.stderr.splitlines() == [
        "extramile: No space left on device. Make room there, and run it again."
    ]


def test_a_defect_is_not_hidden_behind_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_arguments: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(program, "_run", fail)
    with pytest.raises(ZeroDivisionError):
        main(["bench"])


def test_it_runs_as_a_module_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "extramile", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("extramile ")


def test_no_command_needs_django_before_it_is_set_up() -> None:
    """pytest has set Django up already, so that only another interpreter can tell."""
    files = sorted((ROOT / "extramile" / "cli").glob("*.py"))
    modules = [f"extramile.cli.{file.stem}" for file in files if not file.stem.startswith("__")]
    assert len(modules) > len(COMMANDS)
    done = subprocess.run(
        [sys.executable, "-c", f"import {', '.join(modules)}"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
