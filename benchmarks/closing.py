"""Decide what of a closed wave may be told: 60,000 employees in 6,000 units, the last of four waves too."""

import json
import os
import resource
import sys
import time

from extramile.stats.disclosure import Group, decide
from extramile.stats.disclosure.attacks.organisations import SHAPES, organisation

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "60000"))
QUIET = 5.0  # seconds between two lines of progress


class Progress:
    """Tells where it is, now and then, where a person looks."""

    def __init__(self) -> None:
        self.said = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.said >= QUIET:
            self.said = now
            print(f"  {step}: {done} of {total}", file=sys.stderr)


def used() -> tuple[float, float]:
    """CPU seconds, and the most memory so far in MB."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    made = organisation(SHAPES[PEOPLE], seed=1)
    already: list[Group] = []
    for wave, groups in enumerate(made.groups):
        before, start = used()[0], time.monotonic()
        decision = decide(groups, made.atoms, already=already, progress=Progress())
        after, memory = used()
        told = set(decision.released)
        already += [group for group in groups if group.key in told]
        reasons = list(decision.withheld.values())
        figure = {
            "benchmark": "closing",
            "people": PEOPLE,
            "wave": wave + 1,
            "groups": len(groups),
            "told": len(told),
            "withheld": {reason: reasons.count(reason) for reason in sorted(set(reasons))},
            "cpu_seconds": round(after - before, 1),
            "seconds": round(time.monotonic() - start, 1),
            "peak_mb": round(memory),
            "target": "900 s, 4,096 MB",
        }
        print(json.dumps(figure))


if __name__ == "__main__":
    main()
