"""Figures, dates and scores as the screens write them; drawn in extramile/web/drawing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.template import Context
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from extramile.core.clock import now
from extramile.core.texts import direction
from extramile.web import naming
from extramile.web.drawing import choices, figures, moments, pictures, quotes, trends

register = template.Library()
called = register.filter("called", naming.called)
signed = register.filter("signed", figures.signed)
counted = register.filter("counted", figures.counted)
road = register.simple_tag(figures.small_road, name="road")
figure = register.simple_tag(figures.figure, name="figure")
trend = register.simple_tag(trends.trend, name="trend")
group = register.simple_tag(quotes.group, name="group")
picture = register.simple_tag(pictures.picture, name="picture")


@register.filter
def percent(share: float | None) -> str:
    """A share between 0 and 1, as people read it."""
    return "–" if share is None else f"{round(100 * share)}%"


@register.filter
def when(moment: datetime | date | None) -> str | SafeString:
    """Today 16:40, yesterday 9:05, Tuesday, 3 March: no more precise than a reader needs."""
    return moments.when(moment, now=now())


@register.filter
def text_direction(language: str) -> str:
    return direction(language)


@register.filter
def undo_url(message: Message) -> str:
    tags = message.extra_tags or ""
    return tags if tags.startswith("/") else ""


@register.filter
def toast_kind(message: Message) -> str:
    return "bad" if message.level_tag in {"error", "warning"} else ""


@dataclass(frozen=True, slots=True)
class _Choice:
    label: str | Promise
    url: str
    is_current: bool = False


@register.simple_tag
def segments(label: str, rows: Iterable[Any]) -> SafeString:
    """One of a few choices: rows with label, url, is_current; mappings or objects."""
    made = (_Choice(**row) if isinstance(row, Mapping) else row for row in rows)
    return choices.segments(made, label=label)


@dataclass(frozen=True, slots=True)
class _Ticked:
    label: str | Promise
    count: int


@register.simple_tag
def bars(items: Iterable[Any], *, total: int) -> SafeString:
    """How often each thing was ticked: rows with label, count; mappings or objects."""
    made = (_Ticked(**row) if isinstance(row, Mapping) else row for row in items)
    return figures.bars(made, total=total)


@register.simple_tag(takes_context=True)
def quote(context: Context) -> SafeString:
    """For components/quote.html, which says what it is given."""
    given: dict[str, Any] = {
        name: context.get(name) for name in ("words", "score", "group", "at", "language")
    }
    return quotes.quote(
        **given,
        facts=_many(context.get("facts")),
        ticks=_many(context.get("ticks")),
        wishes=_many(context.get("wishes")),
        hero=bool(context.get("hero")),
        is_new=bool(context.get("is_new")),
        pk=str(context.get("id") or ""),
        acts=_acts(context),
    )


def _many(given: Sequence[object] | None) -> Sequence[object]:
    return given or ()


def _acts(context: Context) -> SafeString:
    name = context.get("actions")
    if not name or context.template is None:
        return quotes.NOTHING
    drawn: SafeString = context.template.engine.get_template(name).render(context)
    return drawn
