"""What every page's template may count on. Nothing is asked of the database until a template uses it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from extramile.core.preferences import preferences
from extramile.core.tokens import keyed_hash
from extramile.web.access import today
from extramile.web.navigation import IN_BAR, links

THEMES = ("system", "light", "dark")
THEME_COOKIE = "extramile_theme"


def theme_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "system")
    return chosen if chosen in THEMES else "system"


def _navigation(request: HttpRequest) -> dict[str, Any]:
    everywhere = links(request, today=today())
    more = {"url": reverse("more"), "is_current": request.path == reverse("more")}
    if len(everywhere) <= IN_BAR - 1:
        return {"bar": everywhere, "beyond": [], "more": more}
    bar, beyond = everywhere[: IN_BAR - 1], everywhere[IN_BAR - 1 :]
    more["is_current"] = more["is_current"] or any(link.is_current for link in beyond)
    return {"bar": bar, "beyond": beyond, "more": more}


def _person(request: HttpRequest) -> str:
    """Tells one signed-in person from another on a shared device, without saying who."""
    return keyed_hash("worker", str(request.user.pk))[:16] if request.user.is_authenticated else ""


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "theme": theme_of(request),
        "organisation": SimpleLazyObject(lambda: preferences().organisation),
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "person_mark": SimpleLazyObject(lambda: _person(request)),
    }
