"""How much was asked and answered lately: what the next questionnaire may expect."""

from datetime import date, timedelta
from typing import Final

from extramile.intake.models import JobEmployee
from extramile.invitations.queries import tally
from extramile.monitor.queries.units import unit_counts
from extramile.monitor.tally import Tally
from extramile.people.models import Unit
from extramile.questionnaires.estimates import History

WEEKS: Final = 13
RIPE: Final = timedelta(days=14)  # by then nearly everybody has answered who will
LEAST_JOBS: Final = 50  # below that it is no history
A_MONTH: Final = 365.25 / 12


def asking_history(*, today: date) -> History | None:
    """Of the last quarter, less two weeks whose answers are still coming; None if there is too little."""
    until = today - RIPE
    since = until - timedelta(weeks=WEEKS)
    jobs = tally(since=since, until=until)
    counts = _everywhere(since, until)
    if jobs.jobs < LEAST_JOBS or not jobs.asked or not counts.asked or not counts.n:
        return None
    work = JobEmployee.objects.filter(job__finished_on__gte=since, job__finished_on__lte=until)
    workers = work.values("employee").distinct().count()
    teams = work.values("job__unit").distinct().count()
    months = ((until - since).days + 1) / A_MONTH
    return History(
        jobs_per_employee=work.count() / max(workers, 1) / months,
        jobs_per_unit=jobs.jobs / max(teams, 1) / months,
        asked=jobs.asked / jobs.jobs,
        answered=min(counts.answered / counts.asked, 1.0),
        mix=(counts.promoters / counts.n, counts.passives / counts.n, counts.detractors / counts.n),
    )


def _everywhere(since: date, until: date) -> Tally:
    tops = list(Unit.objects.filter(parent__isnull=True).values_list("pk", flat=True))
    return Tally.total(unit_counts(tops, since=since, until=until).values())
