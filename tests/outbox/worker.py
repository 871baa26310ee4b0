"""Sending workers as processes: each puts back and sends, until nothing is left.

A number as argument asks for a nursery instead: it gets everything ready once, and whenever a line comes in
it forks that many workers and says their numbers. A worker made so is as much a process of its own as any.
"""

import os
import sys

import django


def work() -> None:
    from extramile.core.clock import now
    from extramile.outbox.models import Message
    from extramile.outbox.operations import put_back_abandoned, send_due

    while Message.objects.filter(state__in=["queued", "sending"]).exists():
        put_back_abandoned(now())
        send_due(now())


def nurse() -> None:
    from django.db import connections

    from extramile.conductor import pipeline

    assert pipeline.STEPS
    for line in sys.stdin:
        connections.close_all()
        children = [_fork() for _ in range(int(line))]
        print(*children, flush=True)  # noqa: T201
        for child in children:
            os.waitpid(child, 0)
        print("ended", flush=True)  # noqa: T201


def _fork() -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


if __name__ == "__main__":
    django.setup()
    nurse() if sys.argv[1:] else work()
