"""Rows per second, CPU and memory of a file of responses, as `extramile import responses` takes it, beside a
bare COPY; and of the same file once more, which changes nothing."""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.customers import TECHNICIANS, ask_customers
from benchmarks.floors import bare_copy
from benchmarks.harness import RUNS, Here, figure, place, usage
from benchmarks.processes import family

ROWS: Final = int(os.environ.get("BENCH_ROWS", "300000"))
TURNS: Final = int(os.environ.get("BENCH_RUNS", str(RUNS)))


def rows() -> Iterator[list[object]]:
    """Two in three with words, five minutes apart or closer, over at most three years."""
    now = datetime.now(UTC)
    apart = min(timedelta(minutes=5), timedelta(days=1000) / ROWS)
    for number in range(ROWS):
        comment = "Quick and friendly: explained what she did." if number % 3 else ""
        moment = now - apart * number
        yield [f"r{number}", number % 11, comment, f"{moment:%Y-%m-%d %H:%M}", f"e{number % TECHNICIANS}"]


def write(file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["response id", "nps", "comment", "date", "employee"])
        writer.writerows(rows())


@dataclass(frozen=True, slots=True)
class Cost:
    seconds: float
    own_us: float  # CPU of the command, a row, its start and its look at the file included
    postgres_us: float
    peak_mb: float


def bring_in(here: Here, file: Path, source: str, *, of: str) -> Cost:
    command = [sys.executable, "-m", "extramile", "import", "responses", str(file), "--source", source]
    postgres = here.postgres_pid()
    pids = family(postgres) if postgres else []
    started, before = time.perf_counter(), usage(pids).cpu_seconds
    child = subprocess.Popen([*command, "--yes", "--json"], stdout=subprocess.PIPE, text=True)
    said = child.stdout.read() if child.stdout else ""
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    result = json.loads(said)
    if child.returncode or result[of] != ROWS:
        raise RuntimeError(f"not all rows were {of}: {result}")
    time.sleep(0.5)  # its backend ends: what it used is counted with its parent's children
    return Cost(
        seconds,
        (used.ru_utime + used.ru_stime) / ROWS * 1e6,
        (usage(pids).cpu_seconds - before) / ROWS * 1e6,
        used.ru_maxrss / 1024,
    )


def tell(name: str, costs: list[Cost], *, floor: float) -> None:
    middle = sorted(costs, key=lambda cost: cost.seconds)[len(costs) // 2]
    figure(
        name,
        [],
        rows=ROWS,
        rows_per_second=ROWS / middle.seconds,
        own_cpu_us=middle.own_us,
        postgres_cpu_us=middle.postgres_us,
        of_floor=ROWS / middle.seconds / floor,
        peak_mb=max(cost.peak_mb for cost in costs),
    )


def main() -> None:
    with place("import-responses") as here, tempfile.TemporaryDirectory() as folder:
        ask_customers(1)
        file = Path(folder) / "responses.csv"
        write(file)
        copied, new, again = [], [], []
        for turn in range(TURNS):
            copied.append(bare_copy(rows()))
            new.append(bring_in(here, file, f"run {turn}", of="created"))
            again.append(bring_in(here, file, f"run {turn}", of="unchanged"))
    floor = ROWS / min(copied)
    figure("bare COPY of the same rows", [], rows=ROWS, rows_per_second=floor)
    tell("import of responses", new, floor=floor)
    tell("import of the same responses again", again, floor=floor)


if __name__ == "__main__":
    main()
