"""Rows per second, CPU and memory of a file of responses, as `extramile import responses` takes it, beside a
bare COPY; and of the same file once more, which changes nothing."""

import csv
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.customers import TECHNICIANS, ask_customers
from benchmarks.floors import bare_copy
from benchmarks.harness import RUNS, figure, interleaved, place
from benchmarks.importing import Runs, tell

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


def main() -> None:
    with place("import-responses") as here, tempfile.TemporaryDirectory() as folder:
        ask_customers(1)
        file = Path(folder) / "responses.csv"
        write(file)
        runs = Runs(here, "responses", file, rows=ROWS)
        found = interleaved(
            {
                "copy": lambda: bare_copy(rows()),
                "first": lambda: runs.bring_in(of="created"),
                "again": lambda: runs.bring_in(of="unchanged"),
            },
            runs=TURNS,
        )
    floor = ROWS / min(found["copy"])
    figure("bare COPY of the same rows", [], rows=ROWS, rows_per_second=floor)
    tell("import of responses", runs.costs["created"], rows=ROWS, floor=floor)
    tell("import of the same responses again", runs.costs["unchanged"], rows=ROWS, floor=floor)


if __name__ == "__main__":
    main()
