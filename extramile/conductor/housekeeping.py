"""Steps of no room in particular: what old work leaves behind."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection, transaction

HEARTBEAT = timedelta(seconds=60)  # a worker of the queue writes one every ten seconds
KEEP_FAILED = timedelta(days=30)

PUT_BACK = """
WITH dead AS (
    DELETE FROM procrastinate_workers WHERE last_heartbeat < %(gone)s RETURNING id
), lost AS (
    SELECT job.id FROM procrastinate_jobs job
    WHERE job.status = 'doing'
      AND (job.worker_id IS NULL OR job.worker_id IN (SELECT id FROM dead))
      AND NOT EXISTS (
          SELECT 1 FROM procrastinate_jobs twin
          WHERE twin.status = 'todo' AND twin.queueing_lock = job.queueing_lock
      )
    FOR UPDATE SKIP LOCKED
)
UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE id IN (SELECT id FROM lost)
"""
FORGET = """
DELETE FROM procrastinate_jobs job
WHERE job.status IN ('succeeded', 'failed', 'cancelled', 'aborted')
  AND NOT EXISTS (
      SELECT 1 FROM procrastinate_events event WHERE event.job_id = job.id AND event.at >= %(old)s
  )
"""


def put_back_stalled(now: datetime) -> int:
    """Queued work of a worker that died goes back into the queue; what ended long ago is forgotten."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PUT_BACK, {"gone": now - HEARTBEAT})
        put_back = int(cursor.rowcount)
        cursor.execute(FORGET, {"old": now - KEEP_FAILED})
    return put_back


def forget_old_sessions(now: datetime) -> int:
    deleted, _ = Session.objects.filter(expire_date__lt=now).delete()
    return deleted
