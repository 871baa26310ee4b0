"""A gate: one figure of one simulation, beside the target that it has to meet."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

PAGES: Final = Path(__file__).resolve().parent.parent / "docs" / "methods"
SEED: Final = 20_261_122


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What was asked of a method, and what was seen.

    Attributes
    ----------
    name : str
        What was measured, in words.
    seen : float
        The figure.
    low, high : float
        The target: ``low <= seen <= high``. Infinite where one side is open; both open: told, not judged.
    seed, runs : int
        With these the same figure comes out again.
    """

    name: str
    seen: float
    seed: int
    runs: int
    low: float = -math.inf
    high: float = math.inf

    @property
    def passed(self) -> bool:
        return self.low <= self.seen <= self.high

    @property
    def target(self) -> str:
        if math.isinf(self.low) and math.isinf(self.high):
            return "–"
        if math.isinf(self.low):
            return f"at most {self.high:g}"
        return f"at least {self.low:g}" if math.isinf(self.high) else f"{self.low:g} to {self.high:g}"

    def line(self, *, method: str, day: date) -> str:
        """As one line of JSON."""
        told = {"method": method, "gate": self.name, "target": self.target, "seen": round(self.seen, 4)}
        return json.dumps(
            told | {"passed": self.passed, "runs": self.runs, "seed": self.seed, "day": day.isoformat()},
            ensure_ascii=False,
        )


def table(gates: Iterable[Gate], *, day: date) -> str:
    """The gates as a table of a page."""
    head = ["| gate | target | seen | runs | seed | day |", "|---|---|---|---|---|---|"]
    rows = [
        f"| {gate.name} | {gate.target} | {gate.seen:.3f}{'' if gate.passed else ' (missed)'} "
        f"| {gate.runs:,} | {gate.seed} | {day.isoformat()} |"
        for gate in gates
    ]
    return "\n".join(head + rows)


def write(page: str, method: str, gates: Sequence[Gate], *, day: date, folder: Path = PAGES) -> None:
    """Put the table where the page has `<!-- simulated: method -->`, up to `<!-- end -->`."""
    path = folder / f"{page}.md"
    text = path.read_text(encoding="utf-8")
    mark, end = f"<!-- simulated: {method} -->", "<!-- end -->"
    before, found, rest = text.partition(mark)
    if not found or end not in rest:
        raise ValueError(f"{path.name} has no place for {method}: add a line {mark} and a line {end}.")
    after = rest[rest.index(end) :]
    path.write_text(f"{before}{mark}\n\n{table(gates, day=day)}\n\n{after}", encoding="utf-8")
