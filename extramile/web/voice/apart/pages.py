"""The pages apart: no bar, no session, nothing of the visitor. What they say does not depend on an answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from extramile.web.answer.sending import known_brand


def page(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Rendered without the request: no template here can ask who somebody is."""
    del request
    organisation = known_brand().organisation
    text = render_to_string(f"voice/apart/{name}.html", {"organisation": organisation, **context})
    return HttpResponse(text, status=status, headers={"Vary": "Accept-Encoding, Accept-Language"})
