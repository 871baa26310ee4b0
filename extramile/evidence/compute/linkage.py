"""From a panel to findings: pure, so that a sealed bundle computes the same without a database.

The class of a finding is what `stats.Evidence` makes of the tests. Where many questions are asked at once,
the tests of each are adjusted for the many (Benjamini and Hochberg) before they decide; the placebo is not:
there, a false alarm is the careful mistake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from statistics import median
from typing import Any, Final

from extramile import stats
from extramile.evidence.canonical import fingerprint
from extramile.evidence.compute.refusals import refused
from extramile.evidence.kinds import Computed, Json, Said
from extramile.evidence.readings import Readings
from extramile.evidence.views import Estimate, EvidenceClass
from extramile.stats.linkage import binned

NOTHING: Final = float("nan")
PER_TEN: Final = 10.0  # a slope is points per point; a reader thinks in tens
POINTS: Final = 100.0
MOST_TOLD: Final = 12  # of many pairs: findings for those that are sure, the surest first
REFUSALS: Final = (
    stats.errors.CannotTellError,
    stats.errors.ConstantExposureError,
    stats.errors.SingularDesignError,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One exposure with one outcome, and what came of it: a linkage, or a refusal."""

    item: str
    tick: str
    panel: stats.Panel
    told: stats.Linkage | stats.StatsError

    @property
    def name(self) -> str:
        return "/".join(part for part in (self.item, self.tick) if part)

    @property
    def subject(self) -> str:
        """Short enough to keep, and still of its own."""
        return self.name if len(self.name) <= 80 else f"{self.name[:71]}~{fingerprint(self.name)[:8]}"


def compute(statement: Json, data: Json, seed: int) -> Computed:
    pairs = [_pair(statement, data, seed, *names) for names in _names(statement, data)]
    figures = {pair.name or "all": _figures(pair.told) for pair in pairs}
    if not pairs:
        return Computed({}, [_nothing(statement, data)])
    findings = _of_one(statement, data, pairs[0]) if _is_one(statement) else _of_many(statement, data, pairs)
    return Computed(figures, findings)


def _is_one(statement: Json) -> bool:
    return "*" not in {statement["exposure"]["question"], statement["outcome"].get("tick")}


def _names(statement: Json, data: Json) -> list[tuple[str, str]]:
    items = list(data["exposures"])
    ticks = list(data["outcome"]["ticked"]) if statement["outcome"]["measure"] == "ticked" else [""]
    return [(item, tick) for item in sorted(items) for tick in sorted(ticks)]


def _pair(statement: Json, data: Json, seed: int, item: str, tick: str) -> Pair:
    panel = panel_of(data, item, tick)
    try:
        told: stats.Linkage | stats.StatsError = stats.link(
            panel, seed=seed, lag=statement["lag"], draws=statement["draws"], level=statement["level"]
        )
    except REFUSALS as refusal:
        told = refusal
    return Pair(item, tick, panel, told)


def panel_of(data: Json, item: str, tick: str = "") -> stats.Panel:
    """The table that `stats.link` reads; None where nothing was told or too few answered."""
    exposure, outcome = data["exposures"][item], data["outcome"]
    answers = [
        [sum(cell) for cell in zip(*row, strict=True)]
        for row in zip(outcome["promoters"], outcome["passives"], outcome["detractors"], strict=True)
    ]
    good = outcome["ticked"][tick] if tick else outcome["promoters"]
    bad = None if tick else outcome["detractors"]
    values = [
        [
            NOTHING if not n else (good[team][wave] - (bad[team][wave] if bad else 0)) / n
            for wave, n in enumerate(row)
        ]
        for team, row in enumerate(answers)
    ]
    variances = exposure["variances"] if _all_known(exposure) else None
    return stats.panel_of_tables(
        exposure["values"] or [[]],
        values or [[]],
        regions=data["regions"],
        exposure_variance=variances,
        outcome_answers=answers or [[]],
    )


def _all_known(exposure: Json) -> bool:
    """Whether there is a variance wherever there is a value: a guess for some would bend the reliability."""
    return all(
        variance is not None
        for values, variances in zip(exposure["values"], exposure["variances"], strict=True)
        for value, variance in zip(values, variances, strict=True)
        if value is not None
    )


def _figures(told: stats.Linkage | stats.StatsError) -> Json:
    """Every number of it, as JSON."""
    if isinstance(told, stats.StatsError):
        return {"refused": type(told).__name__, "because": str(told)}
    figures: Json = _plain(told)
    return figures


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return value.tolist() if hasattr(value, "tolist") else value


def _of_one(statement: Json, data: Json, pair: Pair) -> list[Said]:
    if isinstance(pair.told, stats.StatsError):
        return [_refusal(statement, data, pair, pair.told)]
    return [_said(statement, data, pair, pair.told, pair.told.evidence, subject="")]


