"""Who did not answer, and how far that could put the score wrong. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from extramile import stats
from extramile.evidence.kinds import Computed, Said
from extramile.evidence.views import Estimate, EvidenceClass

Json = dict[str, Any]
Facts = dict[str, float | int | str | None]
Groups = tuple[int, int, int]
Row = Sequence[Any]  # region, channel, kind of work, asked, answered soon (three), answered late (three)

LEAST_ANSWERS: Final = 30
LEAST_IN_CELL: Final = 5  # smaller groups of those asked are put together before they are weighted
LEAST_LATE: Final = 20


def compute(statement: Json, data: Json, seed: int) -> Computed:
    rows: list[Row] = data["rows"]
    level = statement["level"]
    days: Json = {"since": date.fromisoformat(data["since"]), "until": date.fromisoformat(data["until"])}
    asked, answers = sum(row[3] for row in rows), _together(rows)
    facts: Facts = {"asked": asked, "answered": sum(answers), "matters": statement["matters_points"]}
    because = _refused(asked, sum(answers))
    if because is not None:
        said = Said(EvidenceClass.CANNOT_TELL, facts | {"because": because}, **days)
        return Computed({"seed": seed, **said.facts}, [said])
    plain = stats.nps_interval(*answers, level=level)
    facts |= _tipped(plain, sum(answers) / asked, statement["matters_points"] / 100)
    weighted = _weighted(rows, level)
    facts |= {"weighted": 100 * weighted.estimate, "effective_n": weighted.effective_n}
    facts |= _apart(rows, level)
    facts |= _uneven(data["rates"])
    estimate = Estimate(100 * weighted.estimate, 100 * weighted.low, 100 * weighted.high, "points", level)
    said = Said(EvidenceClass.DESCRIBES, facts, estimate, **days)
    return Computed({"seed": seed, "by": _rates(rows), **facts}, [said])


def _refused(asked: int, answered: int) -> str | None:
    if not asked:
        return "nobody_asked"
    return "few_answers" if answered < LEAST_ANSWERS else None


def _groups(row: Row) -> Groups:
    return (row[4][0] + row[5][0], row[4][1] + row[5][1], row[4][2] + row[5][2])


def _add(parts: Iterable[Sequence[int]]) -> Groups:
    promoters, passives, detractors = map(sum, zip(*parts, strict=True))
    return promoters, passives, detractors


def _together(rows: Sequence[Row]) -> Groups:
    return _add([(0, 0, 0), *map(_groups, rows)])


def _tipped(plain: stats.Interval[float], rate: float, matters: float) -> Facts:
    """What the silent would have to score for the score of all to be lower by as much as matters."""
    point = stats.tipping_point(plain, response_rate=rate, threshold=max(plain.estimate - matters, -1.0))
    return {
        "nps": 100 * plain.estimate,
        "nps_low": 100 * plain.low,
        "nps_high": 100 * plain.high,
        "response_rate": rate,
        "shift": 100 * point.shift if point.shift != float("inf") else None,
        "silent_score": 100 * point.silent_score if abs(point.silent_score) != float("inf") else None,
        "is_possible": int(point.possible),
    }


def _weighted(rows: Sequence[Row], level: float) -> stats.PostStratified:
    """Each answer stands for as many as were asked of its region, channel and kind of work. Groups with
    hardly an answer stand with the rest of their channel, and if need be with the rest of all."""
    cells = [((row[0], row[1], row[2]), int(row[3]), _groups(row)) for row in rows]
    cells = _merged(cells, into=1)
    cells = [cell for cell in _merged(cells, into=0) if sum(cell[2])]
    promoters, passives, detractors = zip(*(groups for _, _, groups in cells), strict=True)
    population = [max(asked, sum(groups)) for _, asked, groups in cells]
    return stats.post_stratified_nps(promoters, passives, detractors, population, level=level)


Cell = tuple[tuple[Any, ...], int, Groups]


def _merged(cells: Sequence[Cell], *, into: int) -> list[Cell]:
    """Those with too few answers put together: by channel (into=1), or all of them (into=0)."""
    kept = [cell for cell in cells if sum(cell[2]) >= LEAST_IN_CELL]
    small: dict[tuple[Any, ...], list[Cell]] = defaultdict(list)
    for cell in cells:
        if sum(cell[2]) < LEAST_IN_CELL:
            small[("rest", cell[0][1] if into else "")].append(cell)
    return kept + [
        (place, sum(asked for _, asked, _ in held), _add([groups for _, _, groups in held]))
        for place, held in small.items()
    ]


def _apart(rows: Sequence[Row], level: float) -> Facts:
    """Who answered only after a reminder is nearer to who did not answer at all."""
    soon, late = _add([(0, 0, 0), *(row[4] for row in rows)]), _add([(0, 0, 0), *(row[5] for row in rows)])
    facts: Facts = {"late": sum(late), "soon": sum(soon)}
    if sum(late) < LEAST_LATE or sum(soon) < LEAST_LATE:
        return facts
    apart = stats.nps_difference(late, soon, level=level)
    rate = sum(soon) + sum(late)
    asked = max(sum(row[3] for row in rows), rate)
    heard, like = stats.nps(*_together(rows)), stats.nps(*late)
    return facts | {
        "late_less_soon": 100 * apart.estimate,
        "late_low": 100 * apart.low,
        "late_high": 100 * apart.high,
        "if_like_late": 100 * (heard * rate + like * (asked - rate)) / asked,
    }


def _uneven(rates: Sequence[Sequence[Any]]) -> Facts:
    """The channels with the most and the least answers: [channel, asked, answered]."""
    told = sorted((answered / asked, channel) for channel, asked, answered in rates if asked >= LEAST_ANSWERS)
    if len(told) < 2:
        return {}
    (least, worst), (most, best) = told[0], told[-1]
    return {"most_rate": most, "most_channel": best, "least_rate": least, "least_channel": worst}


def _rates(rows: Sequence[Row]) -> Json:
    """Asked and answered, by region, channel and kind of work."""
    found: Json = {}
    for column, name in enumerate(("region", "channel", "kind_of_work")):
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in rows:
            sums[str(row[column])][0] += row[3]
            sums[str(row[column])][1] += sum(_groups(row))
        found[name] = dict(sums)
    return found
