"""What every command has: examples in its help, one way to fail, one way to show progress.

def register(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers, "import", summary="Read a file.", run=run,
        examples=[("jobs of one day", "extramile import jobs monday.xlsx --source planning")],
    )
    parser.add_argument("kind", choices=["jobs", "people", "units", "responses"])

def run(arguments: argparse.Namespace) -> int:
    from extramile.intake import operations  # Django is set up, PostgreSQL runs, when `run` is called
    with progress("Reading", total=rows) as advance:
        advance(1000)
    return OK
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

OK: Final = 0
FAILED: Final = 1  # it ran, and something is wrong
USAGE: Final = 2  # the command was called wrongly (argparse's own)
UNREACHABLE: Final = 3  # a setting, or the database, keeps it from running
INTERRUPTED: Final = 130

SECONDS_BETWEEN_LINES: Final = 10

Subparsers = Any  # argparse keeps its type private
Run = Callable[[argparse.Namespace], int]
Advance = Callable[[int], None]

EXIT_CODES: Final = "exit codes: 0 done, 1 something is wrong, 2 called wrongly, 3 no settings or no database"


class CommandError(Exception):
    """Stop this command; the text says what is wrong and what to do."""


def add_command(
    subparsers: Subparsers,
    name: str,
    *,
    summary: str,
    run: Run,
    examples: Sequence[tuple[str, str]],
    database: bool = True,
) -> argparse.ArgumentParser:
    """A subcommand. With `database`, Django is set up and PostgreSQL runs while `run` does."""
    shown = "\n".join(f"  # {what}\n  {command}" for what, command in examples)
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=f"examples:\n{shown}\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run, database=database)
    return parser


def say(text: str) -> None:
    """A line for people, on stderr: what a script reads stays alone on stdout."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, markup=False)


def print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def fail(text: str) -> NoReturn:
    raise CommandError(text)


@contextmanager
def progress(title: str, *, total: float | None = None) -> Iterator[Advance]:
    """A bar on a terminal, now and then a line in a log. Call what you get with how many more are done."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(title, total).advance
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=False) as bar:
        task = bar.add_task(title, total=total)

        def advance(count: int) -> None:
            bar.advance(task, count)

        yield advance


@dataclass(slots=True)
class Lines:
    """Progress where nobody sees a bar move: a line each tenth, or every ten seconds if no end is known."""

    title: str
    total: float | None
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    told: float = field(init=False)

    def __post_init__(self) -> None:
        self.told = 0 if self.total else self.clock()

    def advance(self, count: int) -> None:
        self.done += count
        if self.total:
            tenths = int(10 * self.done / self.total)
            if tenths > self.told:
                self.told = tenths
                say(f"{self.title}: {10 * tenths}%")
        elif self.clock() - self.told >= SECONDS_BETWEEN_LINES:
            self.told = self.clock()
            say(f"{self.title}: {self.done:,}")
