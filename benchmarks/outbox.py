"""Deciding, writing and sending: jobs a second, mails a second with one and two workers, and a kill -9.

Beside the sending, in the same minutes: a bare smtplib loop that sends the same bytes to the same server.
"""

import os
import signal
import smtplib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.customers import ask_customers
from benchmarks.harness import RUNS, Here, figure, place

MAILS: Final = 10_000
A_RUN: Final = 2_000
DUE: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORKER: Final = """
import django
django.setup()
from extramile.core.clock import now
from extramile.outbox.models import Message
from extramile.outbox.operations import put_back_abandoned, send_due
while Message.objects.filter(state__in=["queued", "sending"]).exists():
    put_back_abandoned(now())
    send_due(now())
"""


class Sink:
    """The mail server, and what it has got so far."""

    def __init__(self, file: Path) -> None:
        self.file = file
        run = "from benchmarks.mail_sink import main; main()"
        command = [sys.executable, "-c", run, str(file)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def numbers(self) -> list[str]:
        return self.file.read_text(encoding="ascii").split()


@contextmanager
def sink(here: Here) -> Iterator[Sink]:
    found = Sink(here.data / "arrived.txt")
    found.file.write_text("")
    try:
        yield found
    finally:
        found.process.terminate()
        found.process.wait()


def _html() -> tuple[str, str]:
    """A mail as customers get it."""
    from extramile.invitations.letters import Facts, compose
    from extramile.questionnaires.definition import Definition
    from extramile.questionnaires.shipped import default_definition

    link = "https://feedback.example.org/a/5zabcdefghjkmnpqrst"
    pieces = {"organisation": "Ruitmeesters", "first name": "Piet", "employee": "Sanne", "day": "Tuesday"}
    definition = Definition.read(default_definition())
    written = compose(definition, Facts("en", pieces, link, link), accent="#17494d")
    return written.text, written.html


def fill(count: int) -> None:
    from extramile.outbox.models import Message
    from extramile.outbox.operations import Letter, post_many

    text, html = _html()
    start = Message.objects.count()
    letters = (
        Letter(
            key=f"bench:{start + number}",
            channel="email",
            recipient=f"customer{start + number}@example.org",
            recipient_name="Piet Jansen",
            subject="How did it go?",
            text=text,
            html=html,
            headers={"List-Unsubscribe": "<https://feedback.example.org/stop/5zab>"},
            due_at=DUE,
        )
        for number in range(count)
    )
    post_many(letters, now=DUE)


def start_worker(here: Here, port: int) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        **here.environment,
        "EXTRAMILE_EMAIL": f"smtp://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "extramile.settings",
    }
    return subprocess.Popen([sys.executable, "-c", WORKER], env=environment)


def wait_for(mailbox: Sink, count: int) -> float:
    """The moment at which so many had arrived."""
    while mailbox.file.read_bytes().count(b"\n") < count:
        time.sleep(0.01)
    return time.perf_counter()


def sending(here: Here, mailbox: Sink, *, workers: int) -> float:
    """Mails a second from the hundredth on: starting Python is not sending."""
    fill(A_RUN)
    before = len(mailbox.numbers())
    processes = [start_worker(here, mailbox.port) for _ in range(workers)]
    started = wait_for(mailbox, before + 100)
    ended = wait_for(mailbox, before + A_RUN)
    for process in processes:
        process.wait()
    return (A_RUN - 100) / (ended - started)


def floor(mailbox: Sink) -> float:
    """The same bytes from a loop that does nothing else."""
    from extramile.outbox.mail import compose
    from extramile.outbox.models import Message

    email = compose(Message.objects.earliest("pk"), sender="Ruitmeesters <vraag@example.org>")
    raw = email.message().as_bytes()
    with smtplib.SMTP("127.0.0.1", mailbox.port) as server:
        started = time.perf_counter()
        for _ in range(A_RUN):
            server.sendmail("vraag@example.org", ["customer@example.org"], raw)
        return A_RUN / (time.perf_counter() - started)


