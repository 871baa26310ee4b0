"""Rows per second and memory of a file of jobs, as `extramile import jobs` takes it, beside a bare COPY."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.customers import TECHNICIANS, make_company
from benchmarks.harness import RUNS, figure, interleaved, place

ROWS: Final = int(os.environ.get("BENCH_ROWS", "1000000"))
HEADING: Final = (
    "Opdrachtnummer;Gereed op;Monteur;Soort werk;Kanaal;Bedrag;Klantnummer;Klant;E-mail;Mobiel;Taal;"
    "Camera;Kenteken\n"
)
WORK: Final = ("Ruit vervangen", "Ster repareren", "Camera gekalibreerd")
COPY: Final = "CREATE TABLE IF NOT EXISTS bench_copy (id text, at text, who text, rest text)"
_peaks: dict[str, list[float]] = {"jobs": [], "again": []}


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
    """Seconds for the same bytes into a table without an index: what no import can beat."""
    import psycopg

    from benchmarks.floors import connection_parameters

    started = time.perf_counter()
    with psycopg.connect(**connection_parameters(), autocommit=True) as own:  # type: ignore[arg-type]
        own.execute(COPY)
        with file.open(encoding="utf-8") as lines, own.cursor() as cursor:
            next(lines)
            with cursor.copy("COPY bench_copy FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line.rstrip("\n").split(";", 3))
        own.execute("TRUNCATE bench_copy")
    return time.perf_counter() - started


def bring_in(file: Path, source: str, *, of: str) -> float:
    """Seconds of the command itself, start and look at the file included; notes its peak memory."""
    command = [sys.executable, "-m", "extramile", "import", "jobs", str(file), "--source", source]
    options = ["--yes", "--json", "--attribute", "Camera:yesno", "--attribute", "Kenteken:text"]
    started = time.perf_counter()
    child = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
    said = child.stdout.read() if child.stdout else ""
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    result = json.loads(said)
    done = result["created"] if of == "jobs" else result["unchanged"]
    if child.returncode or done != ROWS:
        raise RuntimeError(f"not all rows came in: {result}")
    _peaks[of].append(used.ru_maxrss / 1024)
    return seconds


def main() -> None:
    with place("import-jobs"), tempfile.TemporaryDirectory() as folder:
        make_company(datetime.now(UTC))
        file = Path(folder) / "jobs.csv"
        write(file)
        sources = iter(range(2 * RUNS))
        found = interleaved(
            {
                "copy": lambda: bare_copy(file),
                "jobs": lambda: bring_in(file, f"run {next(sources) // 2}", of="jobs"),
                "again": lambda: bring_in(file, f"run {next(sources) // 2}", of="again"),
            },
            runs=int(os.environ.get("BENCH_RUNS", str(RUNS))),
        )
    floor = ROWS / min(found["copy"])
    figure("bare COPY of the same rows", [], rows=ROWS, rows_per_second=floor)
    for of, name in (("jobs", "import of jobs"), ("again", "import of the same jobs again")):
        speed = ROWS / sorted(found[of])[len(found[of]) // 2]
        figure(name, [], rows=ROWS, rows_per_second=speed, of_floor=speed / floor, peak_mb=max(_peaks[of]))


if __name__ == "__main__":
    main()
