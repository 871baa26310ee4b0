"""Attack what is told of made-up organisations: `make attack`.

    python tools/attack.py [PEOPLE ...] [--seeds N] [--into FOLDER] [--seconds N]

60 and 300 people with 20 seeds each, 2,000 with one, unless told otherwise. Every attack's outcome is written
down as soon as it is known, with a mark of the rules it was tried on: stopped and started again, it goes on
where it was, and begins anew when a rule has changed. A summary is written at the end. Then, unless people or
seconds are given, every address is walked and answers are timed. Exits with 1 when anything comes out; to
three colleagues who pool three waves, when more does than docs/methods/disclosure.md says.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.attacks.attempts import ATTEMPTS, Attempt, Outcome
from tests.attacks.waves import release

ROOT: Final = Path(__file__).resolve().parent.parent
SEEDS: Final = {60: 20, 300: 20, 2000: 1}
INTO: Final = ROOT / ".data" / "attack"
WALKS: Final = ("tests/attacks/whole_crawl.py", "tests/attacks/timing.py")
RULES: Final = ("extramile/stats/disclosure", "tests/attacks/attempts.py", "tests/attacks/together.py")


def mark_of_rules() -> str:
    """Changes with the rules, the coding and the attacks: outcomes of others say nothing of these."""
    digest = hashlib.sha256()
    for place in RULES:
        whole = ROOT / place
        for file in [whole] if whole.is_file() else sorted(whole.rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


class Book:
    """What came out so far, a line each."""

    def __init__(self, into: Path, mark: str) -> None:
        into.mkdir(parents=True, exist_ok=True)
        self.file, self.mark = into / "outcomes.jsonl", mark
        self.rows: dict[tuple[int, int, str], dict[str, Any]] = {}
        if self.file.exists():
            for line in self.file.read_text().splitlines():
                self._remember(line)

    def _remember(self, line: str) -> None:
        try:
            row = json.loads(line)
        except ValueError:
            return  # the line that was being written when it was stopped
        if row["mark"] == self.mark:
            self.rows[row["people"], row["seed"], row["attack"]] = row

    def write(self, people: int, seed: int, name: str, outcome: Outcome, seconds: float) -> None:
        row = {
            "mark": self.mark, "people": people, "seed": seed, "attack": name, "tried": outcome.tried,
            "exposed": outcome.exposed, "undecided": outcome.undecided, "cpu": round(seconds, 2),
        }  # fmt: skip
        with self.file.open("a") as file:
            file.write(json.dumps(row) + "\n")
        self.rows[people, seed, name] = row


def to_do(book: Book, sizes: list[int], seeds: int | None) -> Iterator[tuple[int, int, Attempt]]:
    for people in sizes:
        for seed in range(seeds or SEEDS.get(people, 1)):
            for attempt in ATTEMPTS:
                if people <= attempt.most_people and (people, seed, attempt.name) not in book.rows:
                    yield people, seed, attempt


def summary(book: Book) -> str:
    """A table: of each size and attack how many organisations, what was tried, what came out."""
    groups: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for (people, _, name), row in sorted(book.rows.items()):
        groups.setdefault((people, name), []).append(row)
    lines = [
        f"Rules and attacks {book.mark}, {time.strftime('%Y-%m-%d')}.",
        "",
        "| people | attack | organisations | tried | exposed | undecided | CPU seconds |",
        "|---:|---|---:|---:|---:|---:|---:|",
    ]
    for (people, name), rows in groups.items():
        sums = [sum(row[key] for row in rows) for key in ("tried", "exposed", "undecided")]
        figures = " | ".join(f"{number:,}" for number in sums)
        cpu = sum(row["cpu"] for row in rows)
        lines.append(f"| {people:,} | {name} | {len(rows)} | {figures} | {cpu:,.0f} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("people", nargs="*", type=int)
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--into", type=Path, default=INTO)
    parser.add_argument("--seconds", type=float, help="stop beginning new attacks after so much CPU time")
    chosen = parser.parse_args()
    book = Book(chosen.into, mark_of_rules())
    waiting = list(to_do(book, chosen.people or list(SEEDS), chosen.seeds))
    print(f"{len(book.rows)} attacks are known, {len(waiting)} to do; rules {book.mark}", flush=True)
    for done, (people, seed, attempt) in enumerate(waiting):
        if chosen.seconds is not None and time.process_time() > chosen.seconds:
            print(f"stopped after {done} of {len(waiting)}; the same command goes on", flush=True)
            break
        told = release(people, seed)
        start = time.process_time()
        outcome = attempt.run(told, seed)
        book.write(people, seed, attempt.name, outcome, time.process_time() - start)
        print(f"{done + 1}/{len(waiting)}", people, seed, attempt.name, outcome, sep="\t", flush=True)
    (chosen.into / "summary.md").write_text(summary(book))
    print(summary(book))
    walked = 0 if chosen.people or chosen.seconds is not None else _walk()
    return 1 if walked or broken(book) else 0


def broken(book: Book) -> list[str]:
    """The attacks that succeed more often than the documents say: of nearly all, ever."""
    found = []
    for attempt in ATTEMPTS:
        of_it = [row for row in book.rows.values() if row["attack"] == attempt.name]
        tried, exposed = (sum(row[key] for row in of_it) for key in ("tried", "exposed"))
        if exposed > attempt.hardly * tried:
            found.append(attempt.name)
    return found


def _walk() -> int:
    """The attacks that need the whole program: every address as everybody, and how long answers take."""
    return subprocess.run([sys.executable, "-m", "pytest", "-q", *WALKS], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
