"""What this machine can do at all: a bare durable insert, a bare HTTP answer."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import psycopg
from django.db import connection

COPY = "CREATE TABLE IF NOT EXISTS bench_copy (a text, b text, c text, d text, e text)"


def connection_parameters() -> dict[str, object]:
    known = connection.get_connection_params()
    return {key: known[key] for key in ("host", "port", "user", "password", "dbname") if known.get(key)}


def _insert_until(deadline: float, times: list[float]) -> None:
    with psycopg.connect(**connection_parameters(), autocommit=True) as own:  # type: ignore[arg-type]
        while time.perf_counter() < deadline:
            started = time.perf_counter()
            own.execute("INSERT INTO bench_floor (score, words) VALUES (9, 'quick and friendly')")
            times.append((time.perf_counter() - started) * 1000)


def bare_inserts(*, concurrency: int, seconds: float) -> list[float]:
    """Milliseconds of each durable one-row insert, made by so many connections at once."""
    with psycopg.connect(**connection_parameters(), autocommit=True) as own:  # type: ignore[arg-type]
        own.execute("CREATE TABLE IF NOT EXISTS bench_floor (id bigserial, score int, words text)")
    times: list[float] = []
    deadline = time.perf_counter() + seconds
    work: Callable[[], None] = lambda: _insert_until(deadline, times)  # noqa: E731
    threads = [threading.Thread(target=work) for _ in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def bare_copy(rows: Iterable[Sequence[object]]) -> float:
    """Seconds for rows of five texts into a table without an index: what no import can beat."""
    started = time.perf_counter()
    with psycopg.connect(**connection_parameters(), autocommit=True) as own:  # type: ignore[arg-type]
        own.execute(COPY)
        with own.cursor() as cursor, cursor.copy("COPY bench_copy FROM STDIN") as copy:
            for row in rows:
                copy.write_row([str(value) for value in row])
        own.execute("TRUNCATE bench_copy")
    return time.perf_counter() - started


def bare_copy_out(statement: str) -> float:
    """Seconds for the rows of a statement as CSV, read and thrown away: what no export of them can beat."""
    out = f"COPY ({statement}) TO STDOUT WITH (FORMAT csv)"
    started = time.perf_counter()
    with (
        psycopg.connect(**connection_parameters(), autocommit=True) as own,  # type: ignore[arg-type]
        own.cursor() as cursor,
        cursor.copy(out.encode()) as copy,
    ):
        deque(copy, maxlen=0)
    return time.perf_counter() - started