def speed(here: Here) -> None:
    with sink(here) as mailbox:
        fill(1)
        rates: dict[str, list[float]] = {"bare smtplib loop": [], "1 worker": [], "2 workers": []}
        for _ in range(RUNS):
            rates["bare smtplib loop"].append(floor(mailbox))
            for workers in (1, 2):
                name = f"{workers} worker{'s' if workers > 1 else ''}"
                rates[name].append(sending(here, mailbox, workers=workers))
        for name, found in rates.items():
            figure(f"mails sent, {name}", [], per_second=median(found), runs=[round(rate) for rate in found])


def killed(here: Here, *, workers: int) -> None:
    """Half-way all workers get a kill -9; new ones finish."""
    with sink(here) as mailbox:
        fill(MAILS)
        first = [start_worker(here, mailbox.port) for _ in range(workers)]
        wait_for(mailbox, MAILS // 2)
        for process in first:
            process.send_signal(signal.SIGKILL)
            process.wait()
        at_kill = len(mailbox.numbers())
        for process in [start_worker(here, mailbox.port) for _ in range(workers)]:
            process.wait()
        seen = Counter(mailbox.numbers())
        figure(
            f"kill -9 in the middle of {MAILS} mails, {workers} worker(s)",
            [],
            arrived_before_the_kill=at_kill,
            lost=MAILS - len(seen),
            doubled=sum(seen.values()) - len(seen),
        )


def deciding() -> None:
    """Decisions a second, and questions written a second, on jobs as they come in."""
    from extramile.invitations.models import Invitation
    from extramile.invitations.operations import decide, send_due

    ask_customers(10)
    for name, work in (("decisions", decide), ("questions written", send_due)):
        _reset(name)
        moment = datetime.now(UTC)
        started, done = time.perf_counter(), 0
        while count := work(moment):
            done += count
        seconds = time.perf_counter() - started
        figure(name, [], done=done, per_second=done / seconds if done else 0.0)
    figure("invitations", [], asked=Invitation.objects.filter(asked_at__isnull=False).count())


def _reset(name: str) -> None:
    """20,000 jobs of 20,000 customers, undecided; or decided and due."""
    from django.db import connection

    from extramile.invitations.models import Invitation
    from extramile.invitations.operations import ship_default_plan

    if name != "decisions":
        Invitation.objects.filter(decision="asked", asked_at__isnull=True).update(due_at=DUE)
        return
    plan = ship_default_plan(DUE)
    type(plan).objects.filter(pk=plan.pk).update(quiet_from="00:00", quiet_until="00:00")
    with connection.cursor() as cursor:
        cursor.execute(JOBS, {"now": datetime.now(UTC), "finished": datetime.now(UTC) - timedelta(hours=3)})


JOBS: Final = """
WITH made AS (
    INSERT INTO contacts_contact (source, reference, name, email, mobile, language, email_key, mobile_key,
                                  created_at)
    SELECT 'bench', 'B' || n, 'Piet Jansen', 'b' || n || '@example.org', '', 'nl', md5('b' || n), '', %(now)s
      FROM generate_series(1, 20000) n RETURNING id),
numbered AS (SELECT id, row_number() OVER () AS n FROM made),
jobs AS (
    INSERT INTO intake_job (source_id, external_id, finished_at, finished_on, unit_id, contact_id,
                            kind_of_work, channel, language, attributes, is_test, fingerprint, created_at)
    SELECT (SELECT min(id) FROM intake_source), 'B' || n, %(finished)s, %(finished)s::date,
           (SELECT max(id) FROM people_unit), id, 'Windscreen replacement', '', '', '{}', false, '', %(now)s
      FROM numbered RETURNING id)
INSERT INTO intake_jobemployee (job_id, employee_id, team_id, share)
SELECT jobs.id, (SELECT min(id) FROM people_employee), (SELECT max(id) FROM people_unit), 1 FROM jobs
"""


def main() -> None:
    with place("outbox") as here:
        deciding()
        _empty()
        speed(here)
        killed(here, workers=1)
        killed(here, workers=2)


def _empty() -> None:
    """The questions of `deciding` are not sent."""
    from extramile.outbox.models import Message

    Message.objects.all().delete()


if __name__ == "__main__":
    main()
