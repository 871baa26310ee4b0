"""What was decided, in counts that add up to the jobs, and one by one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, QuerySet
from django.utils.functional import cached_property

from extramile.intake.models import Job
from extramile.invitations.models import Decision, Invitation, Reason
from extramile.people.models import Employee, Unit


@dataclass(frozen=True)
class Tally:
    """jobs = asked + every reason not to + not decided yet."""

    jobs: int
    asked: int
    reasons: dict[str, int]
    undecided: int

    @cached_property
    def not_asked(self) -> int:
        return sum(self.reasons.values())


def _jobs(unit: Unit | None, since: date, until: date) -> QuerySet[Job]:
    """Finished in [since, until], each by its own unit's calendar."""
    jobs = Job.objects.filter(finished_on__gte=since, finished_on__lte=until)
    return jobs.filter(unit__path__startswith=unit.path) if unit else jobs


def tally(*, since: date, until: date, unit: Unit | None = None) -> Tally:
    """One query; the most frequent reason first."""
    counts: dict[tuple[str | None, str | None], int] = {}
    kinds = (
        _jobs(unit, since, until)
        .values(decision=F("invitation__decision"), why=F("invitation__reason"))
        .annotate(n=Count("pk"))
    )
    for row in kinds:
        counts[row["decision"], row["why"]] = row["n"]
    reasons = {why or "": n for (decision, why), n in counts.items() if decision == Decision.NOT_ASKED}
    return Tally(
        jobs=sum(counts.values()),
        asked=sum(n for (decision, _), n in counts.items() if decision == Decision.ASKED),
        reasons=dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        undecided=counts.get((None, None), 0),
    )


SILENT = "silent"  # asked, and no answer yet
ANSWERED = "answered"
KINDS = (Decision.ASKED, SILENT, ANSWERED, *Reason)


def decisions(
    *, since: date, until: date, unit: Unit | None = None, kind: str = "", before: int | None = None
) -> QuerySet[Invitation]:
    """Decisions about jobs, newest first; `before` is the id of the last one seen."""
    rows = Invitation.objects.filter(job__finished_on__gte=since, job__finished_on__lte=until)
    if unit:
        rows = rows.filter(job__unit__path__startswith=unit.path)
    if kind in Reason.values:
        rows = rows.filter(reason=kind)
    elif kind in {Decision.ASKED, SILENT, ANSWERED}:
        rows = rows.filter(decision=Decision.ASKED)
    if kind in {SILENT, ANSWERED}:
        rows = rows.filter(responded_at__isnull=kind == SILENT)
    if kind == SILENT:
        rows = rows.filter(asked_at__isnull=False, cancelled_at__isnull=True)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.select_related("job", "unit").defer("job__attributes").order_by("-pk")


def own_jobs(employee: Employee, *, since: datetime, until: datetime) -> list[Job]:
    """An employee's jobs, newest first, each with its invitation where there is one. One query."""
    mine = Job.objects.filter(credits__employee=employee, finished_at__gt=since, finished_at__lte=until)
    rows = mine.filter(is_test=False).select_related("unit", "place", "invitation")
    return list(rows.order_by("-finished_at", "-pk")[:50])
