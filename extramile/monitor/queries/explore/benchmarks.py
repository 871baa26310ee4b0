"""Beside what? A unit beside the rest of what it belongs to, units beside each other, our figure beside a
published one. Never a claim that the counts cannot carry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import hypot

from django.db.models import QuerySet

from extramile import stats
from extramile.monitor.models import PublishedFigure
from extramile.monitor.queries.explore.answering import Answer, Place, answer
from extramile.monitor.queries.explore.counting import COLUMNS_OF, Counted, Frame, counted
from extramile.monitor.queries.explore.figures import Figure, figures_of, is_enough
from extramile.monitor.queries.explore.question import Measure, Question
from extramile.monitor.queries.explore.spans import Span
from extramile.people.models import Unit


@dataclass(frozen=True, slots=True)
class Beside:
    """A unit, the whole of its parent, and the rest of it: what is compared shares no answer."""

    unit: Place
    parent: Place
    own: Figure
    whole: Figure
    rest: Figure
    difference: Figure | None  # own less the rest, in points
    verdict: int = 0  # +1 surely above the rest, -1 surely below, 0 not to be told apart


def beside_parent(found: Answer, *, visible: QuerySet[Unit], minimum: int) -> Beside | None:
    """`found`: the NPS of one unit, which is here set beside the rest of its parent in the same days.

    None: no single unit was chosen, or nothing above it may be seen.
    """
    question = found.question
    if len(question.units) != 1:
        return None
    (unit,) = found.chosen
    parent = visible.filter(children__pk=unit.pk).values_list("pk", "name", "path").first()
    if parent is None:
        return None
    own, whole = found.together, whole_of([parent[0]], question, found.span)
    rest = less(whole, own)
    mine, all_of_it, others = figures_of(Measure.NPS, [own, whole, rest], minimum=minimum)
    difference, verdict = _difference(own, rest, minimum=minimum)
    return Beside(unit, Place(*parent), mine, all_of_it, others, difference, verdict)


def together_of(found: Answer, measure: Measure) -> Counted:
    """The same units and days, all of them together, by another measure. What is known is not asked again."""
    if COLUMNS_OF[measure] == COLUMNS_OF[found.question.measure]:
        return found.together
    return whole_of([one.pk for one in found.chosen], replace(found.question, measure=measure), found.span)


def whole_of(unit_ids: Sequence[int], question: Question, span: Span) -> Counted:
    return counted(Frame(unit_ids, span, question)).get((), Counted())


def less(whole: Counted, part: Counted) -> Counted:
    """What is left without the part; never below nought, should the part be newer."""
    left = [
        max(mine - theirs, 0)
        for mine, theirs in (
            (whole.promoters, part.promoters),
            (whole.passives, part.passives),
            (whole.detractors, part.detractors),
        )
    ]
    return Counted(sum(left), *left)


def _difference(own: Counted, rest: Counted, *, minimum: int) -> tuple[Figure | None, int]:
    if not (is_enough(own, minimum) and is_enough(rest, minimum)):
        return None, 0
    made = stats.nps_difference(groups(own), groups(rest))
    estimate, low, high = float(made.estimate), float(made.low), float(made.high)
    verdict = int(low > 0) - int(high < 0)
    return Figure(own.n + rest.n, 100 * estimate, 100 * low, 100 * high), verdict


def groups(row: Counted) -> tuple[int, int, int]:
    return row.promoters, row.passives, row.detractors


@dataclass(frozen=True, slots=True)
class Compared:
    """One of many units beside all the others, with the many comparisons paid for."""

    place: Place
    figure: Figure
    difference: Figure | None
    verdict: int


@dataclass(frozen=True, slots=True)
class Peers:
    answer: Answer
    rows: Sequence[Compared]  # by name
    is_comparable: bool  # two with enough answers, at least

    def of(self, verdict: int) -> list[Compared]:
        return [row for row in self.rows if row.verdict == verdict and row.difference is not None]

    @property
    def few(self) -> list[Compared]:
        """With too few answers to be compared."""
        return [row for row in self.rows if row.difference is None]


def peers(question: Question, *, visible: QuerySet[Unit], today: date, minimum: int) -> Peers:
    """The units of one level, each beside all the others together. Raises UnreadableError."""
    asked = replace(question, measure=Measure.NPS, topic="", then=None)
    found = answer(asked, visible=visible, today=today)
    places = [found.places[row.key[0]] for row in found.rows]
    figures = figures_of(Measure.NPS, [row.counted for row in found.rows], minimum=minimum)
    enough = [place for place, row in enumerate(found.rows) if is_enough(row.counted, minimum)]
    told: dict[int, tuple[Figure, int]] = {}
    if len(enough) >= 2:
        told = _compared([found.rows[place].counted for place in enough], enough)
    rows = [
        Compared(place, figure, *told.get(number, (None, 0)))
        for number, (place, figure) in enumerate(zip(places, figures, strict=True))
    ]
    return Peers(found, rows, bool(told))


def _compared(rows: Sequence[Counted], numbers: Sequence[int]) -> dict[int, tuple[Figure, int]]:
    made = stats.compare_teams(
        [row.promoters for row in rows], [row.passives for row in rows], [row.detractors for row in rows]
    )
    columns = (made.difference.estimate, made.difference.low, made.difference.high, made.verdict)
    return {
        number: (Figure(row.n, 100 * estimate, 100 * low, 100 * high), int(verdict))
        for number, row, estimate, low, high, verdict in zip(
            numbers, rows, *(column.tolist() for column in columns), strict=True
        )
    }


class Claim(StrEnum):
    """What may be said of our figure beside a published one."""

    OTHER_METHOD = "other_method"  # nothing: measured otherwise
    NO_N = "no_n"  # nothing: nobody knows of how many
    NO_INTERVAL = "no_interval"  # nothing: nobody knows how sure theirs is
    TOO_FEW = "too_few"  # nothing: of our own there are too few
    ABOVE = "above"
    BELOW = "below"
    NOT_TOLD_APART = "not_told_apart"


@dataclass(frozen=True, slots=True)
class BesidePublished:
    published: PublishedFigure
    claim: Claim
    difference: Figure | None = None  # only where one may be claimed
    is_other_period: bool = False


def beside_published(own: Figure, published: PublishedFigure, *, since: date, until: date) -> BesidePublished:
    """Ours less theirs, with an interval out of both where theirs allows it; else what is in the way."""
    apart = published.until < since or published.since > until
    difference = _apart(own, published)
    if isinstance(difference, Claim):
        return BesidePublished(published, difference, is_other_period=apart)
    low, high = difference.low or 0, difference.high or 0
    claim = Claim.ABOVE if low > 0 else Claim.BELOW if high < 0 else Claim.NOT_TOLD_APART
    return BesidePublished(published, claim, difference, apart)


def _apart(own: Figure, published: PublishedFigure) -> Figure | Claim:
    """MOVER (Zou & Donner 2008) on the limits of both."""
    if not published.is_same_method:
        return Claim.OTHER_METHOD
    if published.n is None:
        return Claim.NO_N
    if published.low is None or published.high is None:
        return Claim.NO_INTERVAL
    if own.value is None or own.low is None or own.high is None:
        return Claim.TOO_FEW
    estimate = own.value - published.value
    below = hypot(own.value - own.low, published.high - published.value)
    above = hypot(own.high - own.value, published.value - published.low)
    return Figure(own.n + published.n, estimate, estimate - below, estimate + above)
