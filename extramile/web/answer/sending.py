"""How a page of this door leaves: its headers, compressed when that is welcome."""

import gzip
import time
from typing import Final

from django.http import HttpRequest, HttpResponse

from extramile.core.preferences import preferences
from extramile.web.answer.render import Brand, own_text, own_texts, word
from extramile.web.answer.style import Asset

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# Which heading and which words go with what is said.
HEADINGS: Final = {"too_often": "busy", "too_much": "busy"}
HELPS: Final = {"unknown": "unknown_help", "busy": "busy_help"}
BRAND_SECONDS: Final = 5.0
_brand: dict[str, tuple[float, Brand]] = {}


def brand() -> Brand:
    """Name and colour as chosen on the settings page; asked for at most every few seconds."""
    known = _brand.get("now")
    if known is None or time.monotonic() - known[0] > BRAND_SECONDS:
        chosen = preferences()
        known = (time.monotonic(), Brand(chosen.organisation, chosen.accent))
        _brand["now"] = known
    return known[1]


def known_brand() -> Brand:
    """The last one known, without asking: for when the database is what fails."""
    return _brand["now"][1] if _brand else Brand()


def forget_brand() -> None:
    """For tests, which choose other colours within one process."""
    _brand.clear()


def send(request: HttpRequest, body: bytes, *, language: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(status=status, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = POLICY
    response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response["X-Frame-Options"] = "DENY"
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = language
    response["Vary"] = "Accept-Encoding"
    if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        response["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=1, mtime=0)
    response["Content-Length"] = str(len(body))
    response.content = b"" if request.method == "HEAD" else body
    return response


def send_asset(request: HttpRequest, asset: Asset, *, named: str) -> HttpResponse:
    """To be kept for ever, if it is the one asked for; else (another colour by now) just this once."""
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
    encoding, body = "", asset.plain
    if "br" in accepted:
        encoding, body = "br", asset.brotlied
    elif "gzip" in accepted:
        encoding, body = "gzip", asset.gzipped
    response = HttpResponse(body, content_type=asset.kind)
    if encoding:
        response["Content-Encoding"] = encoding
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "public, max-age=31536000, immutable" if named == asset.name else "no-cache"
    return response


def say(request: HttpRequest, name: str, *, status: int, look: Brand | None = None) -> HttpResponse:
    """A kind page in a language the visitor's browser asks for: we do not know who it is."""
    language = wished(request, tuple(own_texts()["unknown"]))
    heading, words = own_text(HEADINGS.get(name, name), language), own_text(HELPS.get(name, name), language)
    body = word(heading, words, language, look or brand()).fill({}, {})
    response = send(request, body, language=language, status=status)
    response["Vary"] = "Accept-Encoding, Accept-Language"
    return response


def wished(request: HttpRequest, languages: tuple[str, ...], *, otherwise: str = "") -> str:
    """The first of the browser's languages, best first, that there is."""
    wishes: list[tuple[float, str]] = []
    for part in request.META.get("HTTP_ACCEPT_LANGUAGE", "")[:500].split(","):
        tag, _, weight = part.strip().lower().partition(";q=")
        try:
            wishes.append((-float(weight or 1), tag))
        except ValueError:
            continue
    for _, tag in sorted(wishes, key=lambda wish: wish[0]):
        for candidate in (tag, tag.partition("-")[0]):
            if candidate in languages:
                return candidate
    return otherwise or languages[0]
