"""What began here and there: new tools, whose study is done, and days out by lot, which are still to come.

Neither moves what customers say: everybody's chances stay as `truth.py` has them. A study should find
nothing, and say what it would have seen.
"""

from datetime import date, datetime, timedelta
from typing import Final

from extramile.demo.work import ZONE
from extramile.evidence.models import ChangeSort
from extramile.evidence.operations.changes import note_change, study_change
from extramile.evidence.operations.rollouts import draw_lots, go_on_all_the_same, plan_rollout
from extramile.people.models import Unit, UnitKind, User

LEAST_CENTRES: Final = 9  # three for each group of the lots
TOOLS: Final = "Een eigen kalibratieset in elke bus"
BEGAN_WEEKS_AGO: Final = (15, 11)  # the study looks until eight weeks later, and two for the last answers
DAYS_OUT: Final = "Een dag mee met een collega"
BEGINS_IN_WEEKS: Final = (3, 11)
LOTS: Final = "a41c7be05d9348f2b6e1"  # drawn once; here always the same
ALL_THE_SAME: Final = "De sets zijn er al weken; een dag mee gaat over iets anders."
WEEKS: Final = 8  # before the first start and after the last


def tell_beginnings(*, author: User, now: datetime) -> None:
    """Nothing in a company told on so small a scale that there is nobody to compare with."""
    centres = list(Unit.objects.filter(kind=UnitKind.CENTRE).order_by("pk").values_list("pk", flat=True))
    if len(centres) < LEAST_CENTRES:
        return
    _new_tools(centres, author=author, now=now)
    _days_out(centres, author=author, now=now)


def _new_tools(centres: list[int], *, author: User, now: datetime) -> None:
    """Every other centre has them, one half four weeks before the other; its study was stated before."""
    days = [_monday(now) - timedelta(weeks=weeks) for weeks in BEGAN_WEEKS_AGO]
    starts = {unit: days[place % len(days)] for place, unit in enumerate(centres[::2])}
    before = now - timedelta(weeks=BEGAN_WEEKS_AGO[0] + 1)
    change = note_change(what=TOOLS, starts=starts, sort=ChangeSort.WORKING, actor=author, now=before)
    study_change(change, actor=author, now=before, weeks_before=WEEKS, weeks_after=WEEKS)


def _days_out(centres: list[int], *, author: User, now: datetime) -> None:
    drawn = now - timedelta(days=4)
    planned = plan_rollout(
        name=DAYS_OUT,
        unit_ids=centres,
        starts_on=[_monday(now) + timedelta(weeks=weeks) for weeks in BEGINS_IN_WEEKS],
        sort=ChangeSort.SHARING,
        actor=author,
        now=drawn - timedelta(days=2),
    )
    go_on_all_the_same(planned, why=ALL_THE_SAME, actor=author, now=drawn)
    draw_lots(planned, actor=author, now=drawn, seed=LOTS)


def _monday(now: datetime) -> date:
    today = now.astimezone(ZONE).date()
    return today - timedelta(days=today.weekday())
