"""Stops PostgreSQL when its last user is gone, also by kill -9. Run as a program, without packages.

Its standard input is a pipe from the user: the end of that pipe is the end of the user.
"""

import fcntl
import subprocess
import sys
import time
from pathlib import Path

LOCK = "postgres.lock"
LEASE = "postgres.lease"
GOODBYE = b"."  # written by a user that let go of its lease itself
TRIES = 50
PAUSE_SECONDS = 0.1


def stop_if_last(data: Path, user: str, group: str, command: list[str]) -> bool:
    """False: somebody holds a lease."""
    with (data / LOCK).open("a") as lock, (data / LEASE).open("a") as lease:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if user:
            subprocess.call(command, user=int(user), group=int(group), extra_groups=[])
        else:
            subprocess.call(command)
    return True


def main(arguments: list[str]) -> None:
    # The kernel may end the pipe of a killed process a moment before it frees that process's lease.
    tries = 1 if sys.stdin.buffer.read() == GOODBYE else TRIES
    folder, user, group, *command = arguments
    for _ in range(tries):
        if stop_if_last(Path(folder), user, group, command):
            break
        time.sleep(PAUSE_SECONDS if tries > 1 else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
