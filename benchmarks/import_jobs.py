"""Rows per second, CPU and memory of a file of jobs, as `extramile import jobs` takes it, beside bare COPYs
of its lines and of all it leaves behind; and of the same file once more, which changes nothing."""

import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.customers import TECHNICIANS, make_company
from benchmarks.harness import RUNS, figure, interleaved, place
from benchmarks.importing import Runs, tell

if TYPE_CHECKING:
    import psycopg

ROWS: Final = int(os.environ.get("BENCH_ROWS", "1000000"))
HEADING: Final = (
    "Opdrachtnummer;Gereed op;Monteur;Soort werk;Kanaal;Bedrag;Klantnummer;Klant;E-mail;Mobiel;Taal;"
    "Camera;Kenteken\n"
)
WORK: Final = ("Ruit vervangen", "Ster repareren", "Camera gekalibreerd")
COPY: Final = "CREATE TABLE bench_copy (id text, at text, who text, rest text)"
OPTIONS: Final = ("--attribute", "Camera:yesno", "--attribute", "Kenteken:text")
TURNS: Final = int(os.environ.get("BENCH_RUNS", str(RUNS)))
# What one import leaves behind: one statement a table.
WRITTEN: Final = {
    "contacts_contact": "* FROM contacts_contact WHERE source = {source} ORDER BY id",
    "intake_job": "j.* FROM intake_job j JOIN intake_source s ON s.id = j.source_id"
    " WHERE s.name = {source} ORDER BY j.id",
    "intake_jobemployee": "e.* FROM intake_jobemployee e JOIN intake_job j ON j.id = e.job_id"
    " JOIN intake_source s ON s.id = j.source_id WHERE s.name = {source} ORDER BY e.id",
}


def rows(*, seed: int = 1) -> Iterator[str]:
    """As a Dutch planning system writes them; one in ten without e-mail, one in three with a mobile."""
    chance = random.Random(seed)
    start = datetime.now(UTC) - timedelta(days=300)
    for number in range(ROWS):
        at = start + timedelta(minutes=chance.randrange(60 * 24 * 299))
        who = f"e{chance.randrange(TECHNICIANS - 10)}"
        if number % 20 == 0:
            who = f"{who}:0,5|e{TECHNICIANS - 1 - chance.randrange(10)}:0,5"
        customer = chance.randrange(ROWS * 7 // 10)
        email = f"klant{customer}@voorbeeld.example" if customer % 10 else ""
        mobile = f"06-{10_000_000 + customer * 37 % 79_999_999}" if customer % 3 == 0 else ""
        amount = f"{chance.randrange(5_000, 60_000) / 100:.2f}".replace(".", ",")
        yield (
            f"J{number};{at.day}-{at.month}-{at.year} {at:%H:%M};{who};{WORK[number % 3]};aan huis;{amount};"
            f"K{customer};Jan de Boer {customer};{email};{mobile};nl;{'ja' if number % 4 else 'nee'};"
            f"{number % 97}-XX-{number % 89}\n"
        )


def write(file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADING)
        out.writelines(rows())


def bare_copy(file: Path) -> float:
    """Seconds for the same lines into a table without an index: what no import can beat."""
    started = time.perf_counter()
    with own_cursor() as cursor:
        cursor.execute(COPY)
        with file.open(encoding="utf-8") as lines:
            next(lines)
            with cursor.copy("COPY bench_copy FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line.rstrip("\n").split(";", 3))
        cursor.execute("DROP TABLE bench_copy")
    return time.perf_counter() - started


@contextmanager
def own_cursor() -> Iterator["psycopg.Cursor[tuple[object, ...]]"]:
    import psycopg

    from benchmarks.floors import connection_parameters

    with psycopg.connect(**connection_parameters(), autocommit=True) as own, own.cursor() as cursor:  # type: ignore[arg-type]
        yield cursor


def equal_tables(folder: Path, source: str) -> float:
    """Seconds for the rows of one import into equal tables with the same indexes, by COPY: all that can be
    saved by looking nothing up and checking nothing."""
    seconds = 0.0
    with own_cursor() as cursor:
        for table, rows in WRITTEN.items():
            kept = folder / table
            statement = f"COPY (SELECT {rows}) TO STDOUT"
            with kept.open("wb") as out, cursor.copy(statement.format(source=f"'{source}'")) as copy:
                for block in copy:
                    out.write(block)
            cursor.execute(f"CREATE TABLE equal_{table} (LIKE {table} INCLUDING ALL)")
            started = time.perf_counter()
            with kept.open("rb") as blocks, cursor.copy(f"COPY equal_{table} FROM STDIN") as copy:
                while block := blocks.read(1 << 18):
                    copy.write(block)
            seconds += time.perf_counter() - started
            cursor.execute(f"DROP TABLE equal_{table}")
            kept.unlink()
    return seconds


def main() -> None:
    with place("import-jobs") as here, tempfile.TemporaryDirectory() as folder:
        make_company(datetime.now(UTC))
        file = Path(folder) / "jobs.csv"
        write(file)
        runs = Runs(here, "jobs", file, rows=ROWS, options=OPTIONS)
        found = interleaved(
            {
                "copy": lambda: bare_copy(file),
                "first": lambda: runs.bring_in(of="created"),
                "again": lambda: runs.bring_in(of="unchanged"),
                "equal": lambda: equal_tables(Path(folder), runs.source),
            },
            runs=TURNS,
        )
    copy, equal = ROWS / min(found["copy"]), ROWS / min(found["equal"])
    figure("bare COPY of the file's lines", [], rows=ROWS, rows_per_second=copy)
    figure("bare COPY of all rows into equal tables with their indexes", [], rows=ROWS, rows_per_second=equal)
    tell("import of jobs", runs.costs["created"], rows=ROWS, bare_copy=copy, equal_tables=equal)
    tell("the same file again, all unchanged", runs.costs["unchanged"], rows=ROWS, bare_copy=copy)


if __name__ == "__main__":
    main()
