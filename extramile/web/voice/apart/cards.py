"""Code cards: plain forms, for any browser, without script. One is known by a code drawn at random."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation

from extramile.core import codes
from extramile.core.clock import now as clock
from extramile.engagement.answers import Comment
from extramile.engagement.operations import hand_in_by_card, wave_of_code
from extramile.engagement.problems import UnreadableAnswers, VoiceProblem, WaveNotOpen
from extramile.engagement.queries import WaveView, wave_of
from extramile.questionnaires.definition import Definition, Kind
from extramile.questionnaires.queries import definition_of
from extramile.web.answer.posted import Posted, TooMuchError
from extramile.web.answer.sending import wished
from extramile.web.voice.apart.pages import page
from extramile.web.voice.asked import shown

METHODS: Final = ["GET", "HEAD", "POST"]
LONGEST_CODE: Final = 100


def start(request: HttpRequest) -> HttpResponse:
    """Type the code; the questions follow. The code never stands in an address."""
    if request.method in {"GET", "HEAD"}:
        return page(request, "card_start")
    if request.method != "POST":
        return HttpResponseNotAllowed(METHODS)
    try:
        posted = Posted.read(request)
    except TooMuchError:
        return page(request, "unknown", status=413)
    code = _code(posted)
    public_id = wave_of_code(code)
    wave = wave_of(public_id) if public_id else None
    if wave is None:
        return page(request, "card_start", status=422, code=code, problem="unknown")
    if not wave.takes_ballots(clock()):
        return page(request, "closed", status=410)
    return _form(request, wave, posted)


def _code(posted: Posted) -> str:
    return posted.own.get("-code", "")[:LONGEST_CODE]


def card(request: HttpRequest, wave: UUID) -> HttpResponse:
    found = wave_of(wave)
    if found is None or found.state == "draft":
        return page(request, "unknown", status=404)
    if not found.takes_ballots(clock()):
        return page(request, "closed", status=410)
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    return _post(request, found) if request.method == "POST" else _form(request, found, None)


def _post(request: HttpRequest, wave: WaveView) -> HttpResponse:
    try:
        posted = Posted.read(request)
    except TooMuchError:
        return page(request, "unknown", status=413)
    with _in_their_language(posted):
        return _form(request, wave, posted) if posted.switch else _take(request, wave, posted)


def _in_their_language(posted: Posted) -> AbstractContextManager[None]:
    """The page's own words too: half a page in another language is no choice of a language."""
    wish = posted.switch or posted.language
    return translation.override(wish) if wish in dict(settings.LANGUAGES) else nullcontext()


def _take(request: HttpRequest, wave: WaveView, posted: Posted) -> HttpResponse:
    """Problems are told by the code or by the questions, never by an answer that can be read."""
    definition = definition_of(wave.questionnaire_version_id)
    code = _code(posted)
    if wave_of_code(code) != wave.public_id:
        return _form(request, wave, posted, problem="code")
    try:
        hand_in_by_card(code, answers=posted.submitted, comments=_comments(definition, posted), now=clock())
    except UnreadableAnswers as problem:
        return _form(request, wave, posted, problem="answers", wrong=problem.questions)
    except WaveNotOpen:
        return page(request, "closed", status=410)
    except VoiceProblem as problem:
        return _form(request, wave, posted, problem="refused", why=str(problem))
    return page(request, "thanks")


def _comments(definition: Definition, posted: Posted) -> dict[str, Comment]:
    return {
        question.key: Comment(
            words=posted.typed.get(question.key, [""])[-1],
            may_be_shown=f"-show.{question.key}" in posted.own,
            reply_address=_address(question.key, posted.own),
        )
        for question in definition.questions
        if question.kind is Kind.TEXT and posted.typed.get(question.key, [""])[-1].strip()
    }


def _address(key: str, own: Mapping[str, str]) -> str:
    """Of the code that stood beside the question, if a reply is wanted."""
    if f"-reply.{key}" not in own:
        return ""
    try:
        return codes.reply_address(own.get(f"-reply-code.{key}", ""))
    except codes.CodeProblem:
        return ""


def _form(
    request: HttpRequest, wave: WaveView, posted: Posted | None, *, problem: str = "", **more: Any
) -> HttpResponse:
    definition = definition_of(wave.questionnaire_version_id)
    wish = (posted.switch or posted.language) if posted else ""
    language = definition.speak(wish or wished(request, definition.languages))
    own = posted.own if posted else {}
    typed = posted.typed if posted else {}
    questions = [
        {
            "asked": one,
            "reply_code": own.get(f"-reply-code.{one.key}") or codes.new_reply_code(),
            "may_be_shown": f"-show.{one.key}" in own,
            "wants_reply": f"-reply.{one.key}" in own,
        }
        for one in shown(definition, language, typed=typed, wrong=more.get("wrong", ()))
    ]
    return page(
        request,
        "card",
        status=422 if problem else 200,
        wave=wave,
        questions=questions,
        code=_code(posted) if posted else "",
        problem=problem,
        why=more.get("why", ""),
        spoken=language,
        languages=[(one, LANGUAGES.get(one, one)) for one in definition.languages],
    )


LANGUAGES: Final = {"en": "English", "nl": "Nederlands", "de": "Deutsch", "fr": "Français"}
