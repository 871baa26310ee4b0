"""Is it running? A pid file lies after a kill -9, and its number may be somebody else's by now."""

import time
from pathlib import Path

from extramile.core.postgres.place import PORT, Place


def _works_in(pid: int, folder: Path) -> bool:
    """PostgreSQL's processes stand in their cluster's folder: so we know ours from a stranger's number."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False


def server_pid(place: Place) -> int | None:
    """The number of the running server, or None."""
    try:
        first = (place.cluster / "postmaster.pid").read_text(encoding="ascii").partition("\n")[0]
    except (FileNotFoundError, NotADirectoryError):
        return None
    pid = abs(int(first)) if first.strip().lstrip("-").isdigit() else 0
    return pid if pid and _works_in(pid, place.cluster) else None


def processes(place: Place) -> list[int]:
    """Every process of this cluster, the server's own and those that serve a connection."""
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if _works_in(pid, place.cluster)]


def clear_after_a_kill(place: Place, *, patience: float = 20) -> None:
    """Wait until the last process of a killed server is gone; then its pid file is nobody's."""
    deadline = time.monotonic() + patience
    while processes(place) and time.monotonic() < deadline:
        time.sleep(0.05)
    if processes(place):
        return  # pg_ctl will say what is in the way
    (place.cluster / "postmaster.pid").unlink(missing_ok=True)
    for left in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (place.socket / left).unlink(missing_ok=True)