def _of_many(statement: Json, data: Json, pairs: Sequence[Pair]) -> list[Said]:
    """Each item by itself; of items and topics the sure pairs, and one line about all of them."""
    told = _adjusted(pairs)
    said = [
        _said(statement, data, pair, linkage, evidence, subject=pair.subject, among=len(told))
        for pair, linkage, evidence in told
    ]
    by_item = statement["outcome"].get("tick") != "*"
    if by_item:
        refusals = [
            _refusal(statement, data, pair, pair.told, subject=pair.subject)
            for pair in pairs
            if isinstance(pair.told, stats.StatsError)
        ]
        return said + refusals
    sure = [one for one in said if one.evidence_class is not EvidenceClass.NO_LINK]
    return [_about_all(statement, data, pairs, said, sure), *sure[:MOST_TOLD]]


def _adjusted(pairs: Sequence[Pair]) -> list[tuple[Pair, stats.Linkage, stats.Evidence]]:
    """The surest first, each with its tests adjusted for the many."""
    told = [(pair, pair.told) for pair in pairs if isinstance(pair.told, stats.Linkage)]
    if not told:
        return []
    facts = [linkage.evidence for _, linkage in told]
    within = stats.benjamini_hochberg([max(one.within, one.permutation) for one in facts]).tolist()
    between = stats.benjamini_hochberg(
        [float("nan") if one.between is None else one.between for one in facts]
    ).tolist()
    rows = [
        (pair, linkage, _with(linkage.evidence, inside, beside))
        for (pair, linkage), inside, beside in zip(told, within, between, strict=True)
    ]
    return sorted(rows, key=lambda row: (row[2].within, row[0].name))


def _with(evidence: stats.Evidence, within: float, between: float) -> stats.Evidence:
    return stats.Evidence(
        within=within,
        permutation=within,
        lead=evidence.lead,
        between=None if evidence.between is None else between,
        direction=evidence.direction,
        level=evidence.level,
    )


def _said(
    statement: Json,
    data: Json,
    pair: Pair,
    linkage: stats.Linkage,
    evidence: stats.Evidence,
    *,
    subject: str,
    among: int = 1,
) -> Said:
    found = EvidenceClass(evidence.linkage_class.value)
    slope = linkage.between if found is EvidenceClass.BETWEEN_ONLY else linkage.within
    return Said(
        evidence_class=found,
        subject=subject,
        question=_question(statement, data, pair),
        estimate=None if slope is None else _estimate(slope, linkage.level, pair),
        facts=_common(statement, data, pair) | _facts(linkage, evidence) | {"among": among},
        since=_day(data, 0, "since"),
        until=_day(data, -1, "until"),
        bins=[(POINTS * x, POINTS * y) for x, y in binned(pair.panel, lag=linkage.lag)],
    )


def _estimate(slope: stats.Slope, level: float, pair: Pair) -> Estimate:
    unit = "percentage_points_per_ten" if pair.tick else "points_per_ten"
    value, low, high = (PER_TEN * one for one in (slope.estimate, slope.low, slope.high))
    return Estimate(value, low, high, unit, level)


def _facts(linkage: stats.Linkage, evidence: stats.Evidence) -> Json:
    """Whatever a sentence or the page needs; sizes in points for every ten."""
    corrected = linkage.reliability.corrected if linkage.reliability else None
    return {
        "teams": linkage.within.teams,
        "cells": linkage.within.n,
        "inference": str(linkage.inference),
        "within_p": linkage.evidence.within,
        "permutation_p": linkage.permutation_p,
        "adjusted_p": evidence.within,
        "lead_p": linkage.evidence.lead,
        "between_p": linkage.evidence.between,
        "alpha": 1 - linkage.level,
        **_sizes("within", linkage.within),
        **_sizes("between", linkage.between),
        **_sizes("lead", linkage.lead),
        **_sizes("trimmed", linkage.trimmed),
        **_sizes("weighted", linkage.weighted),
        "minimum_detectable": PER_TEN * linkage.minimum_detectable,
        "lead_minimum_detectable": None
        if linkage.lead_minimum_detectable is None
        else PER_TEN * linkage.lead_minimum_detectable,
        "reliability": None if linkage.reliability is None else linkage.reliability.share,
        "corrected": None if corrected is None else PER_TEN * corrected.estimate,
        "corrected_low": None if corrected is None else PER_TEN * corrected.low,
        "corrected_high": None if corrected is None else PER_TEN * corrected.high,
    }


def _sizes(name: str, slope: stats.Slope | None) -> Json:
    if slope is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {
        name: PER_TEN * slope.estimate,
        f"{name}_low": PER_TEN * slope.low,
        f"{name}_high": PER_TEN * slope.high,
    }


