"""The WSGI door that granian serves."""

import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.core.wsgi import get_wsgi_application

from extramile.core.collecting import set_aside_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extramile.settings")
_django = get_wsgi_application()
_once = cache(set_aside_what_is_loaded)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The first request loads the pages; from then on a process holds what it will hold."""
    response: Iterable[bytes] = _django(environ, start_response)
    _once()
    return response
