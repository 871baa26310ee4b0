"""The editor: one form, one draft, a phone beside it. Every button saves; scripts only make it nicer."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from extramile.core.clock import now
from extramile.core.preferences import preferences
from extramile.people.access import Deed
from extramile.questionnaires import operations, queries
from extramile.questionnaires.checking import DefinitionError, Problem
from extramile.questionnaires.coach import Audience
from extramile.questionnaires.coach.taking import taken
from extramile.questionnaires.completeness import Missing, missing
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.pieces import PIECES, day_words
from extramile.web.access import allowed
from extramile.web.answer.render import SAMPLE, Brand, page
from extramile.web.office.questionnaires import coaching
from extramile.web.office.questionnaires.common import actor, find, find_version, shown_languages
from extramile.web.office.questionnaires.editor import Form, done, written
from extramile.web.office.questionnaires.placing import field_id, field_of, placed, split_language
from extramile.web.office.questionnaires.presenting import KIND_NAMES, Sheet, language_name
from extramile.web.toasts import toast, went_wrong

UNDO = "questionnaire-before"  # in the session: what a draft was before the last thing was removed
MOST_GAPS = 30
LONGEST_REASON = 1000
REMOVING = ("remove", "remove-option", "remove-variant")


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    questionnaire = find(slug)
    if request.method == "POST":
        return _save(request, questionnaire)
    return _show(request, questionnaire, operations.current(questionnaire))


def _form(request: HttpRequest, raw: dict[str, Any]) -> Form:
    return Form(request.POST, shown_languages(request, raw))


def _save(request: HttpRequest, questionnaire: Questionnaire) -> HttpResponse:
    before = operations.current(questionnaire)
    typed = written(before, _form(request, before))
    deed = request.POST.get("do", "")
    after, anchor = _done(request, questionnaire, typed, deed)
    seen = request.POST.get("seen", "")
    try:
        if after != before or seen != operations.fingerprint(before):
            operations.save_draft(questionnaire, after, actor=actor(request), now=now(), seen=seen)
    except DefinitionError as error:
        return _show(request, questionnaire, after, problems=error.problems)
    except operations.StaleDraftError:
        return _show(request, questionnaire, after, problems=[Problem("", _stale())])
    _address_to(request, questionnaire)
    if coaching.is_taking(deed):
        _tell_taken(request, questionnaire, typed, after)
    else:
        _tell(request, questionnaire, before, deed=deed)
    return redirect(_address(request, questionnaire, after, anchor))


def _done(
    request: HttpRequest, questionnaire: Questionnaire, typed: dict[str, Any], deed: str
) -> tuple[dict[str, Any], str]:
    """The definition after the button, and the place to return to. The coach's proposals are found anew."""
    if not coaching.is_taking(deed):
        return done(typed, deed)
    definition = _readable(typed)
    findings = coaching.findings_of(_as_posted(request, questionnaire), definition) if definition else []
    finding = coaching.find(findings, deed)
    return (taken(typed, finding), "coach") if finding else (typed, "coach")


def _as_posted(request: HttpRequest, questionnaire: Questionnaire) -> Questionnaire:
    """With the audience that is ticked now, in memory alone."""
    posted = request.POST.get("audience", "")
    questionnaire.audience = posted if posted in coaching.AUDIENCES else questionnaire.audience
    return questionnaire


def _address_to(request: HttpRequest, questionnaire: Questionnaire) -> None:
    posted = request.POST.get("audience", "")
    if posted in coaching.AUDIENCES:
        operations.address(questionnaire, audience=posted, actor=actor(request), now=now())


def _tell_taken(
    request: HttpRequest, questionnaire: Questionnaire, before: dict[str, Any], after: dict[str, Any]
) -> None:
    if after == before:
        went_wrong(request, coaching.gone())
        return
    request.session[UNDO] = {"slug": questionnaire.slug, "definition": before}
    undo_url = reverse("office:questionnaire-undo", args=[questionnaire.slug])
    toast(request, _("Taken over into the draft."), undo_url=undo_url)


def _stale() -> str:
    return _(
        "Somebody else changed this draft while you were writing. Nothing of yours is saved: open this page "
        "in a second window to see theirs, then copy over what you want to keep."
    )


def _tell(request: HttpRequest, questionnaire: Questionnaire, before: dict[str, Any], *, deed: str) -> None:
    if deed.partition(":")[0] in REMOVING:
        request.session[UNDO] = {"slug": questionnaire.slug, "definition": before}
        toast(
            request, _("Removed."), undo_url=reverse("office:questionnaire-undo", args=[questionnaire.slug])
        )
    elif not deed:
        toast(request, _("Draft saved. Nobody is asked it before you publish it."))


def _address(request: HttpRequest, questionnaire: Questionnaire, raw: dict[str, Any], anchor: str) -> str:
    shown = "&".join(f"show={language}" for language in shown_languages(request, raw))
    place = f"#{anchor}" if anchor else ""
    return f"{reverse('office:questionnaire', args=[questionnaire.slug])}?{shown}{place}"


