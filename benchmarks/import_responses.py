"""Rows per second of a file of responses: from the file to the tables, as `extramile import` does it."""

import csv
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.customers import TECHNICIANS, ask_customers
from benchmarks.harness import RUNS, figure, place

ROWS: Final = 100_000


def write(file: Path) -> None:
    now = datetime.now(UTC)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["response id", "nps", "comment", "date", "employee"])
        for number in range(ROWS):
            moment = now - timedelta(minutes=5 * number)
            comment = "Quick and friendly: explained what she did." if number % 3 else ""
            writer.writerow(
                [f"r{number}", number % 11, comment, f"{moment:%Y-%m-%d %H:%M}", f"e{number % TECHNICIANS}"]
            )


def once(file: Path, name: str) -> None:
    from extramile.core.tables import RowReader, guess_mapping, open_table
    from extramile.intake.models import Source
    from extramile.responses.fields import RESPONSE_FIELDS
    from extramile.responses.operations import import_responses

    source = Source.objects.create(name=name)
    started = time.perf_counter()
    table = open_table(file)
    reader = RowReader(table.shape, guess_mapping(table.columns, RESPONSE_FIELDS), RESPONSE_FIELDS)
    chunk, created = [], 0
    for number, values in table.rows(after=0):
        chunk.append(reader.read(number, values))
        if len(chunk) == 5000:
            created += import_responses(source, chunk, now=datetime.now(UTC)).created
            chunk = []
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figure("import of responses", [], rows=created, rows_per_second=created / seconds, peak_mb=peak)


def main() -> None:
    with place("import-responses"), tempfile.TemporaryDirectory() as folder:
        ask_customers(1)
        file = Path(folder) / "responses.csv"
        write(file)
        for run in range(RUNS):
            once(file, f"run {run}")


if __name__ == "__main__":
    main()
