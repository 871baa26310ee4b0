"""Customers take a short way in: past sessions, cookies and everything else that they have no use for."""

import logging
from collections.abc import Callable
from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from extramile.web.answer.sending import known_brand, say

PATHS: Final = ("/a/", "/w/")
logger = logging.getLogger("extramile.answer")


class Door:
    """Stands behind the security headers and before everything that asks who somebody is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PATHS):
            return self.get_response(request)
        return enter(request)


def enter(request: HttpRequest) -> HttpResponse:
    try:
        match = resolve(request.path_info, "extramile.web.answer.urls")
    except Resolver404:
        return say(request, "unknown", status=404)
    try:
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except (SuspiciousOperation, MultiPartParserError):  # what no browser sends: thousands of fields, or torn
        response = say(request, "too_much", status=413)
    except DatabaseError:
        # Nothing was promised: the thank-you comes after the commit only.
        logger.exception("an answer page could not be served")
        response = say_busy(request)
    return response


def say_busy(request: HttpRequest) -> HttpResponse:
    """Told without the database, which is what failed."""
    response = say(request, "busy", status=503, look=known_brand())
    response["Retry-After"] = "60"
    return response
