"""`extramile erase`: forget a customer everywhere, and print the receipt."""

import argparse
import sys

from rich.console import Console
from rich.prompt import Confirm

from extramile.cli.shape import FAILED, OK, Subparsers, add_command, fail, print_json, say


def register(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "erase",
        summary="Erase a customer everywhere; counts stay, and a receipt is written.",
        run=run,
        examples=[
            ("by e-mail address (asked once)", "extramile erase jan@example.org"),
            (
                "by the number in one source, from a script",
                "extramile erase K-7 --source crm --yes",
            ),
        ],
    )
    parser.add_argument("who", help="e-mail address, mobile number (+31612345678) or customer's number")
    parser.add_argument("--source", default="", help="with a number: the system that gave it")
    parser.add_argument("--may-ask-again", action="store_true", help="do not remember never to ask again")
    parser.add_argument("--yes", action="store_true", help="do not ask whether you are sure")
    parser.add_argument("--json", action="store_true", help="the receipts as JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    from extramile.contacts.queries import find

    found = [one for one in find(arguments.who) if arguments.source in {"", one.source}]
    if not found:
        say("nobody is known by exactly this; nothing was erased")
        return FAILED
    if not arguments.yes and not _sure(len(found)):
        say("nothing was erased")
        return FAILED
    receipts = _erase([one.pk for one in found], arguments)
    if arguments.json:
        print_json(receipts)
    for receipt in [] if arguments.json else receipts:
        say(f"receipt {receipt['receipt']}, {receipt['at']}")
        for name, count in receipt["emptied"].items():  # type: ignore[attr-defined]
            say(f"  {count:,} {name}")
    return OK


def _sure(count: int) -> bool:
    if not sys.stdin.isatty():
        fail("nobody is here to say whether that is meant; add --yes")
    question = f"Erase {count} customer record(s), and others with the same addresses? This cannot be undone."
    return Confirm.ask(question, console=Console(stderr=True), default=False)


def _erase(ids: list[int], arguments: argparse.Namespace) -> list[dict[str, object]]:
    from extramile.conductor.erasure import erase_customer
    from extramile.core.clock import now
    from extramile.intake.operations import ImportRunningError

    receipts: dict[int, dict[str, object]] = {}
    for pk in ids:
        try:
            made = erase_customer(pk, actor=None, now=now(), never_ask_again=not arguments.may_ask_again)
        except ImportRunningError:
            fail("a file that holds this customer is being imported; erase again when that is done")
        receipts[made.pk] = {"receipt": made.pk, "at": made.at.isoformat(), "emptied": made.emptied}
    return list(receipts.values())
