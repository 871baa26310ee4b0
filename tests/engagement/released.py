"""A released table as the closing would have written it, for tests of what comes after."""

import uuid
from datetime import datetime

from extramile.engagement.models import (
    ReleasedComment,
    ReleasedFigure,
    ReleasedGroup,
    ReleasedTable,
    Wave,
    WaveState,
)
from extramile.people.models import Unit


def release(wave: Wave, *, now: datetime) -> ReleasedTable:
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.CLOSED)
    return ReleasedTable.objects.create(
        wave=wave, closed_on=now.date(), rules="1", least_in_node=5, least_in_cut=10, fingerprint="f" * 64
    )


def show(
    table: ReleasedTable, unit: Unit, *, layer: str = "", n: tuple[int, int] = (20, 29)
) -> ReleasedGroup:
    return ReleasedGroup.objects.create(
        table=table,
        unit=unit,
        unit_name=unit.name,
        layer=layer,
        is_shown=True,
        least=n[0],
        most=n[1],
    )


def withhold(table: ReleasedTable, unit: Unit, *, why: str = "floor") -> ReleasedGroup:
    return ReleasedGroup.objects.create(
        table=table, unit=unit, unit_name=unit.name, is_shown=False, why_withheld=why
    )


def divide(group: ReleasedGroup, aspect: str, *, now: tuple[int, ...], wished: tuple[int, ...]) -> None:
    """Points over options "a", "b", …"""
    for moment, points in (("now", now), ("wished", wished)):
        for option, value in zip("abcdefg", points, strict=False):
            ReleasedFigure.objects.create(
                group=group,
                question_key=aspect,
                option_key=option,
                moment=moment,
                line="l" * 64,
                measure="points",
                value=value,
                low=max(0, value - 10),
                high=min(100, value + 10),
            )


def say(table: ReleasedTable, unit: Unit, words: str, *, reply_address: str = "") -> uuid.UUID:
    made = ReleasedComment.objects.create(
        table=table, unit=unit, question_key="why", words=words, reply_address=reply_address
    )
    return made.pk
