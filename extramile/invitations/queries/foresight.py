"""What a plan would have meant last week: the same rules, on jobs that were, without writing anything."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from extramile.intake.models import Job
from extramile.invitations.knowledge import active_plans, cases, ready_plans, world
from extramile.invitations.models import AskingPlan
from extramile.invitations.rules import judge

DAYS: Final = 7
MOST_JOBS: Final = 3000  # enough to see what a plan does


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of the jobs that this plan would have decided about."""

    jobs: int
    asked: int
    reasons: dict[str, int]
    is_part: bool  # there were more jobs than were looked at


def foresee(plan: AskingPlan, *, now: datetime) -> Forecast:
    """The plan need not be saved. Each job is judged as on the day it was finished, oldest first."""
    start = now - timedelta(days=DAYS)
    others = [each for each in active_plans() if each.pk != plan.pk and each.unit_id != plan.unit_id]
    plans = ready_plans([*others, plan])
    jobs = _jobs(plan, start, now)
    part = jobs[:MOST_JOBS]
    part.reverse()
    batch = cases(part)
    known = world(batch, plans, now=start)
    for key in [key for key, when in known.asked.items() if when >= start]:
        del known.asked[key]  # what this very week decided is what we are deciding anew
    ours = [case for case in batch if (found := known.plan_for(case.unit_id)) and found.row is plan]
    reasons = Counter(judge(case, known, now=case.finished_at).reason for case in ours)
    asked = reasons.pop("", 0)
    return Forecast(
        jobs=len(ours), asked=asked, reasons=dict(reasons.most_common()), is_part=len(jobs) > MOST_JOBS
    )


def _jobs(plan: AskingPlan, start: datetime, now: datetime) -> list[Job]:
    jobs = Job.objects.filter(finished_at__gt=start, finished_at__lte=now)
    if plan.unit is not None:
        jobs = jobs.filter(unit__path__startswith=plan.unit.path)
    return list(jobs.order_by("-finished_at")[: MOST_JOBS + 1])
