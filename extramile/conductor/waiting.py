"""How much waits for whom: what an operator's graphs show. Whoever asks sees no row: what lies behind the
second fence is counted by functions of the database."""

from datetime import datetime

from django.db import connection

from extramile.intake.models import BatchState, ImportBatch, Job


def undecided_jobs(_now: datetime) -> int:
    return Job.objects.filter(decided_at__isnull=True).count()


def _outbox(now: datetime) -> tuple[int, datetime | None, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT due, oldest, failed FROM outbox_waiting(%s)", [now])
        due, oldest, failed = cursor.fetchone()
    return due, oldest, failed


def due_messages(now: datetime) -> int:
    return _outbox(now)[0]


def oldest_message(now: datetime) -> float:
    oldest = _outbox(now)[1]
    return (now - oldest).total_seconds() if oldest else 0.0


def failed_messages(now: datetime) -> int:
    return _outbox(now)[2]


def uncounted_answers(_now: datetime) -> int:
    return _number("SELECT responses_uncounted()")


def waiting_imports(_now: datetime) -> int:
    return ImportBatch.objects.filter(state__in=[BatchState.QUEUED, BatchState.RUNNING]).count()


def waiting_exports(_now: datetime) -> int:
    return _number("SELECT exports_waiting()")


def _number(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def queued_tasks(_now: datetime) -> int:
    return _number("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")


def failed_tasks(_now: datetime) -> int:
    return _number("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")


def database_bytes(_now: datetime) -> int:
    return _number("SELECT pg_database_size(current_database())")
