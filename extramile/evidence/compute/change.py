"""A dated change: what units showed after they began, beside units that had not. Pure.

The starts, the units compared with, the periods and the method were stated before; nothing is chosen here.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from math import inf, isfinite, nan
from typing import Any, Final

from extramile import stats
from extramile.evidence.kinds import Computed, Said
from extramile.evidence.views import Estimate, EvidenceClass

Json = dict[str, Any]
Facts = dict[str, float | int | str | None]

LEAST_UNITS: Final = 3  # as `stats.rollout_effect`: with fewer, chance is anyone's guess
FALSE_ALARM: Final = 0.05
POWER: Final = 0.80
STEADILY_SINCE: Final = 2  # format of a statement: what was frozen before is tested as it was stated
MANY_CELLS: Final = 20_000  # from there on fewer lots are drawn again: minutes become seconds
FEWER_DRAWS: Final = 199


def compute(statement: Json, data: Json, seed: int) -> Computed:
    outcome = [[_score(cell, statement["least_answers"]) for cell in row] for row in data["counts"]]
    starts, outcome = _starts(statement, data, outcome)
    facts = _facts(statement, data, outcome, starts)
    since, until = _window(statement, data)
    refused = _refusal(outcome, starts)
    if refused is None:
        try:
            told = _effect(statement, data, outcome, starts, seed)
        except stats.StatsError:
            refused = "no_both"
        else:
            facts |= _numbers(told, statement["level"])
            facts |= _apart(statement, data, outcome, starts, seed)
            kind = _class(told, facts)
            estimate = _estimate(told, statement["level"])
            figures = _figures(told, facts)
            return Computed(figures, [Said(kind, facts, estimate, since=since, until=until)])
    facts["because"] = refused
    said = Said(EvidenceClass.CANNOT_TELL, facts, since=since, until=until)
    return Computed({"refused": refused, **facts}, [said])


def _score(cell: Sequence[int], least: int) -> float:
    promoters, passives, detractors = cell
    n = promoters + passives + detractors
    return (promoters - detractors) / n if n >= max(least, 1) else nan


def _starts(statement: Json, data: Json, outcome: list[list[float]]) -> tuple[list[float], list[list[float]]]:
    """For each unit the column it began in. A period during which it began is neither before nor after."""
    begins = {int(unit): date.fromisoformat(day) for unit, day in statement["starts"]}
    first, days = date.fromisoformat(statement["since"]), int(statement["days"])
    found: list[float] = []
    rows = [list(row) for row in outcome]
    for unit, row in zip(data["units"], rows, strict=True):
        day = begins.get(unit)
        if day is None:
            found.append(inf)
            continue
        column, into = divmod((day - first).days, days)
        if column >= int(statement["periods"]):
            found.append(inf)
            continue
        if into and 0 <= column < len(row):
            row[column] = nan
        found.append(float(max(column, 0)))
    return found, rows


def _window(statement: Json, data: Json) -> tuple[date, date]:
    first = date.fromisoformat(statement["since"])
    return first, first + timedelta(days=statement["days"] * max(int(data["periods"]), 1) - 1)


def _facts(statement: Json, data: Json, outcome: list[list[float]], starts: list[float]) -> Facts:
    seen = [any(isfinite(cell) for cell in row) for row in outcome]
    began = [isfinite(start) for start in starts]
    days = sorted(day for _, day in statement["starts"])
    lots = statement.get("by_lot") or {}
    return {
        "what": statement["what"],
        "units_began": sum(one and other for one, other in zip(seen, began, strict=True)),
        "units_beside": sum(one and not other for one, other in zip(seen, began, strict=True)),
        "answers": sum(sum(map(sum, row)) for row in data["counts"]),
        "days": statement["days"],
        "first_start": days[0],
        "last_start": days[-1],
        "smallest_effect": statement["smallest_effect"],
        "is_early": int(data["periods"] < statement["periods"]),
        "stated_before": int(statement["stated_before"]),
        "closed": len(data["closed"]),
        "moved": len(data["moved"]),
        "overlaps": len(data["overlaps"]),
        "overlap_names": "; ".join(sorted({one["what"] for one in data["overlaps"]})),
        "by_lot": int(bool(lots)),
        "draws_before": lots.get("draws_before", 0),
    }


def _refusal(outcome: list[list[float]], starts: list[float]) -> str | None:
    """Why nothing can be told, as a code that `sentences` puts into words."""
    both = beside = 0
    first = min(starts, default=inf)
    for row, start in zip(outcome, starts, strict=True):
        before = any(isfinite(cell) for place, cell in enumerate(row) if place < start)
        after = any(isfinite(cell) for place, cell in enumerate(row) if place >= start)
        later = any(isfinite(cell) for place, cell in enumerate(row) if first <= place < start)
        both += before and after
        beside += later
    if both < LEAST_UNITS:
        return "few_units"
    return "few_beside" if beside < LEAST_UNITS else None


def _effect(
    statement: Json, data: Json, outcome: list[list[float]], starts: list[float], seed: int
) -> stats.RolloutEffect:
    homes = dict(map(tuple, statement["regions"]))
    many = len(outcome) * max(len(outcome[0]), 1)
    return stats.rollout_effect(
        outcome,
        starts,
        seed=seed,
        regions=[homes.get(unit, 0) for unit in data["units"]] if homes else None,
        draws=min(statement["draws"], FEWER_DRAWS) if many > MANY_CELLS else statement["draws"],
        level=statement["level"],
        steadily=int(statement.get("format", 1)) >= STEADILY_SINCE,
    )


def _apart(statement: Json, data: Json, outcome: list[list[float]], starts: list[float], seed: int) -> Facts:
    """The same without what customers said where and since something else had begun: does it hold there?"""
    began = [pair for one in data["overlaps"] for pair in one.get("began", ())]
    if not began:
        return {}
    first, days = date.fromisoformat(statement["since"]), int(statement["days"])
    rows = dict(zip(data["units"], (list(row) for row in outcome), strict=True))
    for unit, day in began:
        column = (date.fromisoformat(day) - first).days // days
        rows[unit] = [*rows[unit][:column], *(nan for _ in rows[unit][column:])]
    left = list(rows.values())
    nothing: Facts = {"apart": None, "apart_low": None, "apart_high": None}
    if _refusal(left, starts) is not None:
        return nothing
    try:
        told = _effect(statement, data, left, starts, seed)
    except stats.StatsError:
        return nothing
    effect = _estimate(told, statement["level"])
    return {"apart": effect.value, "apart_low": effect.low, "apart_high": effect.high}


def _holds_apart(facts: Facts, effect: stats.Slope) -> bool:
    """Nothing else began there; or it is seen, the same way, without the cells in which it had."""
    if "apart" not in facts:
        return True
    low, high = facts["apart_low"], facts["apart_high"]
    if not (isinstance(low, float) and isinstance(high, float)):
        return False
    return low > 0 if effect.estimate > 0 else high < 0


def _numbers(told: stats.RolloutEffect, level: float) -> Facts:
    effect = told.effect
    return {
        "p": effect.p_value,
        "permutation_p": told.permutation_p,
        "pre_trend_p": None if told.pre_trend is None else told.pre_trend.p_value,
        "cells": int(effect.n),
        "left_out": told.left_out,
        # What this many units and periods would have shown four times in five.
        "detectable": 100
        * stats.detectable(effect.standard_error, freedom=effect.teams - 1, power=POWER, level=level),
    }


def _estimate(told: stats.RolloutEffect, level: float) -> Estimate:
    effect = told.effect
    return Estimate(100 * effect.estimate, 100 * effect.low, 100 * effect.high, "points", level)


def _class(told: stats.RolloutEffect, facts: Facts) -> EvidenceClass:
    """The tests choose. "Caused" takes lots drawn once, a statement before the first start, the whole
    window, and both tests: the interval, and the dates dealt anew; without what else began, too."""
    if told.pre_trend is None and not facts["by_lot"]:
        facts["because"] = "short_before"
        return EvidenceClass.CANNOT_TELL
    if told.pre_trend is not None and told.pre_trend.p_value <= FALSE_ALARM:
        return EvidenceClass.PRE_TREND
    if told.effect.low <= 0 <= told.effect.high:
        return EvidenceClass.NOT_CHANGED
    earned = (
        facts["by_lot"]
        and facts["stated_before"]
        and not facts["draws_before"]
        and not facts["is_early"]
        and told.permutation_p <= FALSE_ALARM
        and _holds_apart(facts, told.effect)
    )
    return EvidenceClass.CAUSED if earned else EvidenceClass.CHANGED


def _figures(told: stats.RolloutEffect, facts: Facts) -> Json:
    effect, before = told.effect, told.pre_trend
    return {
        "effect": effect.estimate,
        "low": effect.low,
        "high": effect.high,
        "standard_error": effect.standard_error,
        "units": effect.teams,
        "by_period": {str(period): one for period, one in told.by_period.items()},
        "before": [] if before is None else list(before.estimates),
        **facts,
    }
