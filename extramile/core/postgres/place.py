"""Where the program's own PostgreSQL lives. Pure: read by settings before anything runs."""

import os
from pathlib import Path
from typing import Any


def server_folder(data: Path) -> Path:
    return data / "postgres"


def connection_settings(data: Path) -> dict[str, Any]:
    """How to reach it: over its socket, never over TCP."""
    return {
        "HOST": str(server_folder(data) / "socket"),
        "PORT": "5432",
        "USER": os.environ.get("USER", "root"),
        "PASSWORD": "",
        "NAME": "extramile",
    }
