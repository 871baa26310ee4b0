"""A decision for every job, with its reason. The queue is the empty `decided_at` of the job."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from extramile.core import bulk
from extramile.intake.operations.decided import mark_decided
from extramile.intake.queries import undecided_jobs
from extramile.invitations.knowledge import active_plans, cases, ready_plans, world
from extramile.invitations.models import Decision, Invitation
from extramile.invitations.rules import Case, Verdict, judge

# Two who decide at once would not see each other's "asked": the quarantine needs one at a time.
ONE_AT_A_TIME = 0x0DEC1DE
NEEDED: Final = ("pk", "unit_id", "finished_at", "is_test", "contact_id", "language")


@transaction.atomic
def decide(now: datetime, limit: int = 5000) -> int:
    """Decide about up to so many jobs; 0 when there are none, or when somebody else is deciding."""
    if not _is_our_turn():
        return 0
    jobs = list(undecided_jobs(limit).only(*NEEDED).select_for_update(skip_locked=True, of=("self",)))
    if not jobs:
        return 0
    batch = cases(jobs)
    known = world(batch, ready_plans(active_plans()), now=now)
    verdicts = [(case, judge(case, known, now=now)) for case in batch]
    _write(verdicts, now)
    mark_decided([job.pk for job in jobs], now=now)
    return len(jobs)


def _is_our_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])


COLUMNS: Final = {
    "job_id": "bigint",
    "contact_id": "bigint",
    "plan_id": "bigint",
    "version_id": "bigint",
    "decision": "text",
    "reason": "text",
    "channel": "text",
    "language": "text",
    "unit_id": "bigint",
    "address_key": "text",
    "decided_at": "timestamptz",
    "due_at": "timestamptz",
    "expires_at": "timestamptz",
    "reminders_sent": "smallint",
}


def _write(verdicts: Sequence[tuple[Case, Verdict]], now: datetime) -> None:
    """A job may be there already, shown on a technician's phone: that one stays."""
    rows = (_row(case, verdict, now) for case, verdict in verdicts)
    bulk.insert(Invitation._meta.db_table, COLUMNS, rows)


def _row(case: Case, verdict: Verdict, now: datetime) -> dict[str, Any]:
    plan = verdict.plan
    return {
        "job_id": case.job_id,
        "contact_id": case.contact_id,
        "plan_id": plan.row.pk if plan else None,
        "version_id": plan.version_id if plan and not verdict.reason else None,
        "decision": Decision.NOT_ASKED if verdict.reason else Decision.ASKED,
        "reason": verdict.reason,
        "channel": verdict.channel,
        "language": verdict.language,
        "unit_id": case.unit_id,
        "address_key": verdict.address_key,
        "decided_at": now,
        "due_at": verdict.due_at,
        "expires_at": verdict.expires_at,
        "reminders_sent": 0,
    }
