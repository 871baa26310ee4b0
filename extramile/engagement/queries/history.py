"""What a page asks of many released tables at once: how a unit's figures moved."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from extramile.engagement.models import ReleasedFigure
from extramile.engagement.queries.results import Point, _figure


def histories(unit_id: int, question_keys: Collection[str], *, until: date) -> dict[str, list[Point]]:
    """`series` of every question at once, as far as the waves that closed by that day. One query."""
    rows = (
        ReleasedFigure.objects.filter(
            group__unit=unit_id,
            group__layer="",
            group__table__closed_on__lte=until,
            question_key__in=list(question_keys),
            option_key="",
            moment="",
        )
        .select_related("group__table__wave")
        .order_by("group__table__wave__closes_at", "pk")
    )
    found: dict[str, list[Point]] = defaultdict(list)
    for row in rows:
        table, before = row.group.table, found[row.question_key]
        breaks = bool(before) and before[-1].figure.line != row.line
        before.append(Point(table.wave_id, table.wave.name, table.closed_on, _figure(row), breaks))
    return dict(found)
