"""Something else begins in the units of a plan: leave them out, or go on, and say why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from extramile.core.clock import now as clock
from extramile.evidence.operations.rollouts import LEAST_UNITS, go_on_all_the_same, leave_out_overlaps
from extramile.evidence.problems import AlreadyDrawn, BadStatement, UnknownRollout
from extramile.evidence.queries.overlaps import ROLLOUT, Overlap, is_undecided, overlaps_of
from extramile.evidence.queries.rollouts import Promise, RolloutView, promise_of
from extramile.people.access import Deed
from extramile.web.access import allowed, signed_in_user
from extramile.web.toasts import toast, went_wrong

SHOWN: Final = 6  # names of units; how many more there are is said


@dataclass(frozen=True, slots=True)
class Line:
    """One other beginning, and where to read about it."""

    overlap: Overlap
    url: str
    names: str
    more: int


def overlapping(found: RolloutView, *, now: datetime) -> dict[str, Any]:
    """What the page of a plan shows of it: which, and what is left to be learnt without these units."""
    overlaps = overlaps_of(found)
    if not overlaps:
        return {}
    touched = {unit for one in overlaps for unit in one.begins_in}
    left = len(found.unit_ids) - len(touched)
    return {
        "overlaps": [_line(one) for one in overlaps],
        "is_undecided": is_undecided(found, overlaps),
        "touched": len(touched),
        "left": left,
        "without": _without(found, touched, now=now) if touched else None,
        "may_leave_out": len(found.unit_ids) - len({unit for one in overlaps for unit in one.units})
        >= max(LEAST_UNITS, 3 * (len(found.starts_on) + found.last_group_waits)),
    }


def _without(found: RolloutView, touched: set[int], *, now: datetime) -> Promise | None:
    """None: too few units are left for anything to be told of them."""
    if len(found.unit_ids) - len(touched) < LEAST_UNITS:
        return None
    told = promise_of(found, now=now, without=touched)
    return None if told.detectable is None else told


def _line(one: Overlap) -> Line:
    page = "office:rollout" if one.sort == ROLLOUT else "office:change"
    names = ", ".join(one.names[:SHOWN])
    return Line(one, reverse(page, args=[one.public_id]), names, max(len(one.names) - SHOWN, 0))


@allowed(Deed.STATE_STUDIES)
@require_POST
def all_the_same(request: HttpRequest, public_id: UUID) -> HttpResponse:
    try:
        go_on_all_the_same(
            public_id, why=request.POST.get("why", ""), actor=signed_in_user(request), now=clock()
        )
    except UnknownRollout as error:
        raise Http404 from error
    except AlreadyDrawn:
        went_wrong(request, _("The lots are drawn already: these are they."))
    except BadStatement as problem:
        went_wrong(request, " ".join(problem.problems.values()))
    else:
        toast(request, _("Kept with the plan, with your reason."))
    return redirect("office:rollout", public_id)


@allowed(Deed.STATE_STUDIES)
@require_POST
def leave_out(request: HttpRequest, public_id: UUID) -> HttpResponse:
    try:
        out = leave_out_overlaps(public_id, actor=signed_in_user(request), now=clock())
    except UnknownRollout as error:
        raise Http404 from error
    except AlreadyDrawn:
        went_wrong(request, _("The lots are drawn already: these are they."))
    except BadStatement as problem:
        went_wrong(request, " ".join(problem.problems.values()))
    else:
        toast(request, ngettext("%(n)s unit is left out.", "%(n)s units are left out.", out) % {"n": out})
    return redirect("office:rollout", public_id)
