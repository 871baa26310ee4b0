"""Who did not answer: how many were asked and what was answered, by region, channel and kind of work."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, Final

from extramile.evidence.compute.bias import compute
from extramile.evidence.kinds import Asked, Json, Kind
from extramile.evidence.queries.grounds import grounds
from extramile.monitor.queries import channel_rates
from extramile.people.models import Unit
from extramile.responses.queries import Heard, heard

RIPE: Final = timedelta(days=14)  # by then nearly everybody has answered who will
MONTH: Final = 28
MOST_KINDS: Final = 40
EVERY: Final = timedelta(days=28)
WALKED_IN: Final = {"qr_employee", "qr_unit"}  # counted as asked the moment they answer


def read(asked: Asked, now: datetime) -> Json:
    """Whole periods of four weeks until a fortnight ago; answers that came in without being asked for by us
    (imported, walked in) have nobody silent beside them and are left out."""
    periods = int(asked.statement["periods"])
    until = now.date() - RIPE
    since = until - timedelta(days=MONTH * periods - 1)
    regions = {unit: ground.region for unit, ground in grounds().items()}
    tops = list(Unit.objects.filter(parent__isnull=True).values_list("pk", flat=True))
    counted = channel_rates(tops, since=since, days=MONTH, periods=periods)
    rates: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    by_period: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for _unit, channel, period, sent, answered, _groups in counted:
        if channel in WALKED_IN:
            continue
        for held in (rates[channel], by_period[period]):
            held[0] += sent
            held[1] += answered
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "rows": _grouped(heard(since=since, until=until, regions=regions)),
        "rates": [[channel, *held] for channel, held in sorted(rates.items()) if held[0]],
        "by_period": [[period, *held] for period, held in sorted(by_period.items())],
    }


def _grouped(rows: list[Heard]) -> list[list[Any]]:
    """Rare kinds of work put together."""
    asked: dict[str, int] = defaultdict(int)
    for row in rows:
        asked[row.kind_of_work] += row.asked
    common = set(sorted(asked, key=lambda kind: (-asked[kind], kind))[:MOST_KINDS])
    sums: dict[tuple[int, str, str], list[int]] = defaultdict(lambda: [0] * 7)
    for row in rows:
        held = sums[row.region, row.channel, row.kind_of_work if row.kind_of_work in common else "*"]
        for place, more in enumerate((row.asked, *row.soon, *row.late)):
            held[place] += more
    return [[*key, held[0], held[1:4], held[4:7]] for key, held in sorted(sums.items())]


def is_due(_asked: Asked, last: datetime | None, now: datetime) -> bool:
    return last is None or now - last >= EVERY


KIND = Kind(read=read, compute=compute, is_due=is_due)
