"""The nightly fit over 60,000 employees and 6,000 units: seconds of processor, memory, what each part takes.

    python -m benchmarks.estimates [responses]      default 10,000,000: the company of benchmarks.monitor
    DATABASE_URL=... python -m benchmarks.estimates  uses it where it is, and loads it where not

Floor of each line: a query that counts the rows which the fit reads. Processor time of this process and of
PostgreSQL is given beside the wall's seconds, as other work on the machine does not change it.
"""

import resource
import sys
import time
from collections.abc import Callable
from typing import Final, TypeVar

from benchmarks.company import Company
from benchmarks.harness import figure, place, usage
from benchmarks.monitor import is_loaded, load_all

Found = TypeVar("Found")
ROWS: Final = """
    SELECT (SELECT count(*) FROM monitor_unitday WHERE day >= %s),
           (SELECT count(*) FROM monitor_employeemonth WHERE month >= %s)
"""


def timed(name: str, work: Callable[[], Found]) -> Found:
    from django.db import connection

    connection.ensure_connection()
    postgres = [connection.connection.info.backend_pid]
    started, own, theirs = time.perf_counter(), time.process_time(), usage(postgres).cpu_seconds
    found = work()
    figure(
        f"estimates: {name}",
        [],
        seconds=time.perf_counter() - started,
        cpu_seconds=time.process_time() - own,
        postgres_cpu_seconds=usage(postgres).cpu_seconds - theirs,
        peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )
    return found


def parts() -> None:
    from django.db import connection
    from django.utils import timezone

    from extramile.core.clock import now
    from extramile.estimates.operations import leaning, make_fit, moving, reading
    from extramile.estimates.organisation import spread_of

    day = timezone.localdate(now())
    since = reading.Span(day).since
    with connection.cursor() as cursor:
        timed("floor, the rows counted", lambda: cursor.execute(ROWS, [since, since]))
    read = timed("read all counts", lambda: reading.read_counts(day))
    spread = timed("how much people and units differ", lambda: spread_of(read.organisation))
    if spread is not None:
        timed("what everybody leans on", lambda: sum(1 for _line in leaning.person_lines(read, spread)))
        timed("what units lean on, groups", lambda: leaning.unit_lines(read, spread, seed=1))
    timed("what moved", lambda: sum(1 for _line in moving.movement_lines(read, seed=1)))
    timed("the whole fit, written", lambda: make_fit(now()))


def main(responses: int) -> None:
    company = Company(responses)
    with place("monitor"):
        if not is_loaded(company):
            load_all(company)
        parts()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
