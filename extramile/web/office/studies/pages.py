"""Studies to read: the list with what each says now, and one with what stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from extramile.board.content import Picture
from extramile.core.texts import pick
from extramile.evidence.models import RunState, StudyKind
from extramile.evidence.queries import (
    bundle_of,
    findings_of_run,
    newest_findings,
    run_of,
    runs_of,
    studies,
    study_of,
)
from extramile.evidence.sentences import beside, sentence
from extramile.evidence.standing import STANDING
from extramile.evidence.views import EvidenceClass, FindingView, RunView, StudyView
from extramile.people.access import Deed, may
from extramile.web.access import allowed, today
from extramile.web.office.need.places import tabs
from extramile.web.office.studies.figures import Row, picture, rows
from extramile.web.office.studies.wording import BEGINNINGS, class_of, method_of, stated, unread

WAITING = (RunState.QUEUED, RunState.RUNNING)
LONG_LIST = 3  # from so many findings on, all but the first are folded


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as a page shows it."""

    view: FindingView
    question: str
    sentence: str
    beside: tuple[str, ...]
    class_name: str
    class_explained: str
    rows: list[Row]
    picture: Picture | None


def language() -> str:
    return get_language() or "en"


def study_or_404(public_id: UUID) -> StudyView:
    found = study_of(public_id)
    if found is None:
        raise Http404
    return found


def shown(view: FindingView, figures: Any = None) -> Found:
    name, explained = class_of(view.evidence_class, by_lot=bool(view.facts.get("by_lot")))
    return Found(
        view=view,
        question=pick(view.question, language()),
        sentence=sentence(view, language()),
        beside=beside(view, language()),
        class_name=name,
        class_explained=explained,
        rows=rows(view, figures or {}, language()) if view.kind == StudyKind.LINKAGE else [],
        picture=picture(view, language()) if view.kind == StudyKind.LINKAGE else None,
    )


@allowed(Deed.READ_FINDINGS, Deed.STATE_STUDIES)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Frozen ones with what they say now, the standing ones first; then drafts."""
    said: dict[UUID | None, list[FindingView]] = {}
    for view in newest_findings():
        said.setdefault(view.study_id, []).append(view)
    found = sorted(studies(), key=_place)
    frozen = [
        {
            "study": study,
            "question": pick(study.question, language()),
            "first": shown(said[study.public_id][0]) if study.public_id in said else None,
            "more": len(_once([shown(view) for view in said.get(study.public_id, ())])) - 1,
            "unread": unread(study),
        }
        for study in found
        if study.frozen_at
    ]
    drafts = [
        {"study": study, "question": pick(study.question, language())}
        for study in found
        if not study.frozen_at
    ]
    states = may(request.user, Deed.STATE_STUDIES, today=today())
    context = {"frozen": frozen, "drafts": drafts if states else [], "states": states, "tabs": tabs(request)}
    return render(request, "office/studies/overview.html", context)


def _place(study: StudyView) -> tuple[int, str, int]:
    """The standing ones in the order in which they build on one another; then one's own."""
    order = list(STANDING)
    return (order.index(study.key) if study.key in order else len(order), study.key, study.version)


