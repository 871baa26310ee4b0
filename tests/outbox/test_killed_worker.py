"""kill -9 in the middle: everything arrives, and only what was in hand may arrive twice."""

import os
import signal
from collections import Counter
from datetime import UTC, datetime

import pytest

from extramile.outbox.models import Message
from extramile.outbox.operations import Letter, post_many
from tests.outbox.post_office import mail_server, nursery

MAILS = 240
WORKERS = 2
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def fill(count: int) -> None:
    letters = (
        Letter(
            key=f"kill:{number}",
            channel="email",
            recipient=f"klant{number}@example.org",
            subject="How did it go?",
            text="Tell us.",
            html="<p>Tell us.</p>",
            due_at=LONG_AGO,
        )
        for number in range(count)
    )
    post_many(letters, now=LONG_AGO)


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_nothing_and_double_at_most_what_they_had_in_hand() -> None:
    fill(MAILS)
    with mail_server() as box:
        killed = 0
        with nursery(box.port) as workers:
            for stop_at in (MAILS // 4, MAILS // 2):
                started = workers.start(WORKERS)
                box.wait_for(stop_at)
                for worker in started:
                    os.kill(worker, signal.SIGKILL)
                    killed += 1
                workers.wait()
            assert len(box.arrived) < MAILS, "killed too late to prove anything"
            workers.start(1)
            workers.wait()
        seen = Counter(mail["Message-ID"] for mail in box.mails())
    assert len(seen) == MAILS
    assert sum(seen.values()) - MAILS <= killed
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
