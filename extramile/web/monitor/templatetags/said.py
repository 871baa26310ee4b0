"""Lists of customers' words, as `items` of this room draws them."""

from collections.abc import Sequence

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from extramile.web.monitor.items import items
from extramile.web.monitor.voices import Voice

register = template.Library()


@register.simple_tag(takes_context=True)
def said(context: Context, voices: Sequence[Voice], *, arrives: bool = False) -> SafeString:
    """The acts are those of the page's context; a function there is not called by a template."""
    token = str(context.get("csrf_token", ""))
    looked_for = getattr(context.get("filters"), "words", "")
    return items(voices, acts=context.get("acts"), token=token, arrives=arrives, looked_for=looked_for)
