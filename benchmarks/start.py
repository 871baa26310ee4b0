"""First start on an empty folder, second start on its data: until the first request is answered.

Floors in the same runs: Python with Django alone, and an empty PostgreSQL made and started.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.harness import RUNS, figure, usage
from benchmarks.processes import family
from benchmarks.surroundings import PROJECT, free_port, start_program, stop_program, wait_until_it_answers
from extramile.core.postgres import server


def start_once(data: Path) -> tuple[float, float]:
    """Seconds until it answers, and the memory of its largest process then, in MB."""
    port = free_port()
    started = time.perf_counter()
    chosen = {"EXTRAMILE_DATA": str(data), "EXTRAMILE_LISTEN": f"127.0.0.1:{port}"}
    process = start_program(chosen, log=subprocess.DEVNULL)
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}", process, patience=300)
        return time.perf_counter() - started, usage(family(process.pid)).rss_mb
    finally:
        stop_program(process)


def django_alone() -> float:
    started = time.perf_counter()
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "extramile.settings"}
    subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"], cwd=PROJECT, env=settings, check=True
    )
    return time.perf_counter() - started


def postgres_alone() -> float:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    started = time.perf_counter()
    with server.running(folder):
        seconds = time.perf_counter() - started
    server.remove(folder)
    shutil.rmtree(folder)
    return seconds


def one_run() -> dict[str, float]:
    data = Path(tempfile.mkdtemp(prefix="bench-start-"))
    try:
        first, memory = start_once(data)
        second, _ = start_once(data)
        floors = {"floor_django": django_alone(), "floor_postgres": postgres_alone()}
        return {"first": first, "second": second, "rss_mb": memory, **floors}
    finally:
        server.remove(data)
        shutil.rmtree(data, ignore_errors=True)


def main() -> None:
    runs = [one_run() for _ in range(RUNS)]
    for name in ("first", "second", "floor_django", "floor_postgres"):
        more = {"rss_mb": statistics.median(run["rss_mb"] for run in runs)} if name == "first" else {}
        figure(f"start {name}", [run[name] * 1000 for run in runs], **more)


if __name__ == "__main__":
    main()
