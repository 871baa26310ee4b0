"""`extramile restore`: bring a backup back, whole or not at all."""

import argparse
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from extramile.cli import archive
from extramile.cli.shape import OK, Advance, add_command, fail, progress, say

CLEAR = b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
NEWER_SETTING = b"SET transaction_timeout"  # PostgreSQL 15 and 16 do not know it
HEAD_LINES = 40  # below them stand people's words, which may say anything


def register(subparsers: object) -> None:
    parser = add_command(
        subparsers,
        "restore",
        summary="Bring back what `extramile backup` put into a file, and migrate it to this version.",
        run=run,
        examples=[
            ("onto a new machine", "extramile restore extramile-20260302-031500.tar"),
            ("in the place of what is there now", "extramile restore feedback.tar --replace"),
        ],
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="throw away what the database holds now")


def run(arguments: argparse.Namespace) -> int:
    from extramile.cli import prepare

    if not arguments.file.is_file():
        is_other = arguments.file.exists()
        fail(f"{arguments.file} is {'no file: name one' if is_other else 'not there'}.")
    manifest = archive.verify(arguments.file)
    _refuse_while_running()
    if not arguments.replace and _holds_something():
        fail("The database is not empty. Add --replace to throw away what it holds and put the backup there.")
    with _folder_beside_the_data() as inside:
        archive.unpack(arguments.file, Path(inside))
        _restore_database(Path(inside) / archive.DUMP)
        _restore_files(Path(inside))
    prepare.migrate()
    _begin_waves_again()
    say(f"restored what was backed up at {manifest.made_at} by version {manifest.program}")
    return OK


def _begin_waves_again() -> None:
    """No file holds the answers of an open wave, nor its keys: see backup.py."""
    from extramile.core import clock
    from extramile.engagement.operations import begin_again

    called_off = begin_again(clock.now())
    if called_off:
        say(
            f"{called_off} open waves of the employees' voice were called off: a backup holds none of their "
            "answers. Plan them anew in the office."
        )


def _folder_beside_the_data() -> "tempfile.TemporaryDirectory[str]":
    from django.conf import settings

    return tempfile.TemporaryDirectory(prefix="restore-", dir=settings.DATA)


def _refuse_while_running() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'extramile' AND pid <> pg_backend_pid()"
        )
        row = cursor.fetchone()
    if row and row[0]:
        fail("The program is running on this database. Stop `extramile serve` everywhere first.")


def _holds_something() -> bool:
    """Tables that a migration made and nobody filled are nothing."""
    from django.db import connection

    if "people_user" not in connection.introspection.table_names():
        return bool(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM people_user) OR EXISTS (SELECT 1 FROM people_unit)"
            " OR EXISTS (SELECT 1 FROM intake_job) OR EXISTS (SELECT 1 FROM responses_response)"
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def _restore_database(dump: Path) -> None:
    """One transaction: the old tables go and the new ones come together, or nothing happens."""
    from django.db import connections

    from extramile.cli import postgres_programs as programs

    connections.close_all()
    read = ["--no-owner", "--no-privileges", "--file=-", str(dump)]
    write = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-"]
    with (
        progress("Database") as advance,
        programs.start("pg_restore", read, stdout=subprocess.PIPE) as reader,
        programs.start("psql", write, stdin=subprocess.PIPE) as writer,
    ):
        target = programs.pipe(writer.stdin)
        with suppress(BrokenPipeError):  # psql has stopped, and says why
            _pour(programs.pipe(reader.stdout), target, advance)
        with suppress(BrokenPipeError):
            target.close()
        programs.finish("psql", writer)
        programs.finish("pg_restore", reader)


def _pour(source: IO[bytes], target: IO[bytes], advance: Advance) -> None:
    target.write(CLEAR)
    for number, line in enumerate(source):
        if number < HEAD_LINES and line.startswith(NEWER_SETTING):
            continue
        target.write(line)
        advance(1)


def _restore_files(folder: Path) -> None:
    from django.conf import settings

    shutil.rmtree(settings.UPLOADS, ignore_errors=True)
    if (folder / archive.UPLOADS).is_dir():
        shutil.move(folder / archive.UPLOADS, settings.UPLOADS)
    secret = folder / archive.KEY_FILE
    if not secret.exists() or secret.read_text(encoding="utf-8") == settings.SECRET_KEY:
        return
    if os.environ.get("EXTRAMILE_SECRET_KEY") or os.environ.get("EXTRAMILE_SECRET_KEY_FILE"):
        say("The backup has another secret key than the environment: links sent earlier will not work.")
        return
    secret.chmod(0o600)
    secret.replace(settings.DATA / "secret-key")
