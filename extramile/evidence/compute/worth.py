"""Loyalty and money, from the organisation's own data alone: no rate of exchange from elsewhere. Pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final

from extramile import stats
from extramile.evidence.kinds import Computed, Said
from extramile.evidence.views import Estimate, EvidenceClass

Json = dict[str, Any]
Facts = dict[str, float | int | str | None]
Row = Sequence[Any]  # region, kind of work, group, customers, came back, jobs, with amount, amount, squares

GROUPS: Final = ("promoter", "passive", "detractor")
LEAST_CUSTOMERS: Final = 30  # of each group that is compared: below that an interval says nothing
LEAST_BACK: Final = 10  # customers who came back at all
LEAST_AMOUNTS: Final = 0.90  # of the jobs after it must carry an amount, else those that do choose themselves
POWER_LEVEL: Final = 2.80 / 1.96  # half an interval, to what it would have shown four times in five


def compute(statement: Json, data: Json, seed: int) -> Computed:
    rows = data["rows"]
    level = statement["level"]
    facts = _facts(statement, data)
    findings = [
        _said(rows, facts, level, subject="", refused=_refused_return, difference=_share),
        _said(rows, facts, level, subject="amount", refused=_refused_amount, difference=_amount),
    ]
    if data.get("referrals"):
        findings.append(_referred(data["referrals"], facts, level))
    figures: Json = {
        "seed": seed,  # nothing is drawn here
        "groups": {group: _group(rows, group, level) for group in GROUPS},
        "findings": [{"class": str(one.evidence_class), **one.facts} for one in findings],
    }
    return Computed(figures, findings)


def _facts(statement: Json, data: Json) -> Facts:
    rows = data["rows"]
    facts: Facts = {
        "window_days": statement["window_days"],
        "jobs_with_customer": data["jobs_with_customer"],
        "customers": _sum(rows, 3),
        "came_back": _sum(rows, 4),
        "later_jobs": _sum(rows, 5),
        "later_jobs_with_amount": _sum(rows, 6),
        "since": data["since"],
        "until": data["until"],
    }
    for group in GROUPS:
        mine = [row for row in rows if row[2] == group]
        facts[f"{group}s"] = _sum(mine, 3)
        facts[f"{group}s_back"] = _sum(mine, 4)
    return facts


def _sum(rows: Iterable[Row], column: int) -> Any:
    return sum(row[column] for row in rows)


def _group(rows: Sequence[Row], group: str, level: float) -> Json:
    mine = [row for row in rows if row[2] == group]
    customers, back = _sum(mine, 3), _sum(mine, 4)
    if not customers:
        return {"customers": 0}
    share = stats.share_interval(back, customers, level=level)
    found: Json = {"customers": customers, "back": [share.estimate, share.low, share.high]}
    if customers > 1:
        amount = stats.mean_interval(customers, _sum(mine, 7), _sum(mine, 8), level=level)
        found["amount"] = [amount.estimate, amount.low, amount.high]
    return found


def _refused_return(facts: Facts) -> str | None:
    if not facts["jobs_with_customer"]:
        return "no_customers"
    if not facts["customers"]:
        return "too_short"
    if not facts["came_back"]:
        return "nobody_back"
    few = min(int(facts["promoters"] or 0), int(facts["detractors"] or 0)) < LEAST_CUSTOMERS
    return "few_customers" if few or int(facts["came_back"] or 0) < LEAST_BACK else None


def _refused_amount(facts: Facts) -> str | None:
    refused = _refused_return(facts)
    if refused is not None:
        return refused
    if not facts["later_jobs_with_amount"]:
        return "no_amounts"
    covered = int(facts["later_jobs_with_amount"] or 0) / int(facts["later_jobs"] or 1)
    return "few_amounts" if covered < LEAST_AMOUNTS else None


Difference = Callable[[Sequence[Row], float], tuple[float, stats.Stratified, str]]


def _said(
    rows: Sequence[Row],
    facts: Facts,
    level: float,
    *,
    subject: str,
    refused: Callable[[Facts], str | None],
    difference: Difference,
) -> Said:
    """Promoters beside detractors: plain, and within kinds of work and regions. The second is the answer."""
    days: Json = {"since": _day(facts["since"]), "until": _day(facts["until"])}
    because = refused(facts)
    if because is None:
        try:
            plain, within, unit = difference(_strata(rows), level)
        except stats.StatsError:
            because = "nobody_alike"
    if because is not None:
        return Said(EvidenceClass.CANNOT_TELL, facts | {"because": because}, subject=subject, **days)
    seen = facts | {
        "plain": plain,
        "strata": within.strata,
        "left_out": within.left_out,
        "detectable": (within.high - within.low) / 2 * POWER_LEVEL,
    }
    is_sure = within.low > 0 or within.high < 0
    kind = EvidenceClass.BETWEEN_ONLY if is_sure else EvidenceClass.NO_LINK
    estimate = Estimate(within.estimate, within.low, within.high, unit, level)
    return Said(kind, seen, estimate, subject=subject, **days)


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _strata(rows: Sequence[Row]) -> list[list[Row]]:
    """[promoters, detractors], each with a row a region and kind of work."""
    nothing: Row = (0, "", "", 0, 0, 0, 0, 0.0, 0.0)
    places = sorted({(row[0], row[1]) for row in rows})
    found = {(row[0], row[1], row[2]): row for row in rows}
    return [[found.get((*place, group), nothing) for place in places] for group in ("promoter", "detractor")]


def _column(rows: Iterable[Row], column: int) -> list[Any]:
    return [row[column] for row in rows]


def _share(strata: Sequence[Sequence[Row]], level: float) -> tuple[float, stats.Stratified, str]:
    first, second = strata
    plain = _sum(first, 4) / _sum(first, 3) - _sum(second, 4) / _sum(second, 3)
    counts = (_column(first, 4), _column(first, 3), _column(second, 4), _column(second, 3))
    return plain, stats.stratified_share_difference(*counts, level=level), "share"


def _amount(strata: Sequence[Sequence[Row]], level: float) -> tuple[float, stats.Stratified, str]:
    first, second = strata
    plain = _sum(first, 7) / _sum(first, 3) - _sum(second, 7) / _sum(second, 3)
    one, other = ((_column(rows, 3), _column(rows, 7), _column(rows, 8)) for rows in strata)
    return plain, stats.stratified_mean_difference(one, other, level=level), "money"


def _referred(referrals: Json, facts: Facts, level: float) -> Said:
    """How many jobs came by word of mouth, as an extra column of the jobs says. A share, and no claim."""
    days: Json = {"since": _day(facts["since"]), "until": _day(facts["until"])}
    asked = {
        "referred": referrals["yes"],
        "jobs_told": referrals["told"],
        "attribute": referrals["attribute"],
    }
    if referrals["told"] < LEAST_CUSTOMERS:
        return Said(
            EvidenceClass.CANNOT_TELL, facts | asked | {"because": "few_told"}, subject="referrals", **days
        )
    share = stats.share_interval(referrals["yes"], referrals["told"], level=level)
    estimate = Estimate(share.estimate, share.low, share.high, "share", level)
    return Said(EvidenceClass.DESCRIBES, facts | asked, estimate, subject="referrals", **days)
