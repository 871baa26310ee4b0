"""Who PostgreSQL runs as: ourselves, or, because it refuses root, a system user of its own."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extramile.core.postgres.place import SYSTEM_FOLDER, SYSTEM_USER
from extramile.core.postgres.problem import PostgresError


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine. `other`: not the one we run as, so that we must change to it."""

    name: str
    user: int
    group: int
    other: bool

    def as_this_user(self) -> dict[str, Any]:
        """The arguments that make `subprocess` run something as this user."""
        return {"user": self.user, "group": self.group, "extra_groups": []} if self.other else {}


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise PostgresError(
            f"User number {os.geteuid()} has no name in /etc/passwd, and PostgreSQL asks for one. "
            "Give it a name there, or set DATABASE_URL."
        ) from error


def _make_system_user() -> pwd.struct_passwd:
    program = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if program is None:
        raise PostgresError(
            f"PostgreSQL does not run as root. Make a system user {SYSTEM_USER} "
            "(useradd is not installed), run as an ordinary user, or set DATABASE_URL."
        )
    command = [program, "--system", "--no-create-home", "--user-group", "--shell", "/usr/sbin/nologin"]
    done = subprocess.run(
        [*command, "--home-dir", str(SYSTEM_FOLDER), SYSTEM_USER], capture_output=True, text=True, check=False
    )
    entry = _entry(SYSTEM_USER)
    if entry is None:  # another start may have made it first; only its absence is a problem
        raise PostgresError(f"The system user {SYSTEM_USER} cannot be made: {done.stderr.strip()}")
    return entry


def account() -> Account:
    """The user to run PostgreSQL as; made when we are root and it is not there yet."""
    if os.geteuid() != 0:
        return Account(name=_own_name(), user=os.geteuid(), group=os.getegid(), other=False)
    entry = _entry(SYSTEM_USER) or _make_system_user()
    return Account(name=SYSTEM_USER, user=entry.pw_uid, group=entry.pw_gid, other=True)


def own_folder(folder: Path, owner: Account) -> None:
    """Make a folder of mode 700 for that user. One that is there already is left as it is."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if found.st_uid != owner.user or found.st_mode & 0o077 or not folder.is_dir() or folder.is_symlink():
            raise PostgresError(
                f"{folder} should be a folder of user {owner.name} alone (mode 700), and is not. "
                "Look who made it; move it away or mend its owner."
            ) from None
        return
    if owner.other:
        os.chown(folder, owner.user, owner.group)


def run_as(owner: Account, command: Sequence[object], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as that user, away from any folder that it cannot enter."""
    clean = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    settings = {"cwd": "/", "env": clean, "capture_output": True, "text": True, **options}
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [str(part) for part in command], check=False, **settings, **owner.as_this_user()
    )
    return done
