"""Progress where there is no terminal: in a log a line now and then, not a bar, and not silence."""

import pytest

from extramile.cli.shape import SECONDS_BETWEEN_LINES, Lines, progress


def test_a_log_gets_a_line_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("A made-up company", total=200) as advance:
        for _ in range(199):
            advance(1)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"A made-up company: {tenth}0%" for tenth in range(1, 10)]


def test_a_big_step_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Importing jobs", total=10) as advance:
        advance(10)
    assert capsys.readouterr().err == "Importing jobs: 100%\n"


def test_where_the_end_is_unknown_time_says_when(capsys: pytest.CaptureFixture[str]) -> None:
    moments = iter(
        [0.0, 1.0, SECONDS_BETWEEN_LINES + 1.0, SECONDS_BETWEEN_LINES + 1.0, SECONDS_BETWEEN_LINES + 2.0]
    )
    lines = Lines("Writing", None, clock=lambda: next(moments))
    for _ in range(3):
        lines.advance(1500)
    assert capsys.readouterr().err == "Writing: 3,000\n"
