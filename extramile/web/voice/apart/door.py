"""The way in for whoever must not be known: before sessions, cookies and sign-in are even looked at.

What would say who or where somebody is, is taken from the request before a view sees it. What goes wrong is
logged without what was sent, and by the day (`core/logging.py` cuts the time of this logger's lines).
"""

import logging
import traceback
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from extramile.web.answer.sending import wished
from extramile.web.voice.apart.pages import page

PATHS: Final = ("/ballots/", "/card/", "/thread/")
TELLING: Final = (
    "HTTP_COOKIE", "HTTP_REFERER", "HTTP_USER_AGENT", "HTTP_AUTHORIZATION", "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "REMOTE_ADDR", "REMOTE_HOST", "REMOTE_PORT", "REMOTE_USER",
)  # fmt: skip
SPOKEN: Final = ("en", "nl")
HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
logger = logging.getLogger("extramile.apart")


class Door:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PATHS):
            return self.get_response(request)
        _forget_who(request)
        with translation.override(wished(request, SPOKEN)):
            response = _enter(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        # Django writes a line of its own about what failed, with the time and the address, unless told so.
        setattr(response, "_has_been_logged", True)  # noqa: B010
        return response


def _forget_who(request: HttpRequest) -> None:
    for name in TELLING:
        request.META.pop(name, None)
    request.COOKIES = {}


def _enter(request: HttpRequest) -> HttpResponse:
    try:
        match = resolve(request.path_info, "extramile.web.voice.apart.urls")
    except Resolver404:
        return page(request, "unknown", status=404)
    try:
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Exception as error:
        logger.error("a page apart failed: %s at %s", type(error).__name__, _where(error))
        return _failed(request)
    return response


def _where(error: Exception) -> str:
    """The line that failed; never the words of the error, which may quote what was sent."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""


def _failed(request: HttpRequest) -> HttpResponse:
    """The same for whatever was sent. Nothing was promised: the thank-you comes after the commit only."""
    if request.path_info.startswith("/ballots/"):
        return JsonResponse({"problem": "busy"}, status=503, headers={"Retry-After": "60"})
    return page(request, "busy", status=503)
