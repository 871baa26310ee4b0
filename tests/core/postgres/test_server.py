"""Starting, sharing, stopping, and what a kill -9 leaves behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from extramile.core.postgres import PostgresError, process, server
from extramile.core.postgres.place import SUPERUSER, connection_settings, place

HOLD = """
import sys, time
from pathlib import Path
from extramile.core.postgres import server
with server.running(Path(sys.argv[1])):
    print("up", flush=True)
    time.sleep(600)
"""


def connect(data: Path, *, user: str | None = None, host: str | None = None) -> psycopg.Connection:
    known = connection_settings(data)
    return psycopg.connect(
        host=host or known["HOST"], port=known["PORT"], user=user or known["USER"], dbname=known["NAME"]
    )


def wait_for(condition: Callable[[], bool], *, seconds: float = 60) -> bool:
    """Asks again and again; the deadline only bounds a failure."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def holder(data: Path) -> "subprocess.Popen[str]":
    """Another process that uses the server, until it is killed."""
    process_ = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert process_.stdout is not None
    assert process_.stdout.readline() == "up\n"
    return process_


def kill(process_: "subprocess.Popen[str]") -> None:
    process_.kill()
    process_.communicate()


def test_it_runs_inside_the_block_and_what_was_written_stays(data: Path) -> None:
    with server.running(data):
        with connect(data) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        assert server.status(data).pid
    assert server.status(data) == server.Status(made=True, pid=None)
    with server.running(data), connect(data) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_nothing_listens_on_tcp_and_durability_is_on(data: Path) -> None:
    with server.running(data), connect(data) as connection:
        settings: dict[str, str] = dict(
            connection.execute(
                "SELECT name, setting FROM pg_settings WHERE name IN"
                " ('listen_addresses', 'synchronous_commit', 'fsync', 'jit', 'log_min_error_statement')"
            ).fetchall()
        )
    assert settings == {
        "listen_addresses": "",
        "synchronous_commit": "on",
        "fsync": "on",
        "jit": "off",
        "log_min_error_statement": "panic",
    }


def test_nobody_is_trusted_and_the_program_is_no_superuser(data: Path) -> None:
    with server.running(data), connect(data, user=SUPERUSER) as connection:
        methods = {row[0] for row in connection.execute("SELECT auth_method FROM pg_hba_file_rules")}
        kinds = {row[0] for row in connection.execute("SELECT type FROM pg_hba_file_rules")}
        superusers = [row[0] for row in connection.execute("SELECT rolname FROM pg_roles WHERE rolsuper")]
    assert (methods, kinds, superusers) == ({"peer"}, {"local"}, [SUPERUSER])


def test_a_role_that_is_not_mapped_is_refused(data: Path) -> None:
    with server.running(data):
        with connect(data) as connection:
            connection.execute("CREATE ROLE somebody LOGIN")
        with pytest.raises(psycopg.OperationalError, match="no pg_hba"):
            connect(data, user="somebody")


def test_the_first_to_leave_does_not_stop_it_under_the_second(data: Path) -> None:
    with server.running(data):
        with server.running(data):
            pid = server.status(data).pid
        assert server.status(data).pid == pid
    assert server.status(data).pid is None


def test_two_that_start_at_once_share_one(data: Path) -> None:
    first, second = holder(data), holder(data)
    pid = server.status(data).pid
    kill(first)
    with server.running(data):  # its guard has had its say when this lock is ours
        assert server.status(data).pid == pid
    kill(second)
    assert wait_for(lambda: server.status(data).pid is None)


def test_a_killed_user_leaves_no_server_behind(data: Path) -> None:
    user = holder(data)
    assert server.status(data).pid
    kill(user)
    assert wait_for(lambda: not process.processes(place(data)))


def test_after_a_kill_of_the_server_it_starts_again_with_what_was_committed(data: Path) -> None:
    with server.running(data):
        with connect(data) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(server.status(data).pid or 0, signal.SIGKILL)
        assert wait_for(lambda: server.status(data).pid is None)
        server.revive(data)
        with connect(data) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_pid_file_that_names_a_stranger_is_seen_through(data: Path) -> None:
    stale = place(data).cluster / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{place(data).cluster}\n0\n5432\n{place(data).socket}\n\n\n")
    assert server.status(data).pid is None
    with server.running(data):
        assert server.status(data).pid not in {None, os.getpid()}


def test_data_of_another_version_is_named_with_the_remedy(data: Path) -> None:
    (place(data).cluster / "PG_VERSION").write_text("16\n")
    with pytest.raises(PostgresError, match=r"PostgreSQL 16.*extramile backup.*extramile restore"):
        server.start(data)


def test_an_interrupted_initdb_is_done_again(data: Path) -> None:
    where = place(data)
    where.cluster.rename(where.home / "making")  # what a kill in the middle leaves
    with server.running(data), connect(data) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("extramile",)


def test_a_failure_to_start_quotes_the_log(data: Path) -> None:
    with (place(data).cluster / "postgresql.conf").open("a") as handle:
        handle.write("shared_buffers = 'a lot'\n")
    with pytest.raises(PostgresError, match="does not start"), server.running(data):
        pass
