"""One of a few choices, each an address of its own."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Choice(Protocol):
    @property
    def label(self) -> str | Promise: ...
    @property
    def url(self) -> str: ...
    @property
    def is_current(self) -> bool: ...


def segments(choices: Iterable[Choice], *, label: object) -> SafeString:
    """`label`: what is chosen, for the screen reader."""
    drawn = format_html_join(
        "",
        '<a href="{}"{}>{}</a>',
        (
            (one.url, SafeString(' aria-current="true"') if one.is_current else "", one.label)
            for one in choices
        ),
    )
    return format_html('<div class="segments" role="group" aria-label="{}">{}</div>', label, drawn)
