"""A plan, and one of which the lots are drawn, for the pages and the permission table."""

from datetime import datetime, timedelta
from uuid import UUID

from extramile.evidence.operations.rollouts import draw_lots, go_on_all_the_same, plan_rollout
from extramile.people.models import Unit, UnitKind
from extramile.people.operations import add_unit

LATER = timedelta(days=3650)  # after any clock a page may read


def centres(top: Unit, many: int = 9) -> list[Unit]:
    """Made once, however many plans there are."""
    known = {unit.name: unit for unit in Unit.objects.filter(parent=top)}
    names = [f"Lot {one}" for one in range(many)]
    return [known.get(name) or add_unit(name, kind=UnitKind.CENTRE, parent=top) for name in names]


def planned(top: Unit, now: datetime, *, units: list[Unit] | None = None) -> UUID:
    first = now.date() + LATER
    return plan_rollout(
        name="Coaching on the job",
        unit_ids=[unit.pk for unit in units or centres(top)],
        starts_on=[first, first + timedelta(weeks=12)],
        actor=None,
        now=now,
    )


def drawn(top: Unit, now: datetime) -> UUID:
    """Whatever else begins there: in a company that has all sorts of things, something does."""
    plan = planned(top, now)
    go_on_all_the_same(plan, why="Both are worth it.", actor=None, now=now)
    draw_lots(plan, actor=None, now=now, seed="0f" * 16)
    return plan
