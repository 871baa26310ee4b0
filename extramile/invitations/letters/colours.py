"""The organisation's accent, made readable on light and on dark (WCAG contrast)."""

import re
from typing import Final

HEX: Final = re.compile(r"#[0-9a-fA-F]{6}\Z")
FALLBACK: Final = "#17494d"


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    shares = [part / 255 for part in _parts(colour)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def safe(colour: str) -> str:
    return colour if HEX.match(colour) else FALLBACK


def on(colour: str) -> str:
    """White or black, whichever reads better on it."""
    return max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, colour))


def readable(colour: str, *, on: str, least: float = 4.5) -> str:
    """The same hue, moved towards white or black until it can be read on that ground."""
    target = 255 if _luminance(on) < 0.2 else 0
    parts = _parts(colour)
    for step in range(21):
        moved = [round(part + (target - part) * step / 20) for part in parts]
        found = "#{:02x}{:02x}{:02x}".format(*moved)
        if contrast(found, on) >= least:
            return found
    return "#ffffff" if target else "#000000"
