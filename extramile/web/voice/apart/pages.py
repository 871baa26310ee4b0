"""The pages apart: no bar, no session, nothing of the visitor. What they say does not depend on an answer."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from extramile.core.preferences import preferences
from extramile.web.answer.sending import known_brand


def page(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Rendered without the request: no template here can ask who somebody is."""
    del request
    organisation = _organisation()
    text = render_to_string(f"voice/apart/{name}.html", {"organisation": organisation, **context})
    return HttpResponse(text, status=status, headers={"Vary": "Accept-Encoding, Accept-Language"})


def _organisation() -> str:
    """As it is now, asked each time, so that no answer takes other work than the next; where the database is
    what fails, as it was last known."""
    try:
        return preferences().organisation
    except DatabaseError:
        return known_brand().organisation
