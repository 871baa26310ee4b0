"""What `extramile import` costs, run as an operator runs it: time, CPU of both sides, memory."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import figure
from benchmarks.processes import family, usage
from benchmarks.surroundings import Here


@dataclass(frozen=True, slots=True)
class Cost:
    seconds: float  # start of the program and its look at the file included
    own_us: float  # CPU of the command and of the process that reads for it, a row
    postgres_us: float  # of all of PostgreSQL's processes, a row; 0 where it is not our own
    peak_mb: float  # of the larger of its two processes


def bring_in(
    here: Here, kind: str, file: Path, *, source: str, options: Sequence[str], of: str, rows: int
) -> Cost:
    """Raises unless every row became what it should (`created`, `unchanged`)."""
    command = [sys.executable, "-m", "extramile", "import", kind, str(file), "--source", source]
    postgres = here.postgres_pid()
    pids = family(postgres) if postgres else []
    started, before = time.perf_counter(), usage(pids).cpu_seconds
    child = subprocess.Popen([*command, "--yes", "--json", *options], stdout=subprocess.PIPE, text=True)
    said = child.stdout.read() if child.stdout else ""
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    result = json.loads(said or "{}")
    if child.returncode or result.get(of) != rows:
        raise RuntimeError(f"not all rows were {of}: {result}")
    time.sleep(0.5)  # its backend ends: what it used is counted with its parent's children
    return Cost(
        seconds,
        (used.ru_utime + used.ru_stime) / rows * 1e6,
        (usage(pids).cpu_seconds - before) / rows * 1e6,
        used.ru_maxrss / 1024,
    )


class Runs:
    """Each run has a source of its own, so that its first import finds nothing."""

    def __init__(self, here: Here, kind: str, file: Path, *, rows: int, options: Sequence[str] = ()) -> None:
        self.here, self.kind, self.file, self.rows, self.options = here, kind, file, rows, options
        self.number = 0
        self.costs: dict[str, list[Cost]] = {"created": [], "unchanged": []}

    @property
    def source(self) -> str:
        return f"run {self.number}"

    def bring_in(self, *, of: str) -> float:
        self.number += of == "created"
        cost = bring_in(
            self.here, self.kind, self.file, source=self.source, options=self.options, of=of, rows=self.rows
        )
        self.costs[of].append(cost)
        return cost.seconds


def tell(name: str, costs: Sequence[Cost], *, rows: int, **floors: float) -> None:
    """The middle run. `floors`: rows per second that it is held against."""
    middle = sorted(costs, key=lambda cost: cost.seconds)[len(costs) // 2]
    speed = rows / middle.seconds
    figure(
        name,
        [],
        rows=rows,
        rows_per_second=speed,
        own_cpu_us=middle.own_us,
        postgres_cpu_us=middle.postgres_us,
        peak_mb=max(cost.peak_mb for cost in costs),
        **{f"of_{floor}": speed / known for floor, known in floors.items()},
    )
