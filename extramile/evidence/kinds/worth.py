"""Loyalty and money: who came back within the window, by what they first said.

Ids of contacts are keys in one statement of `responses`; what comes here are sums by region and kind of work.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from extramile.evidence.compute.worth import compute
from extramile.evidence.kinds import Asked, Json, Kind
from extramile.evidence.queries.grounds import grounds
from extramile.intake.queries import customer_jobs, referred_jobs
from extramile.responses.queries import Returned, returns

MOST_KINDS: Final = 40  # of work; the rarer ones are one more
EVERY: Final = timedelta(days=91)


def read(asked: Asked, now: datetime) -> Json:
    """First scores whose whole window lies before the last known job: everybody had time to come back."""
    known = customer_jobs()
    window = int(asked.statement["window_days"])
    until = None if known.last is None else min(known.last, now.date()) - timedelta(days=window)
    found: Json = {
        "jobs_with_customer": known.with_customer,
        "since": known.first.isoformat() if known.first else None,
        "until": until.isoformat() if until else None,
        "rows": [],
        "referrals": None,
    }
    if known.first is None or until is None or known.last is None or not known.with_customer:
        return found
    rows = returns(
        since=_midnight(known.first),
        until=_midnight(until),
        window=timedelta(days=window),
        regions={unit: ground.region for unit, ground in grounds().items()},
    )
    told = referred_jobs(asked.statement["referral_attributes"], since=known.first, until=known.last)
    referrals = None if told is None else {"attribute": told[0], "yes": told[1], "told": told[2]}
    return found | {"rows": _grouped(rows), "referrals": referrals}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _grouped(rows: list[Returned]) -> list[list[Any]]:
    """Regions by number, in an order that tells nothing; rare kinds of work put together."""
    customers: dict[str, int] = {}
    for row in rows:
        customers[row.kind_of_work] = customers.get(row.kind_of_work, 0) + row.customers
    common = set(sorted(customers, key=lambda kind: (-customers[kind], kind))[:MOST_KINDS])
    sums: dict[tuple[int, str, str], list[Any]] = {}
    for row in rows:
        key = (row.region, row.kind_of_work if row.kind_of_work in common else "*", row.group)
        held = sums.setdefault(key, [0, 0, 0, 0, 0.0, 0.0])
        adds = (row.customers, row.came_back, row.jobs, row.jobs_with_amount, row.amount, row.squares)
        sums[key] = [one + other for one, other in zip(held, adds, strict=True)]
    return [[*key, *sums[key]] for key in sorted(sums)]


def is_due(_asked: Asked, last: datetime | None, now: datetime) -> bool:
    return last is None or now - last >= EVERY


def problems(statement: Json) -> dict[str, str]:
    if not 30 <= int(statement.get("window_days", 0)) <= 1100:
        return {"window_days": _("Choose a window of 30 to 1,100 days.")}
    return {}


KIND = Kind(read=read, compute=compute, problems=problems, is_due=is_due)
