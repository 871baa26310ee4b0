"""The customer's door. The token in the address is all there is: no session, no cookie, nothing to forge."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from extramile.core.clock import now as clock
from extramile.core.tokens import read_link_token
from extramile.invitations.operations import start_again, stop_asking
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.queries import definition_of
from extramile.responses.operations import Outcome, Stored, store
from extramile.responses.queries import About, Answering, Place, answering
from extramile.web.answer import render
from extramile.web.answer.posted import Posted, TooMuchError
from extramile.web.answer.sending import brand, say, send, send_asset
from extramile.web.answer.style import script, stylesheet
from extramile.web.answer.visit import Visit, as_typed, pieces_of

GONE: Final = {Place.EXPIRED: "closed", Place.CANCELLED: "stopped"}


def asset(request: HttpRequest, name: str) -> HttpResponse:
    wanted = stylesheet(brand().accent) if name.endswith(".css") else script()
    return send_asset(request, wanted, named=name)


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """A GET or HEAD shows the page and stores nothing, whatever the address carries."""
    number = read_link_token("answer", token.lower())
    if number is None:
        return say(request, "unknown", status=404)
    now = clock()
    if request.method == "POST":
        return _post(request, number, token, now=now)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    link = answering(number, now=now)
    if link is None or link.place is Place.UNKNOWN:
        return say(request, "unknown", status=404)
    if link.place is not Place.OPEN:
        return gone(request, link.version_id, link.place, link.about, link.language, now=now)
    return _show(request, link, token, now=now)


def _show(request: HttpRequest, link: Answering, token: str, *, now: datetime) -> HttpResponse:
    definition = definition_of(link.version_id)
    language = definition.speak(request.GET.get("language") or link.language)
    typed = as_typed(link.answers)
    pressed = _pressed(request, definition)
    if pressed and definition.score_question:
        typed[definition.score_question.key] = [pressed]
    visit = Visit(
        path=f"/a/{token}",
        definition=definition,
        language=language,
        typed=typed,
        hidden=_seen(link),
        from_mail=pressed,
    )
    return show(request, visit, link.version_id, link.about, today=now.date())


def _pressed(request: HttpRequest, definition: Definition) -> str:
    """The score pressed in the mail, if it is one."""
    question = definition.score_question
    value = question.read_answer(request.GET.get("score")) if question else None
    return "" if value is None else str(value)


def _seen(link: Answering) -> dict[str, str]:
    return {"-seen": link.completed_at.isoformat()} if link.completed_at else {}


def show(
    request: HttpRequest, visit: Visit, version_id: int, about: About, *, today: date, status: int = 200
) -> HttpResponse:
    page = render.form(version_id, visit.language, brand())
    pieces = pieces_of(
        about, visit.definition, page.pieces, language=visit.language, brand=brand(), today=today
    )
    return send(request, page.fill(visit.values(pieces), pieces), language=visit.language, status=status)


def show_second_step(request: HttpRequest, visit: Visit, stored: Stored, *, today: date) -> HttpResponse:
    """For browsers that cannot hide what does not apply: the questions that do, now that it is known."""
    answers = stored.submission.answers if stored.submission else {}
    page = render.build_form(visit.definition, visit.language, brand=brand(), answers=answers)
    about = stored.about
    pieces: Mapping[str, str] = {}
    if about is not None:
        pieces = pieces_of(
            about, visit.definition, page.pieces, language=visit.language, brand=brand(), today=today
        )
    return send(request, page.fill(visit.values(pieces), pieces), language=visit.language)


def gone(
    request: HttpRequest, version_id: int, place: Place, about: About, wish: str, *, now: datetime
) -> HttpResponse:
    definition = definition_of(version_id)
    language = definition.speak(wish)
    name = GONE[place]
    help_name = "stop_help" if name == "stopped" else f"{name}_help"
    page = render.word(
        definition.text(name, language), definition.text(help_name, language), language, brand()
    )
    pieces = pieces_of(about, definition, page.pieces, language=language, brand=brand(), today=now.date())
    return send(request, page.fill({}, pieces), language=language, status=410)


def _post(request: HttpRequest, number: int, token: str, *, now: datetime) -> HttpResponse:
    try:
        posted = Posted.read(request)
    except TooMuchError:
        return say(request, "too_much", status=413)
    if posted.switch:
        return _switch(request, number, token, posted, now=now)
    stored = store(
        number,
        posted.submitted,
        complete=posted.is_complete,
        language=posted.language,
        now=now,
        seen=posted.seen,
    )
    if posted.is_partial:
        return HttpResponse(status=204 if stored.outcome in PARTIAL_IS_FINE else 410)
    return respond(request, posted, stored, path=f"/a/{token}", now=now)


PARTIAL_IS_FINE: Final = frozenset(
    {Outcome.STORED, Outcome.UNCHANGED, Outcome.NOTHING, Outcome.STALE, Outcome.INVALID}
)


def _switch(request: HttpRequest, number: int, token: str, posted: Posted, *, now: datetime) -> HttpResponse:
    """The same page in another language, with what was typed; nothing is stored."""
    link = answering(number, now=now)
    if link is None or link.place is not Place.OPEN:
        return answer_again(request)
    definition = definition_of(link.version_id)
    visit = Visit(
        path=f"/a/{token}",
        definition=definition,
        language=definition.speak(posted.switch),
        typed=posted.typed,
        hidden=_seen(link),
    )
    return show(request, visit, link.version_id, link.about, today=now.date())


def answer_again(request: HttpRequest) -> HttpResponse:
    return say(request, "unknown", status=404)


def respond(
    request: HttpRequest,
    posted: Posted,
    stored: Stored,
    *,
    path: str,
    now: datetime,
    hidden: Mapping[str, str] | None = None,
    may_stop: bool = True,
    change_path: str = "",
) -> HttpResponse:
    """What the customer gets to see after pressing the button."""
    if stored.outcome is Outcome.UNKNOWN or stored.about is None or stored.version_id is None:
        return say(request, "unknown", status=404)
    if stored.outcome in {Outcome.EXPIRED, Outcome.CANCELLED}:
        place = Place(stored.outcome.value)
        return gone(request, stored.version_id, place, stored.about, posted.language, now=now)
    definition = definition_of(stored.version_id)
    visit = Visit(
        path=path,
        definition=definition,
        language=definition.speak(posted.language),
        typed=posted.typed,
        problems=stored.problems if not stored.is_kept or posted.wants_next else {},
        hidden=hidden or {},
        may_stop=may_stop,
    )
    if visit.problems:
        return show(request, visit, stored.version_id, stored.about, today=now.date(), status=422)
    if posted.wants_next:
        return show_second_step(request, visit, stored, today=now.date())
    return _thank(request, visit, stored, change_path or path, now=now)


def _thank(request: HttpRequest, visit: Visit, stored: Stored, path: str, *, now: datetime) -> HttpResponse:
    """Shown only here: after `store` returned, and so after the commit."""
    definition, language = visit.definition, visit.language
    answers = stored.submission.answers if stored.submission else {}
    page = render.word(
        definition.text("thanks", language, answers),
        definition.text("thanks_help", language, answers),
        language,
        brand(),
    )
    about = stored.about
    pieces = (
        pieces_of(about, definition, page.pieces, language=language, brand=brand(), today=now.date())
        if about
        else {}
    )
    more = render.said_back(answers) + render.link(path, definition.text("change", language))
    return send(request, page.fill({"more": more}, pieces), language=language)


def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Rather no more questions: a page with a button. Opening it changes nothing, pressing can be undone."""
    number = read_link_token("answer", token.lower())
    now = clock()
    link = answering(number, now=now) if number is not None else None
    if number is None or link is None or link.place is Place.UNKNOWN:
        return say(request, "unknown", status=404)
    definition = definition_of(link.version_id)
    language = definition.speak(request.POST.get("-language", "") or link.language)
    if request.method == "POST":
        names, more = _stop_or_not(request, number, language, now=now)
    elif request.method in {"GET", "HEAD"}:
        names = (definition.text("stop_title", language), definition.text("stop_help", language))
        more = render.button(definition.text("stop_button", language), language=language)
    else:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if not names[0]:
        names = (definition.text("stopped", language), definition.text("stop_help", language))
    page = render.word(*names, language, brand())
    pieces = pieces_of(
        link.about, definition, page.pieces, language=language, brand=brand(), today=now.date()
    )
    return send(request, page.fill({"more": more}, pieces), language=language)


def _stop_or_not(
    request: HttpRequest, number: int, language: str, *, now: datetime
) -> tuple[tuple[str, str], bytes]:
    """Stop, or take it back. An empty heading: the questionnaire's own word for "stopped"."""
    if "-again" in request.POST:
        start_again(number, via="answer page", now=now)
        return (render.own_text("asked_again", language), ""), b""
    stop_asking(number, via="answer page", now=now)
    again = render.button(render.own_text("again", language), language=language, name="-again", quiet=True)
    return ("", ""), again
