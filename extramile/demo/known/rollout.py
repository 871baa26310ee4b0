"""A new way of working, begun by lot: planned, drawn and frozen before anybody begins."""

from datetime import datetime, timedelta
from typing import Final

from extramile.demo.known.calendar import days_of
from extramile.demo.known.founding import Founded
from extramile.demo.known.worlds import BEGIN
from extramile.evidence.operations.rollouts import draw_lots, plan_rollout

NAME: Final = "Elke maandag een kwartier samen terugkijken"
LOTS: Final = "2f6c0f9d5a0b4c1e8d37"  # drawn once; here always the same
BEFORE: Final = timedelta(days=10)


def begin_by_lot(founded: Founded, *, now: datetime) -> list[int | None]:
    """Of each team the period with which it begins; None: it waits until all is over."""
    starts = [days_of(period, now=now)[0] for period in BEGIN]
    drawn_at = now - (now.date() - starts[0]) - BEFORE
    planned = plan_rollout(
        name=NAME,
        unit_ids=[team.pk for team in founded.teams],
        starts_on=starts,
        actor=founded.insights_owner,
        now=drawn_at,
    )
    rollout = draw_lots(planned, actor=founded.insights_owner, now=drawn_at, seed=LOTS)
    groups = dict(rollout.lots)
    return [BEGIN[group] if (group := groups[team.pk]) < len(BEGIN) else None for team in founded.teams]
