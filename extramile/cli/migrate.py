"""`extramile migrate`: bring the tables up to date."""

import argparse

from extramile.cli.shape import FAILED, OK, add_command, say


def register(subparsers: object) -> None:
    parser = add_command(
        subparsers,
        "migrate",
        summary="Bring the database's tables up to date. `serve` does this by itself.",
        run=run,
        examples=[
            ("before a new version is started on several hosts", "extramile migrate"),
            ("would there be anything to do? (exit code 1 if so)", "extramile migrate --check"),
        ],
    )
    parser.add_argument("--check", action="store_true", help="change nothing; list what would be done")


def run(arguments: argparse.Namespace) -> int:
    from extramile.cli import prepare

    done = prepare.pending_migrations() if arguments.check else prepare.migrate()
    for name in done:
        say(name)
    if not done:
        say("everything is up to date")
    return FAILED if arguments.check and done else OK
