"""`python -m extramile.conductor.apart "close waves"`: one step, once, in a process of its own.

For long work that counts and does not wait: in a thread of the worker it would hold up the other lanes, and
the worker could not stop until it is done. The process is killed when the worker stops, and the work begun
again by the next worker: that is the steps' own promise.
"""

import os
import subprocess
import sys
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from extramile.conductor.pipeline import Step

LOOK_EVERY: Final = 0.2


class EndedBadly(Exception):
    """The process failed or was killed by somebody else."""


def command_of(step: "Step") -> list[str]:
    return [sys.executable, "-m", "extramile.conductor.apart", step.name]


def run(step: "Step", now: datetime, *, stop: threading.Event) -> int:
    """What the step did, if there is something to do. Raises EndedBadly."""
    if step.apart is None or not step.apart(now):
        return 0
    with subprocess.Popen(command_of(step), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as child:
        while child.poll() is None:
            if stop.wait(LOOK_EVERY):
                child.kill()
        said = child.stdout.read() if child.stdout else b""
    if stop.is_set():
        return 0
    if child.returncode:
        raise EndedBadly(f"{step.name}: {child.returncode}")
    return int(said.split()[-1])


def main(name: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extramile.settings")
    import django

    django.setup()
    from extramile.conductor.pipeline import STEPS
    from extramile.core import clock

    [step] = [step for step in STEPS if step.name == name]
    sys.stdout.write(f"{step.run(clock.now())}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
