"""How much waits for whom: what an operator's graphs show."""

from datetime import datetime

from django.db import connection
from django.db.models import Min

from extramile.exports.models import BUSY, Export
from extramile.intake.models import BatchState, ImportBatch, Job
from extramile.outbox.models import Message, State
from extramile.responses.models import ResponseChange


def undecided_jobs(_now: datetime) -> int:
    return Job.objects.filter(decided_at__isnull=True).count()


def due_messages(now: datetime) -> int:
    return Message.objects.filter(state=State.QUEUED, due_at__lte=now).count()


def oldest_message(now: datetime) -> float:
    oldest = Message.objects.filter(state=State.QUEUED, due_at__lte=now).aggregate(at=Min("due_at"))["at"]
    return (now - oldest).total_seconds() if oldest else 0.0


def failed_messages(_now: datetime) -> int:
    return Message.objects.filter(state=State.FAILED).count()


def uncounted_answers(_now: datetime) -> int:
    return ResponseChange.objects.count()


def waiting_imports(_now: datetime) -> int:
    return ImportBatch.objects.filter(state__in=[BatchState.QUEUED, BatchState.RUNNING]).count()


def waiting_exports(_now: datetime) -> int:
    return Export.objects.filter(state__in=BUSY).count()


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