@allowed(Deed.READ_FINDINGS, Deed.STATE_STUDIES)
@require_safe
def study(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = study_or_404(public_id)
    states = may(request.user, Deed.STATE_STUDIES, today=today())
    if found.frozen_at is None and not states:
        raise Http404  # nothing is computed of a draft, and nobody else is asked about it
    return _page(request, found, states=states)


@allowed(Deed.READ_FINDINGS, Deed.STATE_STUDIES)
@require_safe
def read_then(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """What it said at an earlier reading, with the seal of that one's bundle."""
    run = run_of(run_id)
    if run is None or run.state != RunState.DONE:
        raise Http404
    states = may(request.user, Deed.STATE_STUDIES, today=today())
    return _page(request, study_or_404(run.study_id), states=states, then=run)


def _page(
    request: HttpRequest, found: StudyView, *, states: bool, then: RunView | None = None
) -> HttpResponse:
    """`then`: the run to show; the newest one otherwise."""
    runs = runs_of(found.public_id)
    shown_run = then or next((run for run in runs if run.state == RunState.DONE), None)
    said = findings_of_run(shown_run.public_id) if shown_run else []
    context = {
        "study": found,
        "question": pick(found.question, language()),
        "crumbs": _crumbs(found if then else None),
        "states": states,
        "method": method_of(found.statement),
        "stated": stated(found),
        "unread": unread(found) if found.kind in BEGINNINGS or found.retired_at else "",
        "shown": shown_run,
        "then": then,
        "seal": _seal(shown_run),
        "findings": _once([shown(view, _figures(view, shown_run)) for view in said]),
        "is_long": len(said) >= LONG_LIST,
        "waiting": next((run for run in runs if run.state in WAITING), None),
        "runs": [_run(run, runs) for run in runs if run.state not in WAITING],
    }
    return render(request, "office/studies/study.html", context)


def _once(findings: list[Found]) -> list[Found]:
    """Two parts of a question that cannot be told for the same reason say so once."""
    first: dict[tuple[Any, ...], Found] = {}
    for place, one in enumerate(findings):
        is_told = one.view.evidence_class is not EvidenceClass.CANNOT_TELL
        first.setdefault((place if is_told else -1, one.question, one.sentence, one.beside), one)
    return list(first.values())


def _crumbs(above: StudyView | None) -> list[tuple[str, str]]:
    found = [(_("Studies"), reverse("office:studies"))]
    if above is not None:
        question = pick(above.question, language())
        found.append((question, reverse("office:study", args=[above.public_id])))
    return found


def _seal(run: RunView | None) -> str:
    """Of the shown run's bundle: to be compared with what its script prints."""
    sealed = bundle_of(run.public_id) if run else None
    return sealed.seal if sealed else ""


def _figures(view: FindingView, run: RunView | None) -> Any:
    """Of one question its only figures; of many those of its subject."""
    figures = dict(run.figures or {}) if run else {}
    subject = view.study_key.rpartition(":")[2]
    return figures.get(subject) or (next(iter(figures.values())) if len(figures) == 1 else {})


def _run(run: RunView, runs: Sequence[RunView]) -> dict[str, Any]:
    """`first`: what it computed again. `alike`: the reading before it that read the very same."""
    earlier = [one for one in runs if one.created_at < run.created_at and one.state == RunState.DONE]
    alike = (one for one in earlier if one.again_of is None and one.data_hash == run.data_hash)
    return {
        "run": run,
        "first": next((one for one in earlier if one.public_id == run.again_of), None),
        "alike": None if run.again_of or run.state != RunState.DONE else next(alike, None),
        "is_done": run.state == RunState.DONE,
        "versions": ", ".join(f"{name} {version}" for name, version in sorted(run.versions.items())),
        "differs": run.differs[:20] if run.differs else (),
        "many_differ": len(run.differs or ()),
    }


@allowed(Deed.READ_FINDINGS, Deed.STATE_STUDIES)
@require_safe
def progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The moving part; when the run has ended, the page is asked for anew."""
    run = run_of(run_id)
    if run is None:
        raise Http404
    if run.state in WAITING:
        return render(request, "office/studies/progress.html", {"waiting": run})
    response = HttpResponse()
    response.headers["HX-Redirect"] = reverse("office:study", args=[run.study_id])
    return response


@allowed(Deed.READ_FINDINGS, Deed.STATE_STUDIES)
@require_safe
def bundle(_request: HttpRequest, run_id: UUID) -> HttpResponse:
    found = bundle_of(run_id)
    if found is None:
        raise Http404
    response = HttpResponse(found.content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}.zip"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
