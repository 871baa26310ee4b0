"""The one stylesheet and the one script of the customer's page, ready to be sent.

The organisation's colour has to come through the stylesheet (no inline style), so the stylesheet is made
here, once per colour, and named after its content: it may be kept for ever by whoever fetched it.
"""

import colorsys
import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import brotli

STATIC: Final = Path(__file__).parent.parent / "static" / "answer"
CONDITIONS: Final = 40  # so many different conditions a page can show without a second step
LIGHT_PAPER: Final = "#faf7f1"
DARK_PAPER: Final = "#16181d"
READABLE: Final = 4.5  # WCAG AA for text


@dataclass(frozen=True, slots=True)
class Asset:
    name: str  # with its digest
    kind: str
    plain: bytes
    gzipped: bytes
    brotlied: bytes


def _asset(stem: str, suffix: str, kind: str, content: str) -> Asset:
    plain = content.encode()
    digest = hashlib.sha256(plain).hexdigest()[:12]
    return Asset(
        f"{stem}-{digest}.{suffix}", kind, plain, gzip.compress(plain, mtime=0), brotli.compress(plain)
    )


def _rgb(colour: str) -> tuple[float, float, float]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value]


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """As WCAG 2 has it: 1 to 21."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _towards(colour: str, end: float, share: float) -> str:
    """The same hue, so much darker (end 0) or lighter (end 1)."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    mixed = colorsys.hls_to_rgb(hue, lightness + (end - lightness) * share, saturation)
    return "#" + "".join(f"{round(255 * part):02x}" for part in mixed)


def readable(colour: str, *, paper: str) -> str:
    """The colour itself, or as little darker or lighter as it takes to be read on that paper."""
    end = 0.0 if _luminance(paper) > 0.5 else 1.0
    steps = (_towards(colour, end, step / 20) for step in range(21))
    return next(
        mixed for mixed in steps if min(contrast(mixed, paper), contrast(mixed, ink_on(mixed))) >= READABLE
    )


def ink_on(colour: str) -> str:
    return max(("#ffffff", "#10262a"), key=lambda ink: contrast(ink, colour))


def _conditions() -> str:
    numbers = range(1, CONDITIONS + 1)
    shown = "".join(f"form:has(.k{n}:checked) .if-k{n}{{display:block}}" for n in numbers)
    return shown + "".join(f"form:has(.k{n}:checked) .not-k{n}{{display:none}}" for n in numbers)


def _squeeze(css: str) -> str:
    """No comments, no needless white space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).strip()


@lru_cache(maxsize=16)
def stylesheet(accent: str) -> Asset:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        accent = "#17494d"
    light, dark = readable(accent, paper=LIGHT_PAPER), readable(accent, paper=DARK_PAPER)
    css = (STATIC / "answer.css").read_text(encoding="utf-8")
    for name, value in (
        ("ON-ACCENT-LIGHT", ink_on(light)),
        ("ON-ACCENT-DARK", ink_on(dark)),
        ("ACCENT-LIGHT", light),
        ("ACCENT-DARK", dark),
        ("CONDITIONS\n", _conditions() + "\n"),
    ):
        css = css.replace(name, value)
    return _asset("style", "css", "text/css; charset=utf-8", _squeeze(css))


@lru_cache(maxsize=1)
def script() -> Asset:
    source = (STATIC / "answer.js").read_text(encoding="utf-8")
    lines = (line.strip() for line in source.splitlines())
    squeezed = "\n".join(line for line in lines if line and not line.startswith("//"))
    return _asset("script", "js", "text/javascript; charset=utf-8", squeezed)
