"""Released groups and comments a page at a time: as many queries for six thousand units as for three.

`units` is a queryset of `people`: the units whose results somebody may read. It is asked inside the database,
never read out, so that a page costs what it shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from extramile.engagement.models import ReleasedComment, ReleasedFigure, ReleasedGroup, Wave, WaveState
from extramile.engagement.queries.afterwards import CommentView, _comment
from extramile.engagement.queries.results import ReleasedUnit, _figures, _unit
from extramile.engagement.queries.waves import WaveView, views
from extramile.people.models import Unit

A_PAGE: Final = 50
COMMENTS_A_PAGE: Final = 20
AT_ONCE: Final = 500

Units = QuerySet[Unit]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """`after`: the unit to go on from; None: this was the last page."""

    groups: tuple[ReleasedUnit, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class CommentPage:
    """`start`: the comment that the next page begins with."""

    comments: tuple[CommentView, ...]
    start: UUID | None


def closed_waves_with(units: Units) -> list[WaveView]:
    """Closed waves whose released table says something of these units, the newest first."""
    told = ReleasedGroup.objects.filter(table__wave=OuterRef("pk"), layer="", unit__in=units)
    closed = Wave.objects.filter(Exists(told), state=WaveState.CLOSED)
    return views(closed.order_by("-closes_at", "-pk"))


def group_page(
    wave_id: int, units: Units, *, search: str = "", after: int | None = None, limit: int = A_PAGE
) -> GroupPage:
    """Whole units by their name as it was then, each with its first figure alone."""
    rows = ReleasedGroup.objects.filter(table__wave=wave_id, layer="", unit__in=units)
    for part in search.split():
        rows = rows.filter(unit_name__icontains=part)
    if after is not None:
        rows = rows.filter(_later(wave_id, after))
    found = list(rows.order_by("unit_name", "unit_id")[: limit + 1])
    shown = found[:limit]
    return GroupPage(_with_first_figures(shown), shown[-1].unit_id if len(found) > limit else None)


def _later(wave_id: int, after: int) -> Q:
    names = ReleasedGroup.objects.filter(table__wave=wave_id, layer="", unit=after)
    name = names.values_list("unit_name", flat=True).first()
    return Q(unit_name__gt=name or "") | Q(unit_name=name or "", unit_id__gt=after)


def groups_in_order(wave_id: int, unit_ids: tuple[int, ...]) -> list[ReleasedUnit]:
    """These units' groups, in the order they are named, each with its first figure alone."""
    rows = ReleasedGroup.objects.filter(table__wave=wave_id, layer="", unit__in=unit_ids)
    place = {unit: number for number, unit in enumerate(unit_ids)}
    return list(_with_first_figures(sorted(rows, key=lambda row: place[row.unit_id])))


def _with_first_figures(rows: list[ReleasedGroup]) -> tuple[ReleasedUnit, ...]:
    firsts = ReleasedFigure.objects.filter(group__in=[row.pk for row in rows], option_key="")
    figures = _figures(firsts.order_by("group_id", "pk").distinct("group_id"))
    return tuple(_unit(row, figures.get(row.pk, ())) for row in rows)


def names_in_table(wave_id: int, unit_ids: tuple[int, ...]) -> dict[int, str]:
    """Of the units that the wave's table speaks of, the names as they were then."""
    rows = ReleasedGroup.objects.filter(table__wave=wave_id, layer="", unit__in=unit_ids)
    return dict(rows.values_list("unit_id", "unit_name"))


def whole_table(wave_id: int, units: Units) -> Iterator[ReleasedUnit]:
    """Every group of these units with every figure, parents before children: for files. Holds 500 at once."""
    rows = ReleasedGroup.objects.filter(table__wave=wave_id, unit__in=units)
    wanted = list(rows.order_by("unit__path", "layer").values_list("pk", flat=True))
    for start in range(0, len(wanted), AT_ONCE):
        piece = wanted[start : start + AT_ONCE]
        groups = ReleasedGroup.objects.in_bulk(piece)
        figures = _figures(ReleasedFigure.objects.filter(group__in=piece).order_by("pk"))
        yield from (_unit(groups[pk], figures.get(pk, ())) for pk in piece)


def table_page(wave_id: int, *, after: int, limit: int) -> tuple[list[ReleasedUnit], int | None]:
    """Groups of the table by unit, whole and layers, for programs; and the unit to go on from."""
    rows = ReleasedGroup.objects.filter(table__wave=wave_id, unit_id__gt=after)
    units = sorted(set(rows.order_by("unit_id").values_list("unit_id", flat=True).distinct()[: limit + 1]))
    shown = units[:limit]
    groups = list(rows.filter(unit__in=shown).order_by("unit_id", "layer"))
    figures = _figures(ReleasedFigure.objects.filter(group__in=groups).order_by("pk"))
    found = [_unit(group, figures.get(group.pk, ())) for group in groups]
    return found, shown[-1] if len(units) > limit else None


def comment_page(
    wave_id: int, units: Units, *, start: UUID | None = None, limit: int = COMMENTS_A_PAGE
) -> CommentPage:
    """Comments whose home is one of these units, in the order of ids drawn at random at the closing.

    The order stays the same and says nothing: not when a comment came, nor from whom, nor which ones
    belong together.
    """
    rows = ReleasedComment.objects.filter(table__wave=wave_id, unit__in=units)
    if start is not None:
        rows = rows.filter(pk__gte=start)
    found = [_comment(row) for row in rows.prefetch_related("messages").order_by("id")[: limit + 1]]
    return CommentPage(tuple(found[:limit]), found[limit].id if len(found) > limit else None)


def all_comments(wave_id: int, units: Units) -> Iterator[CommentView]:
    """The same, all of them, a page after the other: for files."""
    page = comment_page(wave_id, units, limit=AT_ONCE)
    yield from page.comments
    while page.start is not None:
        page = comment_page(wave_id, units, start=page.start, limit=AT_ONCE)
        yield from page.comments
