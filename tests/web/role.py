"""Requests run as the web role in tests too, as they do under `extramile serve`: with the second fence on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from extramile.core.postgres import web_role
from extramile.web.fence import pieces_of


@contextmanager
def as_web_role() -> Iterator[None]:
    """Past Django's own cursors: a test that counts statements counts those of the program."""
    connection.ensure_connection()
    connection.connection.execute(f'SET ROLE "{web_role.name()}"')
    try:
        yield
    finally:
        # A transaction that failed rolls the role back along with everything else.
        with suppress(psycopg.errors.InFailedSqlTransaction):
            connection.connection.execute("RESET ROLE")


class AsWebRole:
    """The outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with as_web_role():
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _pieces(pieces_of(response))
        return response


def _pieces(content: Iterator[bytes]) -> Iterator[bytes]:
    with as_web_role():
        yield from content
