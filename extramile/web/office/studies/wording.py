"""What classes, states, measures and figures are called on the pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from extramile.evidence.models import StudyKind
from extramile.evidence.operations.changes import METHOD as CHANGE_METHOD
from extramile.evidence.operations.changes import METHOD_BEFORE
from extramile.evidence.standing import METHOD
from extramile.evidence.views import EvidenceClass, StudyView
from extramile.evidence.windows import read_on, window
from extramile.people.queries import unit_names

# Class -> what it is called, and what it takes to be called so.
CLASSES: Final[dict[str, tuple[Promise, Promise]]] = {
    EvidenceClass.CANNOT_TELL: (
        gettext_lazy("cannot tell"),
        gettext_lazy("There is too little to compute with, so nothing is computed."),
    ),
    EvidenceClass.DESCRIBES: (
        gettext_lazy("describes"),
        gettext_lazy("Figures with their intervals, and no claim."),
    ),
    EvidenceClass.NO_LINK: (
        gettext_lazy("no link seen"),
        gettext_lazy("Neither within teams nor between them do the tests tell the two from chance."),
    ),
    EvidenceClass.BETWEEN_ONLY: (
        gettext_lazy("between teams only"),
        gettext_lazy("Teams that have more of one have more of the other; within a team nothing is seen."),
    ),
    EvidenceClass.LEAD_FIRES: (
        gettext_lazy("direction not settled"),
        gettext_lazy("The check the other way round answers too, or could not be made."),
    ),
    EvidenceClass.WITHIN: (
        gettext_lazy("goes before"),
        gettext_lazy(
            "Within teams the one goes before the other, two tests agree, and the check the other way round "
            "stays silent."
        ),
    ),
    EvidenceClass.PRE_TREND: (
        gettext_lazy("apart before"),
        gettext_lazy("These units went another way before it began."),
    ),
    EvidenceClass.NOT_CHANGED: (
        gettext_lazy("no difference seen"),
        gettext_lazy("Beside units without it, no difference that can be told from chance."),
    ),
    EvidenceClass.CHANGED: (
        gettext_lazy("different since"),
        gettext_lazy("Different since it began, beside units without it; who began was not left to chance."),
    ),
    EvidenceClass.CAUSED: (
        gettext_lazy("caused"),
        gettext_lazy("Who began when was decided by lot, so nothing else sets them apart."),
    ),
}
MEASURES: Final[dict[str, Promise]] = {
    "enps": gettext_lazy("eNPS"),
    "mean": gettext_lazy("Questions about work, each"),
    "nps": gettext_lazy("NPS"),
    "ticked": gettext_lazy("Share that ticked a topic"),
}


METHODS: Final[dict[str, Promise]] = {
    METHOD: gettext_lazy(
        "Two-way fixed effects: each team its own norm, each region and wave its own level. Team jackknife"
        " (CR3) from ten teams on, wild bootstrap (Webb) below; whole trajectories permuted within regions"
        " must agree. Beside it: slope between teams, lead placebo, lags, without each region, trimmed,"
        " weighted, reliability."
    ),
    CHANGE_METHOD: gettext_lazy(
        "Difference in differences with staggered starts by imputation (Borusyak, Jaravel and Spiess 2024):"
        " each unit its own norm, each period (of a region) its own level, learned before a start alone. Unit"
        " jackknife; start dates dealt anew; test of the periods before the start, of all together and of a"
        " steady rise or fall."
    ),
    METHOD_BEFORE: gettext_lazy(
        "Difference in differences with staggered starts by imputation (Borusyak, Jaravel and Spiess 2024):"
        " each unit its own norm, each period (of a region) its own level, learned before a start alone. Unit"
        " jackknife; start dates dealt anew; test of the periods before the start."
    ),
}
BEGINNINGS: Final = frozenset({StudyKind.CHANGE, StudyKind.ROLLOUT})  # read once, when the window is over


def class_of(found: str, *, by_lot: bool = False) -> tuple[str, str]:
    name, explained = CLASSES[found]
    if by_lot and found == EvidenceClass.CHANGED:
        return str(name), _("Different since it began. Lots decided who began; below stands what is missing.")
    return str(name), str(explained)


def stated(study: StudyView) -> list[tuple[str, str]]:
    """What was written down beforehand, a line a part; nothing of a kind that asks the same everywhere."""
    if study.kind == StudyKind.LINKAGE:
        return _stated_linkage(dict(study.statement))
    return _stated_change(study.statement) if study.kind in BEGINNINGS else []


def unread(study: StudyView) -> str:
    """What is waited for, of a study that has said nothing yet."""
    if study.retired_at is not None:
        return _("It was stopped before anything was read of it.")
    if study.kind not in BEGINNINGS:
        return _(
            "Nothing to read yet: the first wave has to close, and customers get their time to answer after"
            " it."
        )
    return _(
        "It is read by itself, once, on %(when)s: by then nearly everybody has answered who will. Looking"
        " again and again on the way would find something by chance."
    ) % {"when": date_format(read_on(study.statement), "j F Y")}


def _stated_change(statement: Mapping[str, Any]) -> list[tuple[str, str]]:
    since, until = (date_format(day, "j F Y") for day in window(statement))
    days: dict[str, list[int]] = {}
    for unit, day in statement["starts"]:
        days.setdefault(day, []).append(unit)
    began = [
        _("%(units)s on %(day)s")
        % {"units": _units(units), "day": date_format(date.fromisoformat(day), "j F Y")}
        for day, units in sorted(days.items())
    ]
    beside = statement["compared_with"]
    return [
        (_("Begin"), "; ".join(began)),
        (_("Compared with"), _units(beside) if beside else _("units that begin later, until they do")),
        (_("Period"), _("%(since)s to %(until)s") % {"since": since, "until": until}),
        (
            _("Put together"),
            ngettext("answers of %(n)s day", "answers of %(n)s days", statement["days"])
            % {"n": statement["days"]},
        ),
        (
            _("Too few"),
            _("a unit with fewer than %(least)s answers of customers in such a period is left out of it")
            % {"least": statement["least_answers"]},
        ),
        (
            _("Worth having"),
            _("%(points)s NPS points") % {"points": number_format(statement["smallest_effect"])},
        ),
        *_chance(statement),
    ]


def _chance(statement: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("Level"), f"{100 * statement['level']:g}%"),
        (
            _("Draws"),
            _("%(draws)s, from seed %(seed)s") % {"draws": statement["draws"], "seed": statement["seed"]},
        ),
    ]


def _stated_linkage(statement: dict[str, Any]) -> list[tuple[str, str]]:
    periods, waves = statement["periods"], statement["waves"]
    exposure, outcome = statement["exposure"], statement["outcome"]
    window = _("from day %(from)s after the closing, %(days)s days at most") % {
        "from": periods["from_day"],
        "days": periods["days"],
    }
    if periods["until_next_wave"]:
        window = _("%(window)s, and no further than the day before the next wave opens") % {"window": window}
    if statement["lag"]:
        later = ngettext("%(n)s wave later: %(window)s", "%(n)s waves later: %(window)s", statement["lag"])
        window = later % {"n": statement["lag"], "window": window}
    return [
        (_("Of employees"), _measured(exposure["measure"], exposure["question"])),
        (_("Of customers"), _measured(outcome["measure"], outcome.get("tick", ""))),
        (_("Units"), _units(statement["units"])),
        (
            _("Waves"),
            _("%(least)s at least, the newest %(most)s") % {"least": waves["least"], "most": waves["most"]},
        ),
        (_("Period"), window),
        (
            _("Too few"),
            _("a team with fewer than %(least)s answers of customers in a period is left out of it")
            % {"least": outcome["least_answers"]},
        ),
        (
            _("Worth having"),
            _("%(points)s for every 10 points") % {"points": number_format(statement["smallest_effect"])},
        ),
        *_chance(statement),
    ]


def _units(units: list[int] | None) -> str:
    if not units:
        return _("the whole company")
    return ", ".join(name for _pk, name in sorted(unit_names(units).items()))


def method_of(statement: Mapping[str, Any]) -> str:
    """In the reader's language where it is the program's own; as it was written down otherwise."""
    written = str(statement.get("method", ""))
    return str(METHODS.get(written, written))


def _measured(measure: str, key: str) -> str:
    words = str(MEASURES.get(measure, measure))
    return words if key in {"*", "", measure} else f"{words}: {key}"
