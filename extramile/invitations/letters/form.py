"""The e-mail's HTML, made once for each questionnaire version and language and then only filled in.

MJML to HTML and the inlining of styles cost milliseconds; filling in costs microseconds. What is filled in
is escaped; a placeholder inside it stays what it is, because one pass over the form puts everything in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import css_inline
import mrml
from django.template.loader import render_to_string
from django.utils.html import escape

from extramile.core.texts import direction
from extramile.invitations.letters import colours

PLACEHOLDER: Final = re.compile(r"@@([a-z]+)@@")
BEFORE_BLOCK: Final = re.compile(r"(<(?:table|tbody|tr|td|div)\b)")
STYLES: Final = """
.brand { color: %(accent)s; }
.half { display: inline-table; margin: 0 -2px -4px; border-collapse: separate; border-spacing: 4px; }
.cell { border: 1px solid #b9b1a1; border-radius: 9px; background: #ffffff; border-collapse: separate; }
.number { display: block; width: 40px; line-height: 46px; font-size: 17px; font-weight: 700;
          text-decoration: none; text-align: center; color: %(accent)s;
          font-family: -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; }
.quiet { color: #5a606b; text-decoration: underline; line-height: 32px; }
"""
# A right-to-left page reads its scale from the right too.
HALVES: Final = (tuple(range(6)), tuple(range(6, 11)))


@dataclass(frozen=True, slots=True)
class Look:
    organisation: str
    accent: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stays the same for everybody who gets this question in this language."""

    language: str
    look: Look
    has_scale: bool
    low: str
    high: str
    press: str
    open: str
    stop: str
    reminder: str


@lru_cache(maxsize=512)
def form(frame: Frame) -> tuple[str, ...]:
    """The HTML cut at its placeholders: text, name, text, name, ..., text."""
    accent = colours.safe(frame.look.accent)
    source = render_to_string(
        "invitations/question.mjml",
        {
            "language": frame.language,
            "direction": direction(frame.language),
            "start": "right" if direction(frame.language) == "rtl" else "left",
            "organisation": frame.look.organisation,
            "accent": accent,
            "on_accent": colours.on(accent),
            "accent_in_dark": colours.readable(accent, on="#16181d"),
            "scale": HALVES if frame.has_scale else (),
            "low": frame.low,
            "high": frame.high,
            "press": frame.press,
            "open": frame.open,
            "stop": frame.stop,
            "reminder": frame.reminder,
        },
    )
    html = mrml.to_html(source, None, mrml.RenderOptions(disable_comments=False, fonts={})).content
    styles = STYLES % {"accent": colours.readable(accent, on="#ffffff")}
    inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False, extra_css=styles)
    # Lines below 998 bytes travel as they are; longer ones would be encoded for each mail anew, at a price.
    return tuple(PLACEHOLDER.split(BEFORE_BLOCK.sub(r"\n\1", inliner.inline(html))))


def fill_in(parts: tuple[str, ...], values: Mapping[str, str]) -> str:
    """Every second part is a placeholder's name."""
    return "".join(part if index % 2 == 0 else escape(values[part]) for index, part in enumerate(parts))
