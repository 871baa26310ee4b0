"""`extramile demo`: load the made-up company, and say how to get in."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from extramile.cli.shape import OK, add_command, fail, print_json, progress

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from extramile.people.models import Employee

LINKS = 20


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    role: str
    sign_in: str


def register(subparsers: object) -> None:
    parser = add_command(
        subparsers,
        "demo",
        summary="Load the made-up company if the database is empty, and show who can sign in and how.",
        run=run,
        examples=[
            ("load it and list its people", "extramile demo"),
            ("for a program that wants to try this one from outside", "extramile demo --json"),
        ],
    )
    parser.add_argument(
        "--json", action="store_true", help="address, people, a new API key and twenty answer links"
    )


def run(arguments: argparse.Namespace) -> int:
    from extramile.cli import prepare

    prepare.migrate()
    load_if_empty()
    refuse_real_people()
    if arguments.json:
        print_json(everything())
    else:
        show_people()
    return OK


def is_empty() -> bool:
    from extramile.people.models import Unit

    return not Unit.objects.exists()


def load_if_empty() -> None:
    """A database that holds a company already, made up or real, is left as it is."""
    if not is_empty():
        return
    from extramile.core.clock import now
    from extramile.core.preferences import choose
    from extramile.demo.load import load_demo

    with progress("A made-up company", total=100) as advance:
        load_demo(now=now(), progress=advance)
    choose(made_up=True)


def refuse_real_people() -> None:
    from extramile.core.preferences import preferences

    if not preferences().made_up:
        fail("This database holds a real company. Try the demo in another data folder: EXTRAMILE_DATA=...")


def everything() -> dict[str, object]:
    from django.conf import settings

    return {
        "address": settings.ADDRESS,
        "people": [asdict(person) for person in people()],
        "api_key": make_key(),
        "answer_links": answer_links(),
    }


def show_people() -> None:
    table = Table("name", "role", "sign in with one tap", box=None, pad_edge=False)
    for person in people():
        table.add_row(person.name, person.role, person.sign_in, style=None)
    Console(soft_wrap=True, highlight=False, width=160).print(table)


def people() -> Iterator[Person]:
    """One of each sort: who works with customers, who coaches, who manages which layer, and the office."""
    from extramile.people.models import Role, RoleKind

    for employee in _technicians():
        yield Person(employee.name, "technician", _sign_in_link(employee.user_id))
    current = Role.objects.filter(ended_on=None).select_related("user", "unit").order_by("unit__depth", "pk")
    seen: set[str] = set()
    for kind in RoleKind.values:
        for role in current.filter(kind=kind):
            name = kind.replace("_", " ") + (f" of a {role.unit.kind}" if role.unit else "")
            if name not in seen:
                seen.add(name)
                yield Person(str(role.user), name, _sign_in_link(role.user_id))


def _technicians() -> "QuerySet[Employee]":
    """Two of different teams, who have no other role."""
    from extramile.people.models import Employee

    plain = Employee.objects.filter(ended_on=None, user__isnull=False, user__roles=None)
    first = plain.order_by("pk").first()
    last = plain.order_by("-pk").first()
    return plain.filter(pk__in=[each.pk for each in (first, last) if each]).order_by("pk")


def _sign_in_link(user_id: int | None) -> str:
    from django.conf import settings
    from django.urls import reverse

    from extramile.core.tokens import link_token

    return settings.ADDRESS + reverse("demo_sign_in", args=[link_token("demo", user_id or 0)])


def make_key() -> str:
    """A new one each time: a key can be read only when it's made."""
    from extramile.core import clock
    from extramile.people.operations import keys

    _, secret = keys.make_api_key("demo", scopes=keys.SCOPES, actor=None, now=clock.now())
    return secret


def answer_links() -> list[str]:
    """Of customers who were asked and have not answered yet, the newest first."""
    from extramile.core import clock
    from extramile.invitations.models import Invitation
    from extramile.invitations.queries import answer_link

    open_ones = Invitation.objects.filter(
        asked_at__isnull=False, responded_at=None, cancelled_at=None, expires_at__gt=clock.now()
    ).order_by("-asked_at", "-pk")
    return [answer_link(number) for number in open_ones.values_list("pk", flat=True)[:LINKS]]
