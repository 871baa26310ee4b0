"""What this machine can do at all: a bare durable insert, a bare HTTP answer."""

import threading
import time
from collections.abc import Callable

import psycopg
from django.db import connection


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
