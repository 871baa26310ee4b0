"""`extramile administrator`: the first person who may do everything in the office."""

import argparse

from extramile.cli.shape import OK, Subparsers, add_command, fail, say


def register(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "administrator",
        summary="Make somebody an administrator: the first one, or when nobody can get in any more.",
        run=run,
        examples=[
            (
                "the first administrator of a new installation",
                "extramile administrator ada@example.org --name Ada",
            )
        ],
    )
    parser.add_argument("email", help="where the sign-in code is sent")
    parser.add_argument("--name", default="", help="needed for somebody who is not known yet")
    parser.add_argument("--language", default="en", help="of pages and mails: en or nl")


def run(arguments: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import transaction

    from extramile.core.clock import now
    from extramile.people.models import RoleKind, User
    from extramile.people.operations import add_user, grant_role
    from extramile.people.problems import Refused

    moment = now()
    try:
        with transaction.atomic():
            user = User.objects.filter(email__iexact=arguments.email).first()
            if user is None and not arguments.name:
                fail(f"nobody is known as {arguments.email}; add --name to add this person")
            user = user or add_user(
                name=arguments.name, email=arguments.email, language=arguments.language, now=moment
            )
            grant_role(user, RoleKind.ADMINISTRATOR, started_on=moment.date(), actor=None, now=moment)
    except Refused as refused:
        fail(str(refused))
    say(f"{user} is an administrator. Sign in at {settings.ADDRESS}/account/sign-in/ with a code by e-mail.")
    return OK
