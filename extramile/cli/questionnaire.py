"""`extramile questionnaire export|import`: a questionnaire as a file, of ours or of another program."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extramile.cli.shape import OK, Subparsers, add_command, fail, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extramile.questionnaires.exchange import Carried, Note
    from extramile.questionnaires.models import Version

PROGRAMS: Final = ("surveyjs", "limesurvey")


def register(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "questionnaire",
        summary="Write a questionnaire to a file, or take one in as a draft, also of another program.",
        run=run,
        examples=[
            ("keep a copy", "extramile questionnaire export nps-after-job > nps.json"),
            ("of an earlier version", "extramile questionnaire export nps-after-job --version 1"),
            (
                "take it in as a draft; publish it in the office",
                "extramile questionnaire import visit nps.json",
            ),
            (
                "from LimeSurvey (.lss), Qualtrics (.qsf), SurveyJS or Formbricks (.json)",
                "extramile questionnaire import visit survey.lss",
            ),
            (
                "for another program",
                "extramile questionnaire export nps-after-job --for limesurvey > nps.lss",
            ),
        ],
    )
    parser.add_argument("deed", choices=["export", "import"])
    parser.add_argument("slug", help="the short name, as in its address: nps-after-job")
    parser.add_argument(
        "file", nargs="?", help="import: the file to read; - or nothing reads what is piped in"
    )
    parser.add_argument("--version", type=int, help="export: this version instead of the newest published")
    parser.add_argument("--for", dest="program", choices=PROGRAMS, help="export: as this program takes it")
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
    if arguments.program is None:
        sys.stdout.write(json.dumps(found.definition, ensure_ascii=False, indent=2) + "\n")
        return OK
    return _export_for(arguments.program, found)


def _export_for(program: str, version: "Version") -> int:
    from extramile.questionnaires.definition import Definition
    from extramile.questionnaires.exchange import write_file

    name = version.questionnaire.name
    taken = write_file(Definition.read(version.definition), name=name, program=program)
    sys.stdout.write(taken.data.decode())
    _tell(taken.notes)
    return OK


def _tell(notes: "Sequence[Note]") -> None:
    for note in notes:
        say(f"  {note.place}: {note.reason} {note.remedy}")


def _import(arguments: argparse.Namespace) -> int:
    from extramile.core import clock
    from extramile.questionnaires import operations
    from extramile.questionnaires.checking import DefinitionError
    from extramile.questionnaires.models import Questionnaire

    carried = _read(arguments.file)
    definition = dict(carried.definition)
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
    if carried.notes:
        say(f"{carried.kept} of {carried.asked} questions came along from {carried.program}:")
        _tell(carried.notes)
    say(f"{arguments.slug} has it as its draft. Publish it in the office, under Questions.")
    return OK


def _read(file: str | None) -> "Carried":
    from extramile.questionnaires.checking import DefinitionError
    from extramile.questionnaires.exchange import read_file

    try:
        data = sys.stdin.buffer.read() if file in {None, "-"} else Path(str(file)).read_bytes()
    except OSError as error:
        fail(f"{file}: cannot be read ({error.strerror})")
    try:
        return read_file(data)
    except DefinitionError as error:
        problems = "\n".join(f"  {problem}" for problem in error.problems)
        fail(f"{file or 'what was piped in'} is no questionnaire:\n{problems}")
