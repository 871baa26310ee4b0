"""What the first import of an organisation costs, units and then people, as `extramile import` takes them;
the same people once more; and the longest transaction, for which whoever changes a person has to wait."""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.floors import bare_copy, connection_parameters
from benchmarks.harness import figure, place
from benchmarks.importing import Cost, bring_in

PEOPLE: Final = int(os.environ.get("BENCH_ROWS", "60000"))
TEAMS: Final = max(1, PEOPLE // 10)
COACHED: Final = 10  # with oneself: by the first of each twentieth team, far above them in the file
OLDEST: Final = (
    "SELECT extract(epoch FROM max(clock_timestamp() - xact_start)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def units() -> Iterator[str]:
    """The company last, each team above its region: nobody promises an order."""
    for number in range(TEAMS):
        yield f"t{number};Team {number};team;r{number // 100}"
    for number in range(1 + (TEAMS - 1) // 100):
        yield f"r{number};Region {number};region;top"
    yield "top;Ruitmeesters;company;"


def people() -> Iterator[str]:
    for number in range(PEOPLE):
        email = f"m{number}@voorbeeld.example" if number % 3 else ""
        first = number % TEAMS == number
        coached = (
            ",".join(f"m{number + TEAMS * n}" for n in range(1, COACHED)) if first and number % 2 else ""
        )
        yield (
            f"m{number};Medewerker van den Berg {number};{email};06{10_000_000 + number};t{number % TEAMS};"
            f"{'coach' if coached else ''};{coached};1-1-2020"
        )


def write(file: Path, heading: str, rows: Iterator[str]) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write(heading + "\n")
        out.writelines(f"{row}\n" for row in rows)


@contextmanager
def watching(seen: list[float]) -> Iterator[None]:
    """Meanwhile, twenty times a second: how long the oldest transaction is under way."""
    import psycopg

    over = threading.Event()

    def look() -> None:
        with psycopg.connect(**connection_parameters(), autocommit=True) as own:  # type: ignore[arg-type]
            while not over.wait(0.05):
                (age,) = own.execute(OLDEST).fetchone() or (0,)
                seen.append(float(age or 0))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def tell(name: str, cost: Cost, *, rows: int, longest: float, floor: float) -> None:
    figure(
        name,
        [],
        rows=rows,
        rows_per_second=rows / cost.seconds,
        own_cpu_us=cost.own_us,
        postgres_cpu_us=cost.postgres_us,
        peak_mb=cost.peak_mb,
        longest_transaction_s=longest,
        of_copy=rows / cost.seconds / floor,
    )


def main() -> None:
    with place("import-people") as here, tempfile.TemporaryDirectory() as folder:
        unit_file, people_file = Path(folder) / "units.csv", Path(folder) / "people.csv"
        write(unit_file, "number;name;kind;belongs to", units())
        write(people_file, "number;name;e-mail;mobile;team;role;coaches;first day", people())
        floor = PEOPLE / bare_copy(row.split(";", 4) for row in people())
        figure("bare COPY of the people", [], rows=PEOPLE, rows_per_second=floor)
        unit_rows = sum(1 for _ in units())
        for name, kind, file, rows, of in (
            ("units, the first time", "units", unit_file, unit_rows, "created"),
            ("people, the first time", "people", people_file, PEOPLE, "created"),
            ("the same people again", "people", people_file, PEOPLE, "unchanged"),
        ):
            seen = [0.0]
            with watching(seen):
                cost = bring_in(here, kind, file, source="hr", options=(), of=of, rows=rows)
            tell(name, cost, rows=rows, longest=max(seen), floor=floor)


if __name__ == "__main__":
    main()
