"""Figures that others published."""

from extramile.monitor.models import PublishedFigure


def published_figures(measure: str = "") -> list[PublishedFigure]:
    """By name, then the newest period first; of one measure or all."""
    found = PublishedFigure.objects.filter(deleted_at__isnull=True)
    if measure:
        found = found.filter(measure=measure)
    return sorted(found, key=lambda one: (one.name.casefold(), -one.until.toordinal(), one.pk))


def published_figure(pk: int, *, is_deleted: bool = False) -> PublishedFigure | None:
    return PublishedFigure.objects.filter(pk=pk, deleted_at__isnull=not is_deleted).first()
