"""A dated change: customers' scores by period, of units that began and of units beside them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from extramile.evidence.compute.change import compute
from extramile.evidence.kinds import Asked, Json, Kind
from extramile.evidence.models import DatedStart
from extramile.evidence.queries.grounds import Ground, grounds
from extramile.evidence.windows import read_on
from extramile.monitor.queries import unit_periods

NOBODY = UUID(int=0)
NEEDED = ("question", "seed", "starts", "compared_with", "regions", "since", "days", "periods", "what")


def read(asked: Asked, now: datetime) -> Json:
    """Whole periods alone. Units that moved into or out of a beginning unit are left out, and counted."""
    statement = asked.statement
    since, days = date.fromisoformat(statement["since"]), int(statement["days"])
    passed = max((now.date() - since).days // days, 0)
    periods = min(passed, int(statement["periods"]))
    known = grounds()
    began = [int(unit) for unit, _day in statement["starts"]]
    moved = _moved(began, statement["compared_with"], known)
    units = [*began, *(unit for unit in statement["compared_with"] if unit not in moved)]
    counts = unit_periods(units, since=since, days=days, periods=periods)
    until = since + timedelta(days=days * periods)
    closed = [unit for unit in units if unit in known and _is_closed(known[unit], until)]
    return {
        "read_on": now.date().isoformat(),
        "periods": periods,
        "units": units,
        "counts": [[list(cell) for cell in counts[unit]] for unit in units],
        "closed": closed,
        "moved": sorted(moved),
        "overlaps": _overlaps(asked.statement.get("change"), units, known, since=since, until=until),
    }


def _is_closed(ground: Ground, until: date) -> bool:
    return ground.closed_on is not None and ground.closed_on < until


def _moved(began: Iterable[int], others: Iterable[int], known: dict[int, Ground]) -> set[int]:
    """Units to compare with that lie in (or around) one that began since the study was stated."""
    starters = [known[unit] for unit in began if unit in known]
    return {
        unit for unit in others if unit not in known or any(known[unit].overlaps(one) for one in starters)
    }


def _overlaps(
    change: str | None, units: Collection[int], known: dict[int, Ground], *, since: date, until: date
) -> list[dict[str, Any]]:
    """Other changes that began in these units in the same days: nobody can tell the two apart. With the day
    for each unit. What began in all of them on one day is none: a period's own level takes it up."""
    others = DatedStart.objects.filter(
        started_on__gte=since, started_on__lt=until, change__taken_back_at__isnull=True
    ).exclude(change__public_id=change or NOBODY)
    rows = others.select_related("change").order_by("change_id", "unit_id")
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        for unit in _in_or_around(row.unit_id, units, known):
            one = found.setdefault(
                row.change_id,
                {"change": str(row.change.public_id), "what": row.change.what, "began": {}},
            )
            one["began"][unit] = min(one["began"].get(unit, row.started_on), row.started_on)
    return [
        {**one, "began": [[unit, day.isoformat()] for unit, day in sorted(one["began"].items())]}
        for one in found.values()
        if len(one["began"]) < len(units) or len(set(one["began"].values())) > 1
    ]


def _in_or_around(other: int, units: Collection[int], known: dict[int, Ground]) -> list[int]:
    place = known.get(other)
    return [unit for unit in units if place and unit in known and known[unit].overlaps(place)]


def is_due(asked: Asked, last: datetime | None, now: datetime) -> bool:
    """Once, when the whole window is in: looking again and again would find something by chance."""
    whole = read_on(asked.statement)
    return now.date() >= whole and (last is None or last.date() < whole)


def problems(statement: Json) -> dict[str, str]:
    wrong = {name: _("This is missing.") for name in NEEDED if name not in statement}
    if not wrong and not statement["starts"]:
        wrong["starts"] = _("Say in which units it began, and when.")
    return wrong


KIND = Kind(read=read, compute=compute, problems=problems, is_due=is_due)
