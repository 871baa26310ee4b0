"""What the page's script asks without a name: the list of keys, a look at a comment, and handing in."""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from extramile.core.clock import now as clock
from extramile.engagement.answers import Comment
from extramile.engagement.operations import hand_in
from extramile.engagement.problems import BadBallot, UnknownWave, UnreadableAnswers, WaveNotOpen
from extramile.engagement.queries import keys_document, wave_of
from extramile.language.identifying import signs
from extramile.questionnaires.points import gathered
from extramile.web.voice.apart.names import known_names
from extramile.web.voice.common import from_base64url

MOST_BYTES: Final = 512 * 1024
MOST_COMMENTS: Final = 50
# Told by what was the matter with the ballot, never by what is on it.
PROBLEMS: Final[dict[type[Exception], tuple[int, str]]] = {
    BadBallot: (403, "ballot"),
    UnknownWave: (404, "unknown"),
    WaveNotOpen: (410, "closed"),
    UnreadableAnswers: (422, "answers"),
}


class UnreadableError(ValueError):
    """Not what the script sends."""


def _body(request: HttpRequest) -> Mapping[str, Any]:
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise UnreadableError
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableError from error
    if not isinstance(found, dict):
        raise UnreadableError
    return found


def _problem(status: int, name: str) -> HttpResponse:
    return JsonResponse({"problem": name}, status=status)


def keys(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Every cell's public key, the same bytes for everybody."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    found = wave_of(wave)
    if found is None or not found.keys_digest:
        return _problem(404, "unknown")
    return HttpResponse(keys_document(found.id), content_type="application/json")


def hand_in_ballot(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Whatever was answered, and whether it is the first time or the second: the same thanks."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        _hand_in(wave, _body(request))
    except (UnreadableError, ValueError, TypeError, KeyError):
        return _problem(400, "unreadable")
    except tuple(PROBLEMS) as problem:
        return _problem(*PROBLEMS[type(problem)])
    return JsonResponse({"thanks": True})


def _hand_in(wave: UUID, sent: Mapping[str, Any]) -> None:
    cell, answers = sent["cell"], sent["answers"]
    if type(cell) is not int or not 0 < cell < 2**63 or not isinstance(answers, dict):
        raise UnreadableError
    hand_in(
        wave,
        cell_id=cell,
        prepared=from_base64url(sent["ballot"]),
        signature=from_base64url(sent["signature"]),
        answers=gathered(answers),
        comments=_comments(sent.get("comments", [])),
        now=clock(),
    )


def _comments(sent: object) -> dict[str, Comment]:
    if not isinstance(sent, list) or len(sent) > MOST_COMMENTS:
        raise UnreadableError
    found: dict[str, Comment] = {}
    for one in sent:
        question, words, address = one["question"], one["words"], one.get("reply_address", "")
        if not (isinstance(question, str) and isinstance(words, str) and isinstance(address, str)):
            raise UnreadableError
        found[question] = Comment(words, one.get("may_be_shown") is True, address)
    return found


def look(request: HttpRequest, wave: UUID) -> HttpResponse:
    """Which places in these comments may tell who wrote them. Nothing of it is kept."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    found = wave_of(wave)
    if found is None or not found.takes_ballots(clock()):
        return _problem(410, "closed")
    try:
        sent = _body(request)
    except UnreadableError:
        return _problem(400, "unreadable")
    comments = sent.get("comments")
    if not isinstance(comments, list) or len(comments) > MOST_COMMENTS:
        return _problem(400, "unreadable")
    names, language = known_names(), str(sent.get("language", ""))[:16]
    seen = [
        [
            {"kind": sign.kind.value, "text": sign.text}
            for sign in signs(words, names=names, language=language)
        ]
        for words in comments
        if isinstance(words, str)
    ]
    return JsonResponse({"signs": seen})
