"""A closed wave of a company with as many teams as wished, as its closing would have left it."""

from extramile.engagement.models import ReleasedFigure, ReleasedGroup, ReleasedTable
from extramile.people.models import Unit, UnitKind

TEAM_VALUE = 35


def many_teams(table: ReleasedTable, parent: Unit, number: int, *, name: str = "Ploeg") -> list[Unit]:
    """Straight into the tables: six thousand operations would take minutes. Each team has two figures."""
    units = Unit.objects.bulk_create(
        Unit(name=f"{name} {one:05}", kind=UnitKind.TEAM, parent=parent, depth=parent.depth + 1)
        for one in range(number)
    )
    for unit in units:
        unit.path = f"{parent.path}{unit.pk}."
    Unit.objects.bulk_update(units, ["path"], batch_size=1000)
    groups = ReleasedGroup.objects.bulk_create(
        ReleasedGroup(table=table, unit=unit, unit_name=unit.name, is_shown=True, least=20, most=29)
        for unit in units
    )
    ReleasedFigure.objects.bulk_create(
        ReleasedFigure(
            group=group, question_key=key, line="l" * 64, measure="enps", value=TEAM_VALUE, low=5, high=60
        )
        for group in groups
        for key in ("enps", "other")
    )
    return units
