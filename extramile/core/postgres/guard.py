"""Stops PostgreSQL when its last user is gone, also by kill -9. Run as a program, without packages.

Its standard input is a pipe from the user: the end of that pipe is the end of the user.
"""

import fcntl
import subprocess
import sys
from pathlib import Path

LOCK = "postgres.lock"
LEASE = "postgres.lease"


def _stop_if_last(data: Path, user: str, group: str, command: list[str]) -> int:
    with (data / LOCK).open("a") as lock, (data / LEASE).open("a") as lease:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0  # somebody else still uses it
        if user:
            return subprocess.call(command, user=int(user), group=int(group), extra_groups=[])
        return subprocess.call(command)


def main(arguments: list[str]) -> int:
    sys.stdin.buffer.read()
    folder, user, group, *command = arguments
    return _stop_if_last(Path(folder), user, group, command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
