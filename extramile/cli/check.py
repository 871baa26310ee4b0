"""`extramile check`: is all well, and if not, what to do."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from rich.console import Console

from extramile.cli.shape import FAILED, OK, UNREACHABLE, add_command, print_json

EXAMPLES = [
    ("look at everything", "extramile check"),
    ("for a monitoring system", "extramile check --json"),
    ("without connecting to the mail server", "extramile check --no-mail"),
]


class Verdict(StrEnum):
    WELL = "well"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    verdict: Verdict
    text: str


Check = Callable[[], Iterator[Finding]]
MARKS = {Verdict.WELL: "[green]✓[/]", Verdict.WARNING: "[yellow]![/]", Verdict.WRONG: "[red]✗[/]"}


def well(subject: str, text: str) -> Finding:
    return Finding(subject, Verdict.WELL, text)


def warning(subject: str, text: str) -> Finding:
    return Finding(subject, Verdict.WARNING, text)


def wrong(subject: str, text: str) -> Finding:
    return Finding(subject, Verdict.WRONG, text)


def register(subparsers: object) -> None:
    parser = add_command(
        subparsers,
        "check",
        summary="Look whether settings, folders, database, counts and mail are well.",
        run=run,
        examples=EXAMPLES,
        database=False,
    )
    parser.add_argument("--json", action="store_true", help="the findings as JSON on stdout")
    parser.add_argument(
        "--accept-lost-secret",
        action="store_true",
        help="the former secret key is lost for good: go on with this one, without the opt-outs from before",
    )
    parser.add_argument("--no-mail", action="store_true", help="do not connect to the mail server")


def run(arguments: argparse.Namespace) -> int:
    """Everything that can be looked at is, also when the database cannot be reached."""
    from extramile.cli.program import set_up

    set_up()
    unreachable: list[Finding] = []
    findings = show(_everything(arguments, unreachable), as_json=arguments.json)
    if unreachable:
        return UNREACHABLE
    return FAILED if any(finding.verdict == Verdict.WRONG for finding in findings) else OK


def _everything(arguments: argparse.Namespace, unreachable: list[Finding]) -> Iterator[Finding]:
    from extramile.cli import checks
    from extramile.cli.program import database

    yield from checks.before_the_database()
    try:
        with database():
            if arguments.accept_lost_secret:
                from extramile.core import secrets

                secrets.remember()
            yield from checks.in_the_database()
    except Exception as error:
        unreachable.append(wrong("database", f"cannot be reached: {error}".strip()))
    yield from unreachable
    if not arguments.no_mail:
        yield from checks.mail()


def show(findings: Iterable[Finding], *, as_json: bool) -> list[Finding]:
    """Each as soon as it is found: to add up millions of answers takes minutes."""
    if as_json:
        found = list(findings)
        all_well = all(finding.verdict != Verdict.WRONG for finding in found)
        print_json({"well": all_well, "findings": [asdict(finding) for finding in found]})
        return found
    console, found = Console(highlight=False), []
    for finding in findings:
        console.print(MARKS[finding.verdict], finding.subject.ljust(14), end=" ")
        console.print(finding.text, markup=False)
        found.append(finding)
    return found
