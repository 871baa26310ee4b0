"""For tests of two connections at once."""

import time

from django.db import connection

PATIENCE = 60  # seconds; a slow machine needs a few, and only a failure takes all of them


def wait_until_somebody_waits() -> None:
    """Until another connection waits for what this one holds."""
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            # Not just anybody who waits for anything: PostgreSQL's own workers do so too, now and then.
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_stat_clear_snapshot(), pg_sleep(0.02)")
    raise AssertionError("nobody waits")
