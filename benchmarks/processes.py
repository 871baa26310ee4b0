"""What processes cost, read from /proc."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    cpu_seconds: float
    rss_mb: float  # the largest process
    peak_mb: float  # the largest that any process has been
    processes: int


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found.setdefault(int(fields[1]), []).append(int(entry.name))
    return found


def family(pid: int) -> list[int]:
    """The process and everything below it."""
    children, todo, found = _children(), [pid], []
    while todo:
        found.append(todo.pop())
        todo.extend(children.get(found[-1], []))
    return found


def _cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / TICKS


def _memory(pid: int, name: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)


def usage(pids: Iterable[int]) -> Usage:
    numbers = list(pids)
    return Usage(
        cpu_seconds=sum(_cpu_seconds(pid) for pid in numbers),
        rss_mb=max((_memory(pid, "VmRSS:") for pid in numbers), default=0.0),
        peak_mb=max((_memory(pid, "VmHWM:") for pid in numbers), default=0.0),
        processes=len(numbers),
    )
