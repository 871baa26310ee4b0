"""At the end of every request the database forgets who was looking; see people/fence.py."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from extramile.people import fence


class Fence:
    """Around everything that may ask the database something about people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        fence.close()  # nothing of an earlier request, whatever became of it
        try:
            response = self.get_response(request)
            told = fence.told()
        finally:
            fence.close()
        if told is not None and isinstance(response, StreamingHttpResponse):
            response.streaming_content = fence.during(told, pieces_of(response))
        return response


def pieces_of(response: StreamingHttpResponse) -> Iterator[bytes]:
    """The view's own generator, which `streaming_content` wraps in one that does not close it: half-way
    through a COPY the connection takes no other statement before that is over."""
    found: Any = getattr(response, "_iterator", response.streaming_content)
    pieces: Iterator[bytes] = found
    return pieces
