"""A toast: says that something was done and, where it can be, offers to undo it."""

from django.contrib import messages
from django.http import HttpRequest


def toast(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Shown on the next page. `undo_url` is an address of ours that takes a POST."""
    if undo_url and not undo_url.startswith("/"):
        raise ValueError("undo_url is a path of this program")
    messages.success(request, text, extra_tags=undo_url)


def went_wrong(request: HttpRequest, text: str) -> None:
    messages.error(request, text)
