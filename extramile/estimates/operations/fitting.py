"""Once a night: read all counts, compute, and put the new figures in place of the old in one transaction."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from extramile.core.copying import NULL, copy_lines
from extramile.estimates.models import EmployeeLeaning, Fit, Movement, UnitLeaning
from extramile.estimates.operations.leaning import person_lines, unit_lines
from extramile.estimates.operations.moving import movement_lines
from extramile.estimates.operations.reading import WEEKS, Read, read_counts
from extramile.estimates.organisation import Spread, spread_of
from extramile.monitor.models import UnitDay

LOCK: Final = 20_261_124  # our advisory lock: one fit at a time
NIGHT: Final = time(2)  # a fit of the new day begins then
METHOD: Final = 1  # goes up when the same counts give other figures
KEPT_DAYS: Final = 400  # so long the fits themselves are kept: what was computed, of what


def is_fit_due(now: datetime) -> bool:
    """None today yet, and it is night or there never was one."""
    here = now.astimezone(timezone.get_default_timezone())
    newest = Fit.objects.order_by("-day").values_list("day", flat=True).first()
    if newest is None:
        return UnitDay.objects.exists()
    return newest < here.date() and (here.time() >= NIGHT or newest < here.date() - timedelta(days=1))


def fit_due(now: datetime) -> int:
    """How many fits were made: one or none. Killed, nothing of it is there; two at once, one does it."""
    if not is_fit_due(now):
        return 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
        if not is_fit_due(now):  # somebody just did
            return 0
        make_fit(now)
    return 1


def make_fit(now: datetime) -> Fit:
    """Due or not: of the counts as they are now."""
    day = now.astimezone(timezone.get_default_timezone()).date()
    with transaction.atomic():
        # Readers go on with the old figures; whoever else would write waits.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        read = read_counts(day)
        spread = spread_of(read.organisation)
        seed = read.span.first_week.toordinal()
        EmployeeLeaning.objects.all().delete()
        UnitLeaning.objects.all().delete()
        Movement.objects.all().delete()
        if spread is not None:
            _write("employeeleaning", person_lines(read, spread))
            _write("unitleaning", unit_lines(read, spread, seed=seed))
        _write("movement", movement_lines(read, seed=seed))
        Fit.objects.filter(day=day).delete()
        Fit.objects.filter(day__lt=day - timedelta(days=KEPT_DAYS)).delete()
        return Fit.objects.create(**_noted(read, spread, day=day, now=now, seed=seed))


def _noted(read: Read, spread: Spread | None, *, day: date, now: datetime, seed: int) -> dict[str, object]:
    nodes = read.organisation.nodes.values()
    return {
        "day": day,
        "since": read.span.since,
        "until": day,
        "weeks_since": read.span.first_week,
        "weeks": WEEKS,
        "made_at": now,
        "people": len(read.organisation.people),
        "units": len(read.weeks),
        "answers": sum(node.n for node in nodes if node.parent is None),
        "within": spread.within if spread else None,
        "spread": dict(spread.by_kind) if spread else {},
        "seed": seed,
        "versions": {"method": METHOD},
        "fingerprint": read.fingerprint,
    }


COLUMNS: Final = {
    "employeeleaning": "employee_id unit_id mean variance within",
    "unitleaning": "unit_id mean variance within side",
    "movement": (
        "unit_id n until seen is_sure week earliest latest before after n_before n_after low high q_value"
    ),
}


def _write(table: str, lines: Iterable[tuple[object, ...]]) -> None:
    copy_lines(f"estimates_{table}", COLUMNS[table], _texts(lines))


def _texts(lines: Iterable[tuple[object, ...]]) -> Iterator[str]:
    for line in lines:
        yield "\t".join(NULL if value is None else str(value) for value in line)