def _common(statement: Json, data: Json, pair: Pair | None) -> Json:
    waves = data["waves"]
    before = sum(not wave["after_freezing"] for wave in waves)
    return {
        "waves": len(waves),
        "waves_before_freezing": before,
        "stated_after_data": int(before > 0),
        "lag": statement["lag"],
        **_read_before(statement, data),
        "regions": len(set(data["regions"])),
        "customers": _customers(data),
        "employees_least": _employees(data, pair),
        "smallest_effect": statement["smallest_effect"],
        **_called(statement, data, pair),
    }


def _read_before(statement: Json, data: Json) -> Json:
    """How many times it was read so far, this one included, and what so many readings cost together."""
    waves, lag = statement["waves"], statement["lag"]
    over = data.get("over") or {"now": len(data["waves"]), "at_freezing": 0}  # of runs that kept no more
    read = Readings(
        over["now"] - lag,
        first=max(waves["least"], over["at_freezing"], lag + 2) - lag,
        most=max(waves["most"] - lag, 2),
    )
    return {"readings": read.number, "any_alarm": read.any_alarm(level=statement["level"])}


def _called(statement: Json, data: Json, pair: Pair | None) -> Json:
    """What is compared with what, as it is called in each language; see `sentences`."""
    names = data["names"]
    item = (
        pair.item if pair and statement["exposure"]["question"] == "*" else statement["exposure"]["question"]
    )
    tick = pair.tick if pair and pair.tick else statement["outcome"].get("tick", "")
    called: Json = {
        "exposure_measure": statement["exposure"]["measure"],
        "outcome_measure": statement["outcome"]["measure"],
        "exposure": item,
        "outcome": tick,
    }
    for what, key in (("exposure", item), ("outcome", tick)):
        for language, text in names.get(key, {}).items():
            called[f"{what}_{language}"] = text
    return called


def _customers(data: Json) -> int:
    tables = (data["outcome"][name] for name in ("promoters", "passives", "detractors"))
    return sum(sum(row) for table in tables for row in table)


def _employees(data: Json, pair: Pair | None) -> int:
    """Of all waves together, by the lowest number of each band."""
    tables = [data["exposures"][pair.item]] if pair else list(data["exposures"].values())
    return max((sum(one or 0 for row in table["least"] for one in row) for table in tables), default=0)


def _question(statement: Json, data: Json, pair: Pair) -> dict[str, str]:
    """The study's question; of one item or topic of many, with its name."""
    asked: dict[str, str] = statement["question"]
    many = [
        name
        for name, whole in (
            (pair.item, statement["exposure"]["question"]),
            (pair.tick, statement["outcome"].get("tick", "")),
        )
        if whole == "*"
    ]
    called = [data["names"].get(name, {}) for name in many]
    return {
        language: " · ".join([text, *(names.get(language) or names.get("en", "") for names in called)])
        for language, text in asked.items()
    }


def _day(data: Json, place: int, which: str) -> date | None:
    return date.fromisoformat(data["waves"][place][which]) if data["waves"] else None


def _refusal(
    statement: Json, data: Json, pair: Pair, refusal: stats.StatsError, *, subject: str = ""
) -> Said:
    return Said(
        evidence_class=EvidenceClass.CANNOT_TELL,
        subject=subject,
        facts=_common(statement, data, pair) | refused(refusal),
        since=_day(data, 0, "since"),
        until=_day(data, -1, "until"),
    )


def _nothing(statement: Json, data: Json) -> Said:
    """No released figure of such a question, or no topic that was ever ticked."""
    refusal = stats.errors.TooFewWavesError(0, statement["waves"]["least"])
    why = refused(refusal) if not data["exposures"] else {"because": "no_topic"}
    return Said(EvidenceClass.CANNOT_TELL, facts=_common(statement, data, None) | why)


def _about_all(
    statement: Json, data: Json, pairs: Sequence[Pair], said: Sequence[Said], sure: Sequence[Said]
) -> Said:
    """Of many pairs: how many were asked, how many are sure, and what would have shown in a usual one."""
    if not said:
        refusals = [(pair, pair.told) for pair in pairs if isinstance(pair.told, stats.StatsError)]
        return _refusal(statement, data, *refusals[0])
    detectable = [float(one.facts["minimum_detectable"] or 0) for one in said]
    return Said(
        evidence_class=EvidenceClass.DESCRIBES if sure else EvidenceClass.NO_LINK,
        facts=_common(statement, data, None)
        | {
            "among": len(said),
            "sure": len(sure),
            "within": sum(one.evidence_class is EvidenceClass.WITHIN for one in sure),
            "minimum_detectable": median(detectable),
            "teams": max(int(one.facts["teams"] or 0) for one in said),
        },
        since=_day(data, 0, "since"),
        until=_day(data, -1, "until"),
    )
