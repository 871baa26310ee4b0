"""Customers' counts of a known truth: a row a unit and four weeks, as the counting would write them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from extramile.monitor.models import UnitDay
from extramile.people.models import Unit, UnitKind
from extramile.people.operations import add_unit

MONTH = timedelta(days=28)
PASSIVES = 0.2


def centres(many: int, *, regions: int = 2) -> list[Unit]:
    """A company with centres, spread over regions."""
    top = add_unit("Glashelder", kind=UnitKind.COMPANY)
    homes = [add_unit(f"Region {one}", kind=UnitKind.REGION, parent=top) for one in range(regions)]
    return [
        add_unit(f"Centre {one}", kind=UnitKind.CENTRE, parent=homes[one % regions]) for one in range(many)
    ]


def groups(truth: float, answers: int, random: Random | None) -> tuple[int, int, int]:
    """Promoters, passives and detractors of so many answers; without chance: exactly as the truth has it."""
    promoter = min(max((1 - PASSIVES + truth) / 2, 0.0), 1 - PASSIVES)
    if random is None:
        promoters, passives = round(answers * promoter), round(answers * PASSIVES)
        return promoters, passives, answers - promoters - passives
    drawn = [random.random() for _ in range(answers)]
    promoters = sum(one < promoter for one in drawn)
    passives = sum(promoter <= one < promoter + PASSIVES for one in drawn)
    return promoters, passives, answers - promoters - passives


def hear(
    units: Sequence[Unit],
    truth: Callable[[int, int], float],
    *,
    since: date,
    periods: int,
    answers: int = 40,
    seed: int | None = 1,
) -> None:
    """What customers of each unit said in each period: `truth(unit, period)` from -1 to +1."""
    random = None if seed is None else Random(seed)
    rows = []
    for place, unit in enumerate(units):
        for period in range(periods):
            promoters, passives, detractors = groups(truth(place, period), answers, random)
            rows.append(
                UnitDay(
                    unit_id=unit.pk,
                    day=since + period * MONTH + timedelta(days=3),
                    questionnaire_id=1,
                    channel="email",
                    s10=promoters,
                    s8=passives,
                    s3=detractors,
                )
            )
    UnitDay.objects.bulk_create(rows)
