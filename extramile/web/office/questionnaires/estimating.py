"""What to expect of a questionnaire: minutes, answers, and how well the score will be known."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from extramile.core.clock import now
from extramile.monitor.queries import asking_history
from extramile.people.access import Deed
from extramile.questionnaires import operations
from extramile.questionnaires.checking import DefinitionError
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.estimates import ASSUMED, Expected, History, expected, longest_minutes, minutes
from extramile.questionnaires.models import Questionnaire
from extramile.web.access import allowed
from extramile.web.office.questionnaires.common import find

MOST_JOBS: Final = 1000


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the panel says."""

    seconds: int
    longest_seconds: int
    history: History
    expected: Expected | None  # None: no jobs lie behind it (employees' own), or it asks no score
    is_changed: bool = False  # the reader wrote other figures than those known
    is_theirs: bool = False  # employees answer it: what to expect is said of each wave

    @property
    def jobs(self) -> int:
        return round(self.history.jobs_per_employee)

    @property
    def unit_jobs(self) -> int:
        return round(self.history.jobs_per_unit)

    @property
    def asked(self) -> int:
        return round(100 * self.history.asked)

    @property
    def answered(self) -> int:
        return round(100 * self.history.answered)


def estimate_of(questionnaire: Questionnaire, request: HttpRequest, *, today: date) -> Estimate | None:
    """None while the draft does not hold together."""
    try:
        definition = Definition.read(operations.current(questionnaire))
    except DefinitionError:
        return None
    language = definition.speak(get_language() or "")
    is_theirs = questionnaire.audience != "customers"
    known = ASSUMED if is_theirs else asking_history(today=today) or ASSUMED
    history = _as_written(known, request)
    hopes = expected(history) if definition.score_question and not is_theirs else None
    return Estimate(
        seconds=_rounded(minutes(definition, language)),
        longest_seconds=_rounded(longest_minutes(definition, language)),
        history=history,
        expected=hopes,
        is_changed=history != known,
        is_theirs=is_theirs,
    )


def _rounded(taken: float) -> int:
    """To ten seconds: more would be claimed than is known."""
    return max(10 * round(6 * taken), 5)


def _as_written(known: History, request: HttpRequest) -> History:
    """With what the reader wrote instead; what is no number is passed over."""
    jobs, unit = _number(request, "jobs", MOST_JOBS), _number(request, "unit", 100 * MOST_JOBS)
    asked, answered = _number(request, "asked", 100), _number(request, "answered", 100)
    return replace(
        known,
        jobs_per_employee=known.jobs_per_employee
        if jobs in (None, round(known.jobs_per_employee))
        else jobs or 0,
        jobs_per_unit=known.jobs_per_unit if unit in (None, round(known.jobs_per_unit)) else unit or 0,
        asked=known.asked if asked in (None, round(100 * known.asked)) else (asked or 0) / 100,
        answered=known.answered if answered in (None, round(100 * known.answered)) else (answered or 0) / 100,
    )


def _number(request: HttpRequest, name: str, most: int) -> int | None:
    raw = request.GET.get(name, "").strip()
    return min(int(raw), most) if raw.isascii() and raw.isdigit() and len(raw) < 8 else None


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_safe
def estimate(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of its own, and the panel beside the editor."""
    questionnaire = find(slug)
    found = estimate_of(questionnaire, request, today=now().date())
    context = {"questionnaire": questionnaire, "estimate": found}
    name = "panel" if request.headers.get("HX-Request") else "page"
    return render(request, f"office/questionnaires/estimate_{name}.html", context)
