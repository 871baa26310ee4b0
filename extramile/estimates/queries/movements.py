"""What moved: changes that survive the control over all units."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import connection

from extramile.people.models import Unit

FIELDS: Final = (
    "u.id, u.name, m.week, m.earliest, m.latest, m.before, m.after, m.n_before, m.n_after, m.low, m.high"
)
# The unit itself, sure or not, and what is sure below it, which is little: few rows and an index of those.
MOVED: Final = """
    SELECT m.is_sure, m.until, m.n, m.seen, <fields>
      FROM estimates_movement m JOIN people_unit u ON u.id = m.unit_id WHERE m.unit_id = %(unit)s
     UNION ALL
    SELECT m.is_sure, m.until, m.n, m.seen, <fields>
      FROM estimates_movement m JOIN people_unit u ON u.id = m.unit_id
     WHERE m.is_sure AND u.path > %(path)s AND u.path < %(path)s || ':'
""".replace("<fields>", FIELDS)


@dataclass(frozen=True, slots=True)
class Moved:
    """A change that we can be sure of. Scores from -1 to +1."""

    unit_id: int
    unit_name: str
    week: date  # the Monday of the first week after it
    earliest: date
    latest: date
    before: float
    after: float
    n_before: int
    n_after: int
    low: float
    high: float

    @property
    def direction(self) -> int:
        return 1 if self.after > self.before else -1


@dataclass(frozen=True, slots=True)
class WhatMoved:
    """In and below one unit."""

    own: Moved | None = None
    below: list[Moved] = field(default_factory=list)  # newest first
    is_told: bool = False  # whether the unit itself had answers enough to look
    n: int = 0
    until: date | None = None
    seen: float | None = None  # so large a step in this very unit would have been seen


def movements(unit: Unit) -> WhatMoved:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED, {"unit": unit.pk, "path": unit.path})
        rows = cursor.fetchall()
    below = [Moved(*row[4:]) for row in rows if row[4] != unit.pk]
    below.sort(key=lambda one: (-one.week.toordinal(), one.unit_name, one.unit_id))
    own = next((row for row in rows if row[4] == unit.pk), None)
    if own is None:
        return WhatMoved(below=below)
    is_sure, until, n, seen = own[:4]
    return WhatMoved(Moved(*own[4:]) if is_sure else None, below, True, n, until, seen)
