"""What went wrong, in words that help. None of these pages needs the database or a template that does."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from extramile.core.tokens import random_token
from extramile.web.context import theme_of

logger = logging.getLogger(__name__)


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    theme = theme_of(request)
    return HttpResponse(render_to_string(f"{status}.html", {"theme": theme, **context}), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(request, 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(request, 404)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """The person gets a number to tell us; the log has the same number beside what happened."""
    mark = random_token()[:8]
    logger.error("page failed", extra={"mark": mark, "path": request.path})
    return _page(request, 500, mark=mark)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form without a valid token: nearly always a page that lay open for long, or cookies refused."""
    return _page(request, 403, form_too_old=True)
