"""The program as an app on the phone: manifest, service worker, and the page shown without a connection."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from extramile.core.preferences import preferences

SHELL = ("css/extramile.css", "js/extramile.js", "vendored/htmx.min.js", "icons/extramile.svg")
STATIC = Path(__file__).resolve().parent.parent / "static"


@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    name = preferences().organisation
    return JsonResponse(
        {
            "id": "/",
            "name": f"{name} · Extra Mile" if name != "Extra Mile" else name,
            "short_name": "Extra Mile",
            "description": _("What your own customers say about your work."),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#faf7f1",
            "theme_color": "#faf7f1",
            "icons": [
                {"src": static("icons/extramile.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("icons/extramile-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("icons/extramile-512.png"), "sizes": "512x512", "type": "image/png"},
                {
                    "src": static("icons/extramile-maskable-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "maskable",
                },
            ],
        },
        content_type="application/manifest+json",
    )


@cache
def shell_version() -> str:
    """Changes when any file of the shell does: then the worker fetches the shell anew."""
    digest = hashlib.sha256()
    for name in ("worker/worker.js", *SHELL):
        digest.update((STATIC / name).read_bytes())
    return digest.hexdigest()[:12]


def _monitor() -> str:
    try:
        return reverse("monitor:my-customers")
    except NoReverseMatch:
        return "/"


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The worker's code, told which version of the shell this is and which one page it may keep."""
    told = {
        "version": shell_version(),
        "shell": [static(name) for name in SHELL],
        "offline": reverse("offline"),
        "monitor": _monitor(),
    }
    code = (STATIC / "worker" / "worker.js").read_text(encoding="utf-8")
    response = HttpResponse(f"const told = {json.dumps(told)};\n{code}", content_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Kept with the shell, so it must know nothing of anybody."""
    return render(request, "house/offline.html", {"debug": settings.DEBUG})
