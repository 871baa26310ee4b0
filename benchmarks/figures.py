"""Figures as JSON lines, and the arithmetic they need."""

import json
import math
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

RUNS = 3


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[math.ceil(share * len(ordered)) - 1]


def machine() -> dict[str, Any]:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": names[0] if names else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        "python": platform.python_version(),
    }


def figure(name: str, milliseconds: Sequence[float], **more: Any) -> dict[str, Any]:
    """Print one figure as a JSON line: n, median, p95, p99 and whatever else is known, and the machine."""
    line: dict[str, Any] = {"figure": name, "n": len(milliseconds)}
    if milliseconds:
        line["median_ms"] = round(statistics.median(milliseconds), 3)
        line["p95_ms"] = round(percentile(milliseconds, 0.95), 3)
        line["p99_ms"] = round(percentile(milliseconds, 0.99), 3)
    known = {key: round(value, 3) if isinstance(value, float) else value for key, value in more.items()}
    line |= known | {"machine": machine()}
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return line


def interleaved(measures: Mapping[str, Callable[[], float]], *, runs: int = RUNS) -> dict[str, list[float]]:
    """Run each in turn, so many times: what the machine does meanwhile hits all of them alike."""
    results: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(runs):
        for name, measure in measures.items():
            results[name].append(measure())
    return results


def timed(work: Callable[[], object], *, repeat: int) -> list[float]:
    """Milliseconds of each of so many calls."""
    found = []
    for _ in range(repeat):
        started = time.perf_counter()
        work()
        found.append((time.perf_counter() - started) * 1000)
    return found
