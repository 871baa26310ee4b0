"""Ticked topics of many units at once: the same as one at a time."""

from datetime import timedelta

from extramile.monitor.operations import count_changes
from extramile.monitor.queries import ticks_of_units, unit_ticks
from tests.cast import Cast
from tests.monitor.facts import answered


def test_many_units_are_what_each_is(cast: Cast) -> None:
    for praise in (["friendly"], ["friendly", "tidy"], []):
        answered(cast.team, cast.sanne, now=cast.now, praise=praise)
    answered(cast.zwolle_team, cast.noor, now=cast.now, praise=["tidy"])
    while count_changes(cast.now):
        pass
    units = [cast.team.pk, cast.zwolle_team.pk, cast.other_team.pk, cast.company.pk]
    since, until = cast.today - timedelta(days=3), cast.today
    found = ticks_of_units(units, since=since, until=until)
    assert found == {unit: unit_ticks(unit, since=since, until=until) for unit in units}
    assert found[cast.team.pk]["praise:friendly"] == 2
    assert not found[cast.other_team.pk]
