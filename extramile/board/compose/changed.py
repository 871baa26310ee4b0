"""What changed since the final report before: only what both intervals do not allow, and classes."""

from typing import Final

from django.utils.translation import gettext as _

from extramile.board.compose.answer import question
from extramile.board.compose.numbers import day, period, points
from extramile.board.gather.basis import COMPANY, Basis
from extramile.board.gather.facts import Facts
from extramile.evidence.views import EvidenceClass
from extramile.stats import nps_difference

LEVEL: Final = 0.95
MOST: Final = 8


def changed(facts: Facts, now: Basis) -> tuple[str, ...]:
    """Empty: there was no report before."""
    if facts.before is None:
        return ()
    moved = [*_customers(facts), *_colleagues(facts.before, now)]
    lines = [*moved[:MOST], *_classes(facts, facts.before, now)]
    if not moved:
        lines.insert(0, _("No figure moved by more than chance allows."))
    if len(moved) > MOST:
        lines.append(_("And %(n)s more areas; the table of areas has them all.") % {"n": len(moved) - MOST})
    if not facts.since_then:
        lines.append(
            _("This report holds no day after the one before, so customers’ scores are not compared.")
        )
    return (_first(facts), *lines)


def _first(facts: Facts) -> str:
    if facts.before is None:
        return ""
    return _("Compared with the final report of %(day)s, over %(period)s.") % {
        "day": day(facts.before.made_on),
        "period": period(facts.before.since, facts.before.until),
    }


def _customers(facts: Facts) -> list[str]:
    """Answers since that report ended, beside those it held: the same answer counts on one side alone. The
    level is raised with the number of comparisons, so that many areas make no false news."""
    before = facts.before
    if before is None:
        return []
    keys = [
        key
        for key, groups in facts.customers_since.items()
        if sum(groups) >= facts.minimum and sum(before.customers.get(key, (0, 0, 0))) >= facts.minimum
    ]
    level = 1 - (1 - LEVEL) / max(len(keys), 1)
    names = {COMPANY: facts.company.name, **{str(one.unit_id): one.name for one in facts.areas}}
    lines = []
    for key in sorted(keys, key=lambda one: (one != COMPANY, names.get(one, "").casefold())):
        found = nps_difference(facts.customers_since[key], before.customers[key], level=level).points
        low, high = float(found.low), float(found.high)
        if low > 0 or high < 0:
            words = (
                _("%(name)s: customers’ score rose by %(points)s points (likely %(low)s to %(high)s).")
                if low > 0
                else _("%(name)s: customers’ score fell by %(points)s points (likely %(low)s to %(high)s).")
            )
            nearest, farthest = sorted((abs(low), abs(high)))
            lines.append(
                words
                % {
                    "name": names.get(key, ""),
                    "points": round(abs(float(found.estimate))),
                    "low": round(nearest),
                    "high": round(farthest),
                }
            )
    return lines


def _colleagues(before: Basis, now: Basis) -> list[str]:
    """Released figures of another wave, asked in the same way, whose intervals do not touch."""
    if not now.wave or before.wave == now.wave:
        return []
    lines = []
    for key, one in sorted(now.employees.items(), key=lambda item: (item[0] != COMPANY, now.names[item[0]])):
        other = before.employees.get(key)
        if other is None or other.line != one.line or None in {one.low, one.high, other.low, other.high}:
            continue
        if _apart(one.low, other.high) or _apart(other.low, one.high):
            lines.append(
                _("%(name)s: eNPS of colleagues went from %(before)s to %(now)s.")
                % {"name": now.names[key], "before": points(other.value), "now": points(one.value)}
            )
    return lines


def _apart(low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low > high


def _classes(facts: Facts, before: Basis, now: Basis) -> list[str]:
    questions = {one.study_key: question(one) for one in facts.findings}
    lines = []
    for key, told in sorted(now.classes.items()):
        earlier = before.classes.get(key)
        if earlier is not None and earlier != told:
            lines.append(
                _("The study “%(study)s” said: %(before)s. Now it says: %(now)s.")
                % {"study": questions[key], "before": class_name(earlier), "now": class_name(told)}
            )
    return lines


def class_name(value: str) -> str:
    """A class of evidence in a few words. One that is not known any more is shown as it was."""
    names = {
        EvidenceClass.CANNOT_TELL: _("cannot tell"),
        EvidenceClass.DESCRIBES: _("a description"),
        EvidenceClass.NO_LINK: _("no link seen"),
        EvidenceClass.BETWEEN_ONLY: _("teams differ, nothing more"),
        EvidenceClass.LEAD_FIRES: _("a link without direction"),
        EvidenceClass.WITHIN: _("a link within teams"),
        EvidenceClass.PRE_TREND: _("already under way before"),
        EvidenceClass.NOT_CHANGED: _("no difference seen"),
        EvidenceClass.CHANGED: _("different since"),
        EvidenceClass.CAUSED: _("shown by lot"),
    }
    return names[EvidenceClass(value)] if value in set(EvidenceClass) else value
