"""Signing out leaves nothing behind on the device: not in its caches, not in its storage."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class SigningOutWipes:
    """Signed in when the request came and not when it goes: signed out, whatever the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        was_signed_in = SESSION_KEY in request.session
        response = self.get_response(request)
        if was_signed_in and SESSION_KEY not in request.session:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
