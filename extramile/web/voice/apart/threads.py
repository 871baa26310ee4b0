"""A reply to a comment, read by its unknown writer with the code that only they have, and answered back.

The code comes in the body of a form and never in an address: addresses are kept, in histories and logs.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from extramile.core import codes
from extramile.engagement.operations.comments import answer_back
from extramile.engagement.problems import VoiceProblem
from extramile.engagement.queries import CommentView, thread
from extramile.web.answer.posted import Posted, TooMuchError
from extramile.web.voice.apart.pages import page

LONGEST_CODE = 100


def read_thread(request: HttpRequest) -> HttpResponse:
    if request.method in {"GET", "HEAD"}:
        return page(request, "thread_start")
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    try:
        posted = Posted.read(request)
    except TooMuchError:
        return page(request, "unknown", status=413)
    code = posted.own.get("-code", "")[:LONGEST_CODE]
    try:
        address = codes.reply_address(code)
    except codes.CodeProblem:
        return page(request, "thread_start", status=422, code=code, problem="unreadable")
    return _talk(request, posted, code=code, address=address)


def _talk(request: HttpRequest, posted: Posted, *, code: str, address: str) -> HttpResponse:
    found = thread(address)
    if not found:
        return page(request, "thread_start", status=404, code=code, problem="nothing")
    why = _say(posted, found, code=code)
    return page(
        request,
        "thread",
        status=422 if why else 200,
        code=code,
        comments=[_told(one) for one in thread(address)],
        words=posted.own.get("-words", "") if why else "",
        why=why,
        is_said="-words" in posted.own and not why,
    )


def _told(comment: CommentView) -> dict[str, object]:
    return {
        "comment": comment,
        "may_answer": bool(comment.messages) and comment.messages[-1].by_company,
    }


def _say(posted: Posted, found: list[CommentView], *, code: str) -> str:
    """What hinders; empty when it was said, or when there was nothing to say."""
    if "-words" not in posted.own:
        return ""
    wanted = posted.own.get("-comment", "")
    comment = next((one for one in found if str(one.id) == wanted), found[0])
    secret = codes.reply_secret(code)
    try:
        answer_back(comment.id, posted.own["-words"], secret=secret)
    except VoiceProblem as problem:
        return str(problem)
    return ""
