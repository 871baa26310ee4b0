"""Where the program's own PostgreSQL lives. Pure: read by settings before anything runs."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROLE: Final = "extramile"  # owns the database; no superuser
SUPERUSER: Final = "postgres"
DATABASE: Final = "extramile"
PORT: Final = "5432"  # only a part of the socket's name: nothing listens on TCP
SYSTEM_USER: Final = "extramile-postgres"
SYSTEM_FOLDER: Final = Path("/var/lib/extramile")
LONGEST_SOCKET: Final = 107  # bytes that a socket's path may take, on Linux


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one server. All of them are made by us, mode 700."""

    home: Path
    cluster: Path  # what PostgreSQL calls its data directory
    socket: Path
    log: Path


def _mark(data: Path) -> str:
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:10]


def _home(data: Path, *, user: int) -> Path:
    """PostgreSQL never runs as root: then it has a system user, who keeps its data below /var/lib."""
    if user != 0:
        return data / "postgres"
    name = re.sub(r"[^a-z0-9]+", "-", data.name.lower()).strip("-")[:20] or "data"
    return SYSTEM_FOLDER / f"{name}-{_mark(data)}"


def _socket(home: Path, data: Path, *, user: int) -> Path:
    """Beside the data; where that path is too long for a socket, a short folder of our own."""
    beside = home / "socket"
    if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
        return beside
    return Path("/tmp") / f"extramile-{user}-{_mark(data)}"  # noqa: S108 - made 700 and its owner checked


def place(data: Path, *, user: int | None = None) -> Place:
    user = os.geteuid() if user is None else user
    home = _home(data, user=user)
    return Place(home=home, cluster=home / "cluster", socket=_socket(home, data, user=user), log=home / "log")


def connection_settings(data: Path) -> dict[str, Any]:
    """How to reach it: over its socket, never over TCP; the kernel says who we are (peer)."""
    return {
        "HOST": str(place(data).socket),
        "PORT": PORT,
        "USER": ROLE,
        "PASSWORD": "",
        "NAME": DATABASE,
    }
