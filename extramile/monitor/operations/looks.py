"""Write down who looked at whose words and figures: once a day for each who looks."""

from datetime import datetime, time, tzinfo

from extramile.core import audit
from extramile.core.models import AuditEntry
from extramile.monitor.queries.looks import LOOKED
from extramile.people.models import Employee, User


def note_look(viewer: User, employee: Employee, *, now: datetime, zone: tzinfo) -> bool:
    """True when it was written down; False when it was already, today."""
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    noted = AuditEntry.objects.filter(
        subject_type="employee",
        subject_id=str(employee.pk),
        actor_id=viewer.pk,
        action=LOOKED,
        at__gte=midnight,
    )
    if noted.exists():
        return False
    audit.record(LOOKED, actor=viewer, now=now, subject_type="employee", subject_id=employee.pk)
    return True
