"""pg_dump, pg_restore and psql on our database, wherever it is. The wheel's own reach servers 15 to 18."""

import os
import re
import subprocess
from collections.abc import Sequence
from typing import IO

from django.db import connection

from extramile.cli.shape import fail
from extramile.core.postgres.binaries import wheel

WRONG = re.compile(r"\b(error|fatal|panic|detail|hint):", re.IGNORECASE)


def environment() -> dict[str, str]:
    """How to reach the database, in the environment and not on the command line, where everybody reads it."""
    known = connection.get_connection_params()
    names = {
        "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD",
        "dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT",
    }  # fmt: skip
    ours = {variable: str(known[key]) for key, variable in names.items() if known.get(key)}
    return {**os.environ, **ours, "PGAPPNAME": "extramile backup"}


def start(
    program: str,
    arguments: Sequence[str],
    *,
    stdin: IO[bytes] | int | None = subprocess.DEVNULL,
    stdout: IO[bytes] | int | None = subprocess.DEVNULL,
    stderr: IO[bytes] | int | None = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    command = [str(wheel() / "bin" / program), *arguments]
    return subprocess.Popen(command, env=environment(), stdin=stdin, stdout=stdout, stderr=stderr)


def finish(program: str, process: subprocess.Popen[bytes], said: bytes = b"") -> None:
    rest = process.stderr.read() if process.stderr else b""
    if process.wait():
        fail(f"{program} failed: {_reason((said + rest).decode('utf-8', 'replace'))}")


def _reason(said: str) -> str:
    """Of all that a program says on its way (`--verbose`), what went wrong; else how it ended."""
    lines = said.strip().splitlines()
    wrong = [line for line in lines if WRONG.search(line)]
    return "\n".join(wrong or lines[-5:])[-1500:]


def pipe(handle: IO[bytes] | None) -> IO[bytes]:
    if handle is None:
        raise ValueError("this process was started without that pipe")
    return handle
