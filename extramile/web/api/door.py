"""Programs with a key take a short way in: past sessions, cookies and everything else that is for people."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from extramile.web.api.short import one_response

PREFIX: Final = "/api/v1"


class Door:
    """Stands behind the security headers and before everything that asks who somebody is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(f"{PREFIX}/") or "HTTP_AUTHORIZATION" not in request.META:
            return self.get_response(request)
        # What is wrong is said in the program's language; else a thread speaks that of its last visitor.
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = _answer(request)
        if response is None:
            return self.get_response(request)
        response.headers["Content-Language"] = language
        if isinstance(response, HttpResponse):  # a streamed one has no length yet
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


def _answer(request: HttpRequest) -> HttpResponseBase | None:
    """None: there is no such address."""
    response: HttpResponseBase | None = one_response(request)
    if response is not None:
        return response
    try:
        match = resolve(request.path_info.removeprefix(PREFIX), "extramile.web.api.urls")
    except Resolver404:
        return None
    found: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return found
