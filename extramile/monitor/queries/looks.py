"""Who looked at an employee's words and figures: the employee may know."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from extramile.core.models import AuditEntry
from extramile.people.models import Employee

LOOKED = "monitor.employee.seen"


@dataclass(frozen=True, slots=True)
class Look:
    name: str
    last_at: datetime
    days: int


def looks_at(employee: Employee, *, since: datetime) -> list[Look]:
    """Whoever looked since, the last to look first; on how many days."""
    rows = (
        AuditEntry.objects.filter(
            subject_type="employee", subject_id=str(employee.pk), action=LOOKED, at__gte=since
        )
        .order_by()
        .values("actor_id")
        .annotate(name=Max("actor_name"), last_at=Max("at"), days=Count("pk"))
        .order_by("-last_at")
    )
    return [Look(row["name"], row["last_at"], row["days"]) for row in rows]
