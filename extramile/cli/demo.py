"""`extramile demo`: load the made-up company, and say how to get in."""

import argparse
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from extramile.cli.shape import OK, add_command, fail, print_json, progress, say

LINKS = 20
TRUTHS = ("effect", "none", "confounder", "reverse", "few-teams", "rollout")


def register(subparsers: object) -> None:
    parser = add_command(
        subparsers,
        "demo",
        summary="Load the made-up company if the database is empty, and show who can sign in and how.",
        run=run,
        examples=[
            ("load it and list its people", "extramile demo"),
            ("for a program that wants to try this one from outside", "extramile demo --json"),
            (
                "a company of which one thing is true: does the report say so?",
                "extramile demo --truth reverse",
            ),
        ],
    )
    parser.add_argument(
        "--json", action="store_true", help="address, people, a new API key and twenty answer links"
    )
    parser.add_argument(
        "--truth",
        choices=TRUTHS,
        help="not Ruitmeesters but a small company of which this is so, with its studies and a report to"
        " its board",
    )


def run(arguments: argparse.Namespace) -> int:
    from extramile.cli import prepare

    prepare.migrate()
    if arguments.truth:
        load_known(arguments.truth)
    else:
        load_if_empty()
    refuse_real_people()
    if arguments.json:
        print_json(everything())
    else:
        show_people()
    return OK


def load_if_empty() -> None:
    """A database that holds a company already, made up or real, is left as it is."""
    from extramile.core.clock import now
    from extramile.demo.load import BusyError, is_empty, load_demo

    if not is_empty():
        return
    try:
        with progress("A made-up company", total=100) as advance:
            loaded = load_demo(now=now(), progress=advance)
    except BusyError as busy:
        fail(f"{busy}: wait until it is done.")
    phases = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in loaded.seconds.items())
    say(f"{loaded.technicians} technicians, {loaded.jobs} jobs, {loaded.comments} comments ({phases})")


def load_known(truth: str) -> None:
    """Into an empty database; one that holds a company already is left as it is."""
    from extramile.core.clock import now
    from extramile.demo.known.concluding import conclude
    from extramile.demo.known.load import load_known as tell
    from extramile.demo.known.worlds import Truth
    from extramile.demo.load import BusyError, NotEmptyError

    moment = now()
    try:
        with progress("A company with a known truth", total=100) as advance:
            known = tell(Truth(truth), now=moment, progress=advance)
    except NotEmptyError:
        fail("There is a company in this database already. Use another data folder: EXTRAMILE_DATA=...")
    except BusyError as busy:
        fail(f"{busy}: wait until it is done.")
    conclude(known.founded, now=moment)
    say(f"{len(known.founded.teams)} teams, {known.answers} answers of customers ({known.seconds:.0f} s)")


def refuse_real_people() -> None:
    from extramile.core.preferences import preferences

    if not preferences().made_up:
        fail("This database holds a real company. Try the demo in another data folder: EXTRAMILE_DATA=...")


def everything() -> dict[str, object]:
    from django.conf import settings

    from extramile.demo.load import demo_people

    return {
        "address": settings.ADDRESS,
        "people": [asdict(person) for person in demo_people()],
        "api_key": make_key(),
        "answer_links": answer_links(),
    }


def show_people() -> None:
    table = Table("name", "role", "sign in with one tap", box=None, pad_edge=False)
    from extramile.demo.load import demo_people

    for person in demo_people():
        table.add_row(person.name, person.role, person.sign_in, style=None)
    Console(soft_wrap=True, highlight=False, width=160).print(table)


def make_key() -> str:
    """A new one each time: a key can be read only when it's made."""
    from extramile.core import clock
    from extramile.people.operations import keys

    _, secret = keys.make_api_key("demo", scopes=keys.SCOPES, actor=None, now=clock.now())
    return secret


def answer_links() -> list[str]:
    from extramile.core import clock
    from extramile.demo.load import unanswered_links

    return unanswered_links(LINKS, now=clock.now())
