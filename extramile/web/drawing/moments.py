"""Days and moments as the screens write them."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def day_in_form(day: date, form: str) -> str:
    """As `date_format`, which puts the same few days together again for every row of every page."""
    return _day_in_form(date(day.year, day.month, day.day), form, get_language() or "")


@lru_cache(maxsize=8192)
def _day_in_form(day: date, form: str, language: str) -> str:
    del language  # what is remembered is of one language
    return date_format(day, form)


def day_in_words(day: date, *, today: date) -> str:
    if day == today:
        return _("today")
    if day == today - timedelta(days=1):
        return _("yesterday")
    if timedelta(0) < today - day < timedelta(days=7):
        return day_in_form(day, "l")
    return day_in_form(day, "j F" if day.year == today.year else "j F Y")


def when(moment: datetime | date | None, *, now: datetime) -> str | SafeString:
    """Today 16:40, yesterday 9:05, Tuesday, 3 March: no more precise than a reader needs."""
    if moment is None:
        return ""
    today = timezone.localtime(now).date()
    if not isinstance(moment, datetime):
        words = day_in_words(moment, today=today)
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)
    local = timezone.localtime(moment)
    words = day_in_words(local.date(), today=today)
    if timedelta(0) <= today - local.date() <= timedelta(days=1):
        words = f"{words} {date_format(local, 'H:i')}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)
