"""What every benchmark stands on: a place of its own, a server on the loopback, load, and JSON lines.

    from benchmarks.harness import drive, figure, place

    with place("visits") as here:                    # own data folder, own database, migrated
        ...                                          # Django is set up: call operations
        with here.serve(processes=2, threads=8) as server:
            load = drive(server, visit, concurrency=32, seconds=10)
            figure("visits", load.milliseconds, per_second=load.per_second, cpu_ms=load.cpu_ms, ...)

Each figure is one JSON line. Three runs, interleaved with a floor measured in the same minutes, say more than
one: see `interleaved`.
"""

from benchmarks.figures import RUNS, figure, interleaved, machine, percentile, timed
from benchmarks.load import Client, Load, drive
from benchmarks.processes import Usage, usage
from benchmarks.surroundings import Here, Server, place

__all__ = [
    "RUNS",
    "Client",
    "Here",
    "Load",
    "Server",
    "Usage",
    "drive",
    "figure",
    "interleaved",
    "machine",
    "percentile",
    "place",
    "timed",
    "usage",
]