def _show(
    request: HttpRequest,
    questionnaire: Questionnaire,
    raw: dict[str, Any],
    *,
    problems: Sequence[Problem] = (),
    is_refused: bool = False,
) -> HttpResponse:
    definition = _readable(raw)
    gaps = tuple(missing(definition)) if definition else ()
    languages = _with_troubled(shown_languages(request, raw), raw, problems)
    sheet = Sheet(raw, languages, gaps, tuple(problems))
    published = queries.published_versions(questionnaire).first()
    context = {
        "questionnaire": questionnaire,
        "sheet": sheet,
        "cards": list(sheet.cards()),
        "kinds": KIND_NAMES,
        "all_languages": [(code, language_name(code), code in sheet.languages) for code in raw["languages"]],
        "languages_words": ", ".join(raw["languages"]),
        "seen": request.POST.get("seen") or operations.fingerprint(raw),
        "draft": queries.draft_of(questionnaire),
        "published": published,
        "problems": placed(problems, languages),
        "gaps": gaps,
        "gap_links": [(gap, _gap_address(raw, gap)) for gap in gaps[:MOST_GAPS]],
        "pieces": ["{" + piece + "}" for piece in PIECES],
        "panel": coaching.panel(questionnaire, raw, languages) if definition else None,
        "audiences": coaching.AUDIENCES,
        "is_refused": is_refused,
        "despite": request.POST.get("despite", ""),
    }
    status = 422 if problems or is_refused else 200
    return render(request, "office/questionnaires/edit.html", context, status=status)


def _with_troubled(
    languages: tuple[str, ...], raw: dict[str, Any], problems: Sequence[Problem]
) -> tuple[str, ...]:
    """Beside what was asked for, the first language that something is wrong in: its fields must be there."""
    troubled = [split_language(problem.path)[1] for problem in problems]
    more = [one for one in troubled if one in raw["languages"] and one not in languages]
    return (*languages, *more[:1])


def _gap_address(raw: dict[str, Any], gap: Missing) -> str:
    """To the very field, in its language beside the first one."""
    shown = dict.fromkeys([raw["languages"][0], gap.language])
    anchor = field_id(field_of(gap.path, gap.language)) if field_of(gap.path, gap.language) else "questions"
    return "?" + "&".join(f"show={one}" for one in shown) + f"#{anchor}"


def _readable(raw: Mapping[str, Any]) -> Definition | None:
    try:
        return Definition.read(raw)
    except DefinitionError:
        return None


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as customers would get it, in a phone frame; POST: of what is in the form now, unsaved."""
    questionnaire = find(slug)
    raw = find_version(questionnaire, request.GET.get("version")).definition
    if request.method == "POST":
        raw = written(operations.current(questionnaire), _form(request, raw))
    try:
        definition = Definition.read(raw)
    except DefinitionError as error:
        return render(
            request, "office/questionnaires/no_preview.html", {"problems": error.problems}, status=422
        )
    source = request.POST if request.method == "POST" else request.GET
    language = definition.speak(source.get("language", ""))
    return HttpResponse(page(definition, language, brand=_brand(), pieces=_sample(definition, language)))


def _brand() -> Brand:
    chosen = preferences()
    return Brand(chosen.organisation, chosen.accent)


def _sample(definition: Definition, language: str) -> dict[str, str]:
    today = now().date()
    day = day_words(today - timedelta(days=1), today=today, language=language)
    work = next(iter(definition.words), SAMPLE["kind of work"])
    return {**SAMPLE, "day": day, "kind of work": definition.word(work, language)}


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_POST
def coach(request: HttpRequest, slug: str) -> HttpResponse:
    """What the coach says of what is in the form now, unsaved."""
    questionnaire = _as_posted(request, find(slug))
    raw = written(operations.current(questionnaire), _form(request, operations.current(questionnaire)))
    languages = shown_languages(request, raw)
    panel = coaching.panel(questionnaire, raw, languages) if _readable(raw) else None
    context = {"panel": panel, "questionnaire": questionnaire, "is_live": True}
    return render(request, "office/questionnaires/coach.html", context)


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    questionnaire = find(slug)
    try:
        version = operations.publish(
            questionnaire,
            actor=actor(request),
            now=now(),
            despite=request.POST.get("despite", "")[:LONGEST_REASON],
            fieldwork=coaching.fieldwork_of(questionnaire),
        )
    except DefinitionError as error:
        return _show(request, questionnaire, operations.current(questionnaire), problems=error.problems)
    except operations.CoachError:
        return _show(request, questionnaire, operations.current(questionnaire), is_refused=True)
    toast(request, _published(questionnaire) % {"number": version.number})
    return redirect("office:questionnaire", slug=slug)


def _published(questionnaire: Questionnaire) -> str:
    """Who is asked it from now on: customers at once, employees in the next wave."""
    if questionnaire.audience == Audience.EMPLOYEES:
        return _("Published: waves that you plan from now on ask version %(number)s.")
    return _("Published: customers get version %(number)s from now on.")


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_POST
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    questionnaire = find(slug)
    request.session[UNDO] = {"slug": slug, "definition": operations.current(questionnaire)}
    operations.discard_draft(questionnaire, actor=actor(request), now=now())
    toast(request, _("The draft is gone."), undo_url=reverse("office:questionnaire-undo", args=[slug]))
    return redirect("office:questionnaire", slug=slug)


@allowed(Deed.EDIT_QUESTIONNAIRES)
@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    questionnaire = find(slug)
    kept = request.session.pop(UNDO, None)
    if kept is None or kept["slug"] != slug:
        went_wrong(request, _("There is nothing left to undo."))
    else:
        operations.save_draft(questionnaire, kept["definition"], actor=actor(request), now=now())
        toast(request, _("It is back."))
    return redirect("office:questionnaire", slug=slug)
