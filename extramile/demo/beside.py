"""The employees' voice told in a process of its own, beside the river: a second core has time for it.

The process makes keys until it reads the line `tell`: the company is founded and there for all to see. It
answers `part 0.4` and so on, and `told` when all of it is kept. Neither process waits for the other with a
transaction open: rows that one holds may be what the other is waiting for.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final, Self

from django.conf import settings
from django.db import connection, transaction

PROJECT: Final = Path(__file__).resolve().parent.parent.parent
MODULE: Final = "extramile.demo.beside"


class VoiceStopped(Exception):
    """The process ended before it was done; why, it said itself."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Words to the other end and back."""

    to: IO[str]
    back: IO[str]

    def say(self, words: str) -> None:
        self.to.write(f"{words}\n")
        self.to.flush()

    def hear(self, wanted: str, *, meanwhile: Callable[[str], None] = lambda _line: None) -> None:
        for line in self.back:
            if line.strip() == wanted:
                return
            meanwhile(line.strip())
        raise VoiceStopped(wanted)


@dataclass(frozen=True, slots=True)
class Beside:
    """The one who leads."""

    lines: Lines

    @classmethod
    @contextmanager
    def started(cls, *, scale: float, now: datetime) -> Iterator[Self]:
        """It makes keys until it is told that the company is there."""
        name = str(connection.settings_dict["NAME"])
        command = [sys.executable, "-m", MODULE, name, str(scale), now.isoformat()]
        paths = [str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
            "EXTRAMILE_DATA": str(settings.DATA),  # where the program's own PostgreSQL is, too
        }
        pipe = subprocess.PIPE
        with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, encoding="utf-8") as child:
            try:
                if child.stdin is None or child.stdout is None:
                    raise VoiceStopped("no pipe")
                yield cls(Lines(child.stdin, child.stdout))
            finally:
                child.terminate()  # where all is told, it has nothing left to do

    def tell(self) -> None:
        self.lines.say("tell")

    def told(self, part: Callable[[float], None]) -> None:
        """Wait until all is told and kept; `part` hears how much of it is."""
        self.lines.hear("told", meanwhile=lambda line: part(float(line.removeprefix("part "))))


def follow(lines: Lines, *, scale: float, now: datetime) -> None:
    """The one who is led."""
    from extramile.demo.found import company_there
    from extramile.demo.plan import Size, make_plan
    from extramile.demo.voice import KEYS, Keys, tell_voice

    keys = Keys(KEYS if scale == 1 else 0)
    try:
        lines.hear("tell")
        plan = make_plan(Size.of(scale))
        with transaction.atomic():
            tell_voice(plan, company_there(), now=now, keys=keys, tell=lambda part: lines.say(f"part {part}"))
        lines.say("told")
    finally:
        keys.stop()


def main(name: str, scale: str, now: str) -> None:
    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever leads hears it too, and ends us
    lines = Lines(os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8"), sys.stdin)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is logged is no answer
    django.setup()
    connection.settings_dict["NAME"] = name
    follow(lines, scale=float(scale), now=datetime.fromisoformat(now))


if __name__ == "__main__":
    main(*sys.argv[1:])
