"""`extramile questionnaire export|import`: a questionnaire as a JSON file."""

import argparse
import json
import sys
from pathlib import Path

from extramile.cli.shape import OK, Subparsers, add_command, fail, say


def register(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "questionnaire",
        summary="Write a questionnaire to a JSON file, or take one in as a draft.",
        run=run,
        examples=[
            ("keep a copy", "extramile questionnaire export nps-after-job > nps.json"),
            ("of an earlier version", "extramile questionnaire export nps-after-job --version 1"),
            (
                "take it in as a draft; publish it in the office",
                "extramile questionnaire import visit nps.json",
            ),
        ],
    )
    parser.add_argument("deed", choices=["export", "import"])
    parser.add_argument("slug", help="the short name, as in its address: nps-after-job")
    parser.add_argument(
        "file", nargs="?", help="import: the file to read; - or nothing reads what is piped in"
    )
    parser.add_argument("--version", type=int, help="export: this version instead of the newest published")
    parser.add_argument("--name", help="import: what people call it, where it is new")


def run(arguments: argparse.Namespace) -> int:
    return _export(arguments) if arguments.deed == "export" else _import(arguments)


def _export(arguments: argparse.Namespace) -> int:
    from extramile.questionnaires.models import Version

    versions = Version.objects.filter(questionnaire__slug=arguments.slug).order_by("-number")
    if arguments.version is None:
        versions = versions.filter(published_at__isnull=False)
    else:
        versions = versions.filter(number=arguments.version)
    found = versions.first()
    if found is None:
        fail(f"There is no such version of a questionnaire called {arguments.slug}. Look in the office.")
    sys.stdout.write(json.dumps(found.definition, ensure_ascii=False, indent=2) + "\n")
    return OK


def _import(arguments: argparse.Namespace) -> int:
    from extramile.core import clock
    from extramile.questionnaires import operations
    from extramile.questionnaires.checking import DefinitionError
    from extramile.questionnaires.models import Questionnaire

    definition = _read(arguments.file)
    now = clock.now()
    known = Questionnaire.objects.filter(slug=arguments.slug).first()
    try:
        if known is not None:
            operations.save_draft(known, definition, actor=None, now=now)
        else:
            name = arguments.name or arguments.slug
            operations.create(slug=arguments.slug, name=name, definition=definition, actor=None, now=now)
    except DefinitionError as error:
        fail("This is no questionnaire yet:\n" + "\n".join(f"  {problem}" for problem in error.problems))
    say(f"{arguments.slug} has it as its draft. Publish it in the office, under Questions.")
    return OK


def _read(file: str | None) -> object:
    try:
        text = sys.stdin.read() if file in {None, "-"} else Path(str(file)).read_text(encoding="utf-8-sig")
        return json.loads(text)
    except OSError as error:
        fail(f"{file}: cannot be read ({error.strerror})")
    except (ValueError, RecursionError) as error:
        fail(f"{file or 'what was piped in'} is not JSON in UTF-8: {error}")
