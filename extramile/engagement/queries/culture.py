"""The culture map: how a hundred points are divided, now and wished, and what differs for sure."""

from dataclasses import dataclass, replace
from itertools import combinations

from extramile.engagement.queries.results import Asked, Figure, ReleasedUnit, questions_of, released
from extramile.questionnaires.definition import Kind
from extramile.stats import disclosure

PART = 100


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an aspect. `gap` is wished less now, on a log-ratio; None where one is withheld."""

    option_key: str
    now: Figure | None
    wished: Figure | None
    gap: disclosure.LogRatioDifference | None = None


@dataclass(frozen=True, slots=True)
class Aspect:
    asked: Asked
    statements: tuple[Statement, ...]

    @property
    def is_shown(self) -> bool:
        return any(one.now or one.wished for one in self.statements)


@dataclass(frozen=True, slots=True)
class CultureMap:
    """Of a unit or one of its layers."""

    group: ReleasedUnit
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two layers divide an aspect's points differently: the statement where they do so most."""

    aspect: Asked
    option_key: str
    moment: str
    first: str
    second: str
    difference: disclosure.LogRatioDifference


def culture_map(wave_id: int, unit_id: int) -> list[CultureMap]:
    """Of the unit, and then of each of its layers that are shown."""
    asked = [one for one in questions_of(wave_id) if one.question.kind is Kind.POINTS]
    if not asked:
        return []
    return [
        CultureMap(group, tuple(_aspect(group, one) for one in asked))
        for group in released(wave_id, [unit_id])
        if group.is_shown
    ]


def _aspect(group: ReleasedUnit, asked: Asked) -> Aspect:
    now = _division(group, asked, "now") or _division(group, asked, "")
    wished = _division(group, asked, "wished")
    gaps = _gaps(group, wished, now)
    statements = [
        Statement(
            option.key,
            now.get(option.key) if now else None,
            wished.get(option.key) if wished else None,
        )
        for option in asked.question.options
    ]
    if gaps:
        statements = [replace(one, gap=gap) for one, gap in zip(statements, gaps, strict=True)]
    return Aspect(asked, tuple(statements))


def _division(group: ReleasedUnit, asked: Asked, moment: str) -> dict[str, Figure] | None:
    """Option -> figure, if all of them are shown."""
    found = {
        option.key: figure
        for option in asked.question.options
        if (figure := group.figure(asked.key, option_key=option.key, moment=moment))
    }
    return found if len(found) == len(asked.question.options) else None


def _gaps(
    group: ReleasedUnit, first: dict[str, Figure] | None, second: dict[str, Figure] | None
) -> tuple[disclosure.LogRatioDifference, ...]:
    if first is None or second is None:
        return ()
    return disclosure.log_ratio_differences(_coded(group, first), _coded(group, second), same_people=True)


def _coded(group: ReleasedUnit, division: dict[str, Figure]) -> disclosure.CodedPoints:
    """The published figures as `stats.disclosure` compares them: nothing else is known of them any more."""
    band = disclosure.Band(group.least or 0, group.most or 0)
    shares = tuple(
        disclosure.CodedFigure(
            points=one.value,
            low=one.low or 0,
            high=one.high if one.high is not None else PART,
            band=band,
            top_coded=one.is_at_least,
            bottom_coded=one.is_at_most,
        )
        for one in division.values()
    )
    return disclosure.CodedPoints(shares, "attribute" if group.layer else "node")


def disagreements(maps: list[CultureMap]) -> list[Disagreement]:
    """Where layers differ for sure, the largest first; one an aspect, moment and pair of layers."""
    layers = [one for one in maps if one.group.layer]
    found = []
    for first, second in combinations(layers, 2):
        for mine, theirs in zip(first.aspects, second.aspects, strict=True):
            for moment in ("now", "wished"):
                largest = _largest(first.group, second.group, mine, moment)
                if largest is not None:
                    option, difference = largest
                    found.append(
                        Disagreement(
                            theirs.asked, option, moment, first.group.layer, second.group.layer, difference
                        )
                    )
    return sorted(found, key=lambda one: -abs(one.difference.estimate))


def _largest(
    first: ReleasedUnit, second: ReleasedUnit, aspect: Aspect, moment: str
) -> tuple[str, disclosure.LogRatioDifference] | None:
    ours, theirs = _division(first, aspect.asked, moment), _division(second, aspect.asked, moment)
    if ours is None or theirs is None:
        return None
    differences = disclosure.log_ratio_differences(
        _coded(first, ours), _coded(second, theirs), same_people=False
    )
    sure = [(option, one) for option, one in zip(ours, differences, strict=True) if one.is_distinguishable]
    return max(sure, key=lambda one: abs(one[1].estimate), default=None)
