"""Make a cluster with `initdb`: no trust, no TCP, nothing outside our own folders touched."""

import os
import shutil
from pathlib import Path

import psycopg
from psycopg import sql

from extramile.core.postgres.account import Account, own_folder, run_as
from extramile.core.postgres.binaries import major
from extramile.core.postgres.place import DATABASE, PORT, ROLE, SUPERUSER, SYSTEM_FOLDER, Place
from extramile.core.postgres.problem import PostgresError
from extramile.core.postgres.tuning import as_file, memory_megabytes, settings

ACCESS = f"""# The kernel says who connects (peer), and pg_ident.conf who may be whom.
local  all          {SUPERUSER}   peer map=extramile
local  all          {ROLE}  peer map=extramile
local  replication  {SUPERUSER}   peer map=extramile
"""
INCLUDE = "\ninclude_if_exists = 'extramile.conf'\n# Your own settings below this line win.\n"


def make_folders(place: Place, owner: Account) -> None:
    if owner.other:
        SYSTEM_FOLDER.mkdir(mode=0o711, exist_ok=True)
    for folder in (place.home, place.socket, place.log):
        own_folder(folder, owner)


def exists(place: Place) -> bool:
    return (place.cluster / "PG_VERSION").exists()


def check_version(place: Place) -> None:
    made_by = (place.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by != str(major()):
        raise PostgresError(
            f"{place.cluster} was made by PostgreSQL {made_by}; this version of the program has {major()}. "
            "Make a backup with the version that made it (extramile backup), move that folder away, "
            "and restore the backup with this version (extramile restore)."
        )


def _write(file: Path, text: str, owner: Account) -> None:
    """Whole or not at all, and readable by PostgreSQL's user alone."""
    aside = file.with_name(file.name + ".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        if owner.other:
            os.fchown(descriptor, owner.user, owner.group)
        handle.write(text)
    aside.rename(file)


def _people(owner: Account) -> str:
    names = [owner.name, *(["root"] if owner.other else [])]
    return "".join(f'extramile "{name}" {role}\n' for name in names for role in (SUPERUSER, ROLE))


def write_settings(place: Place, owner: Account) -> None:
    """At every start: the machine, or the user's name, may have changed."""
    tuned = settings(socket=place.socket, log=place.log, memory=memory_megabytes())
    _write(place.cluster / "extramile.conf", as_file(tuned), owner)
    _write(place.cluster / "pg_hba.conf", ACCESS, owner)
    _write(place.cluster / "pg_ident.conf", _people(owner), owner)


def make(place: Place, owner: Account, programs: Path) -> None:
    """`initdb` aside, then a rename: a killed attempt leaves nothing that looks like a cluster."""
    aside = place.home / "making"
    shutil.rmtree(aside, ignore_errors=True)
    command = [programs / "initdb", "-D", aside, "-U", SUPERUSER, "--auth=peer", "--encoding=UTF8"]
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    done = run_as(owner, [*command, *locale, "--no-instructions"])
    if done.returncode:
        raise PostgresError(f"initdb failed in {place.cluster}: {done.stderr.strip()}")
    with (aside / "postgresql.conf").open("a", encoding="utf-8") as handle:
        handle.write(INCLUDE)
    aside.rename(place.cluster)


def make_database(place: Place) -> None:
    """The role that owns everything, and the database; both may be there already."""
    where = f"host={place.socket} port={PORT} user={SUPERUSER} dbname=postgres connect_timeout=10"
    with psycopg.connect(where, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE").format(sql.Identifier(ROLE))
            )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLE))
            )
