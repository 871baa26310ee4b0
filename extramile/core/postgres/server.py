"""Start, stop and share the program's own PostgreSQL.

Whoever uses it holds a lease: a shared lock on a file. A small guard process waits for its end, also by
kill -9, and stops the server when nobody else holds one. Two that start at once wait for one another.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pwd import getpwuid

import psycopg

from extramile.core.postgres import cluster, guard, process
from extramile.core.postgres.account import Account, account, run_as
from extramile.core.postgres.binaries import programs
from extramile.core.postgres.place import PORT, SUPERUSER, Place, place
from extramile.core.postgres.problem import PostgresError

START_SECONDS = 300  # recovery after a crash may take its time


@dataclass(frozen=True, slots=True)
class Status:
    made: bool
    pid: int | None


def status(data: Path) -> Status:
    where = place(data)
    return Status(made=cluster.exists(where), pid=process.server_pid(where))


def _last_words(where: Place) -> str:
    logs = sorted(where.log.glob("*.log"), key=lambda file: file.stat().st_mtime)
    return logs[-1].read_text(encoding="utf-8", errors="replace")[-1500:].strip() if logs else ""


def _refuse_another_users(data: Path) -> None:
    """Root would get a second, empty database beside the one that the folder's owner has."""
    theirs = place(data, user=1).cluster / "PG_VERSION"
    if os.geteuid() == 0 and theirs.exists():
        owner = getpwuid(theirs.stat().st_uid).pw_name
        raise PostgresError(
            f"{data} belongs to user {owner}. Run this as that user: runuser -u {owner} -- extramile ..."
        )


def _start(where: Place, owner: Account, bin_folder: Path) -> None:
    cluster.write_settings(where, owner)
    process.clear_after_a_kill(where)
    first_words = where.log / "start.log"
    command = [bin_folder / "pg_ctl", "start", "--wait", f"--timeout={START_SECONDS}", "--silent"]
    # Not through pipes: the server would keep them open for as long as it lives.
    done = run_as(
        owner,
        [*command, "-D", where.cluster, "-l", first_words],
        capture_output=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if done.returncode:
        raise PostgresError(f"PostgreSQL does not start in {where.cluster}.\n{_last_words(where)}")


def start(data: Path) -> Place:
    """Make and start it unless that has been done. Call it with the lock held."""
    _refuse_another_users(data)
    where, owner = place(data), account()
    cluster.make_folders(where, owner)
    if not cluster.exists(where):
        cluster.make(where, owner, programs(owner))
    cluster.check_version(where)
    if process.server_pid(where) is None:
        _start(where, owner, programs(owner))
    cluster.make_database(where)
    return where


def stop_command(data: Path) -> tuple[Account, list[str]]:
    where, owner = place(data), account()
    command = [str(programs(owner) / "pg_ctl"), "stop", "-D", str(where.cluster), "-m", "fast", "--wait"]
    return owner, command


def stop(data: Path) -> bool:
    """Stop it now, whoever uses it. False if it wasn't running."""
    if process.server_pid(place(data)) is None:
        return False
    owner, command = stop_command(data)
    done = run_as(owner, command)
    if done.returncode:
        raise PostgresError(f"PostgreSQL does not stop: {done.stderr.strip()}")
    return True


def remove(data: Path) -> None:
    """Stop it and throw its data away: for tests and benchmarks, which have a folder of their own."""
    stop(data)
    where = place(data)
    for folder in (where.home, where.socket):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    with (data / guard.LOCK).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _guard(data: Path) -> subprocess.Popen[bytes]:
    owner, command = stop_command(data)
    who = [str(owner.user), str(owner.group)] if owner.other else ["", ""]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", guard.__file__, str(data), *who, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,  # Ctrl-C is for us, not for it
    )


@contextmanager
def running(data: Path) -> Iterator[Place]:
    """PostgreSQL runs inside this block, and stops after it unless somebody else uses it too."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / guard.LEASE).open("a") as lease:
        with _locked(data):
            fcntl.flock(lease, fcntl.LOCK_SH)
            where = start(data)
            watcher = _guard(data)
        try:
            yield where
        finally:
            lease.close()
            watcher.communicate(guard.GOODBYE)  # it stops the server if we were the last


def revive(data: Path) -> None:
    """Start it again if it was killed under us. For whoever is inside `running`."""
    if process.server_pid(place(data)) is None:
        with _locked(data):
            start(data)


def forget_power_cuts(where: Place) -> None:
    """For tests alone: quicker, and lost when the machine loses its power. Commits stay as they are else."""
    reach = f"host={where.socket} port={PORT} user={SUPERUSER} dbname=postgres"
    with psycopg.connect(reach, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
