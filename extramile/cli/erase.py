"""`extramile erase`: forget a customer everywhere, and print the receipt."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.prompt import Confirm

from extramile.cli.shape import FAILED, OK, Subparsers, add_command, fail, print_json, say

if TYPE_CHECKING:
    from extramile.contacts.models import ErasureReceipt


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
            (
                "what one answer says that came in with a file",
                "extramile erase R-2001 --response --source webshop",
            ),
        ],
    )
    parser.add_argument("who", help="e-mail address, mobile number (+31612345678) or customer's number")
    parser.add_argument("--source", default="", help="with a number: the system that gave it")
    parser.add_argument(
        "--response",
        action="store_true",
        help="WHO is the number of one answer: in --source, or without it our own (response_id in exports)",
    )
    parser.add_argument("--may-ask-again", action="store_true", help="do not remember never to ask again")
    parser.add_argument("--yes", action="store_true", help="do not ask whether you are sure")
    parser.add_argument("--json", action="store_true", help="the receipts as JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    from extramile.contacts.queries import find

    if arguments.response:
        return _run_response(arguments)
    found = [one for one in find(arguments.who) if arguments.source in {"", one.source}]
    if not found:
        say("nobody is known by exactly this; nothing was erased")
        return FAILED
    if not arguments.yes and not _sure(len(found)):
        say("nothing was erased")
        return FAILED
    _show([_erase(one.pk, arguments) for one in found], as_json=arguments.json)
    return OK


def _run_response(arguments: argparse.Namespace) -> int:
    from extramile.conductor.erasure import erase_or_wait
    from extramile.core.clock import now
    from extramile.responses.models import Response

    number = _response_number(arguments.who, source=arguments.source)
    if number is None:
        say("no answer is known by exactly this; nothing was erased")
        return FAILED
    if not arguments.yes and not _said_yes("Erase what this answer says, and keep its score? No undo."):
        say("nothing was erased")
        return FAILED
    try:
        made = erase_or_wait(response_id=number, actor=None, now=now())
    except Response.DoesNotExist:
        say("no answer is known by exactly this; nothing was erased")
        return FAILED
    _show([made], as_json=arguments.json)
    return OK


def _response_number(who: str, *, source: str) -> int | None:
    from extramile.responses.queries.elsewhere import imported_response

    if source:
        return imported_response(source, who)
    return int(who) if who.isascii() and who.isdigit() and len(who) < 19 else None


def _show(made: "Sequence[ErasureReceipt | None]", *, as_json: bool) -> None:
    """Each receipt once: records of one person share one. None: it waits for an import."""
    receipts = {one.pk: one for one in made if one is not None}
    waiting = sum(one is None for one in made)
    if as_json:
        print_json(
            [
                {"receipt": pk, "at": one.at.isoformat(), "emptied": one.emptied}
                for pk, one in receipts.items()
            ]
            + [{"receipt": None, "waiting": "import"}] * waiting
        )
        return
    for pk, one in receipts.items():
        say(f"receipt {pk}, {one.at.isoformat()}")
        for name, count in one.emptied.items():
            say(f"  {count:,} {name}")
    if waiting:
        say("a file that holds this is being imported: a worker erases it when that is done")


def _sure(count: int) -> bool:
    return _said_yes(
        f"Erase {count} customer record(s), and others with the same addresses? This cannot be undone."
    )


def _said_yes(question: str) -> bool:
    if not sys.stdin.isatty():
        fail("nobody is here to say whether that is meant; add --yes")
    return Confirm.ask(question, console=Console(stderr=True), default=False)


def _erase(pk: int, arguments: argparse.Namespace) -> "ErasureReceipt | None":
    from extramile.conductor.erasure import erase_or_wait
    from extramile.core.clock import now

    return erase_or_wait(contact_id=pk, actor=None, now=now(), never_ask_again=not arguments.may_ask_again)
