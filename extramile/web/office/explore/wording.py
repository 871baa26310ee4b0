"""What is asked and answered, in words."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from extramile.monitor.queries.explore import (
    OF_TIME,
    OF_UNITS,
    Answer,
    Figure,
    Lately,
    Measure,
    Place,
    Problem,
    Question,
    Span,
    Split,
    after_of,
)
from extramile.web.drawing.figures import signed
from extramile.web.monitor.period import CHANNELS
from extramile.web.monitor.wording import Wording

MEASURES: Final[dict[str, str | Promise]] = {
    Measure.NPS: lazy("NPS"),
    Measure.MEAN: lazy("Mean score"),
    Measure.ANSWERS: lazy("Number of answers"),
    Measure.PROMOTERS: lazy("Share of promoters"),
    Measure.DETRACTORS: lazy("Share of detractors"),
    Measure.RESPONSE: lazy("Response rate"),
    Measure.TOPIC: lazy("Share that ticked a topic"),
}
LEANING: Final = lazy(
    "“Leaning”: the same score, leaning on what we know of the units around it. It is less a matter of"
    " chance."
)
SPLITS: Final[dict[str, str | Promise]] = {
    Split.BELOW: lazy("Unit directly below"),
    Split.COMPANY: lazy("Company"),
    Split.COUNTRY: lazy("Country"),
    Split.REGION: lazy("Region"),
    Split.CENTRE: lazy("Centre"),
    Split.TEAM: lazy("Team"),
    Split.WEEK: lazy("Week"),
    Split.MONTH: lazy("Month"),
    Split.QUARTER: lazy("Quarter"),
    Split.YEAR: lazy("Year"),
    Split.QUESTIONNAIRE: lazy("Questionnaire"),
    Split.CHANNEL: lazy("Channel"),
    Split.TOPIC: lazy("Topic"),
}
# "NPS by ...", in the middle of a sentence.
BY: Final[dict[str, str | Promise]] = {
    Split.BELOW: lazy("by unit"),
    Split.COMPANY: lazy("by company"),
    Split.COUNTRY: lazy("by country"),
    Split.REGION: lazy("by region"),
    Split.CENTRE: lazy("by centre"),
    Split.TEAM: lazy("by team"),
    Split.WEEK: lazy("by week"),
    Split.MONTH: lazy("by month"),
    Split.QUARTER: lazy("by quarter"),
    Split.YEAR: lazy("by year"),
    Split.QUESTIONNAIRE: lazy("by questionnaire"),
    Split.CHANNEL: lazy("by channel"),
    Split.TOPIC: lazy("by topic"),
}
PERIODS: Final[dict[str, str | Promise]] = {
    Lately.MONTH: lazy("Last whole month"),
    Lately.QUARTER: lazy("Last 3 whole months"),
    Lately.TWELVE: lazy("Last 12 whole months"),
    Lately.THIS_YEAR: lazy("This year so far"),
    Lately.LAST_YEAR: lazy("Last year"),
    Lately.ALL: lazy("Everything"),
    Lately.OWN: lazy("Days of my own"),
}
FIELDS: Final[dict[str, str | Promise]] = {
    "measure": lazy("Measure"),
    "topic": lazy("Topic"),
    "split": lazy("Split by"),
    "then": lazy("And by"),
    "period": lazy("Period"),
    "since": lazy("First day"),
    "until": lazy("Last day"),
    "unit": lazy("Units"),
    "add": lazy("Another unit"),
    "questionnaire": lazy("Questionnaires"),
    "channel": lazy("Channels"),
    "sort": lazy("Order"),
}
PROBLEMS: Final[dict[str, str | Promise]] = {
    "no_field": lazy("There is nothing called “%(value)s” to choose here. Take it out of the address."),
    "unknown": lazy("There is no “%(value)s” here. Choose one of the list."),
    "twice": lazy("This was given more than once. Choose one."),
    "too_many": lazy("At most %(value)s can be chosen. Choose fewer, or a unit above them."),
    "needed": lazy("This is needed. Choose one."),
    "no_day": lazy("“%(value)s” is no day. Write it as 2026-02-03."),
    "too_early": lazy("There is nothing before 1990. Choose a later day."),
    "too_late": lazy("That lies too far ahead. Choose an earlier day."),
    "inverted": lazy("The last day comes before the first. Change one of them."),
    "topics_only": lazy("Topics are rows of “Share that ticked a topic” alone. Choose that measure."),
    "first_split": lazy("Choose the first split first."),
    "same": lazy("This is of one kind with the first split. Choose another, or none."),
    "too_many_rows": lazy(
        "That would be %(value)s rows, more than anybody reads. Choose a shorter period, a longer step, or a"
        " part of the organisation."
    ),
}
POINTS: Final = {Measure.NPS}
PER_CENT: Final = {Measure.PROMOTERS, Measure.DETRACTORS, Measure.RESPONSE, Measure.TOPIC}


def problem_in_words(problem: Problem) -> str:
    value = problem.value
    if problem.code == "too_many_rows":
        value = number_format(int(value), use_l10n=True, force_grouping=True)
    return str(PROBLEMS[problem.code]) % {"value": value}


def whole(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def value_of(measure: str, value: float | None) -> str:
    """+43, 8.7, 62.1%, 1,204."""
    if value is None:
        return "–"
    if measure in POINTS:
        return signed(value)
    if measure == Measure.MEAN:
        return number_format(round(value, 1), decimal_pos=1, use_l10n=True)
    if measure in PER_CENT:
        return f"{number_format(round(value, 1), decimal_pos=1, use_l10n=True)}%"
    return whole(round(value))


def n_in_words(measure: str, n: int) -> str:
    if measure == Measure.RESPONSE:
        return ngettext("%(n)s customer asked", "%(n)s customers asked", n) % {"n": whole(n)}
    return ngettext("%(n)s answer", "%(n)s answers", n) % {"n": whole(n)}


def likely_between(measure: str, figure: Figure) -> str:
    return _("likely between %(low)s and %(high)s") % {
        "low": value_of(measure, figure.low),
        "high": value_of(measure, figure.high),
    }


def too_few(figure: Figure, minimum: int) -> str:
    return _("too few answers yet (%(n)s of %(minimum)s)") % {"n": figure.n, "minimum": minimum}


def sentence(measure: str, figure: Figure, *, minimum: int, what: str = "") -> str:
    """ "NPS +43, likely between +31 and +52, from 210 answers." """
    name = what or str(MEASURES[measure])
    if measure == Measure.ANSWERS:
        return _("%(name)s: %(value)s, every one counted.") % {"name": name, "value": whole(figure.n)}
    if figure.value is None:
        if measure == Measure.RESPONSE:
            return _("Too few were asked to say: %(n)s of %(minimum)s.") % {"n": figure.n, "minimum": minimum}
        return _("Too few answers to say: %(n)s of %(minimum)s.") % {"n": figure.n, "minimum": minimum}
    return _("%(name)s %(value)s, %(between)s, from %(n)s.") % {
        "name": name,
        "value": value_of(measure, figure.value),
        "between": likely_between(measure, figure),
        "n": n_in_words(measure, figure.n),
    }


def days_in_words(span: Span) -> str:
    if span.since == span.until:
        return _("on %(day)s") % {"day": date_format(span.since, "j F Y")}
    return _("from %(since)s to %(until)s") % {
        "since": date_format(span.since, "j F Y"),
        "until": date_format(span.until, "j F Y"),
    }


def title_of(question: Question, wording: Wording) -> str:
    """ "NPS by team and by quarter" """
    name = measure_in_words(question, wording)
    if not question.splits:
        return name
    if question.split == Split.TOPIC and question.then is None:
        return _("What was ticked, and how often")
    by = _(" and ").join(str(BY[split]) for split in question.splits)
    return f"{name} {by}"


def measure_in_words(question: Question, wording: Wording) -> str:
    if question.topic:
        return _("Share that ticked “%(topic)s”") % {"topic": wording.tick(question.topic)}
    return str(MEASURES[question.measure])


def lead_of(answer: Answer, wording: Wording) -> str:
    """Which units, days, questionnaires and channels: what the figures are about."""
    question = answer.question
    units = [one.name for one in answer.chosen] if question.units else [_("All units")]
    shown = ", ".join(units[:4]) + (_(" and %(n)s more") % {"n": len(units) - 4} if len(units) > 4 else "")
    parts = [f"{shown}, {days_in_words(answer.span)}"]
    parts += [wording.questionnaires.get(pk, f"#{pk}") for pk in question.questionnaires]
    parts += [str(CHANNELS[channel]) for channel in question.channels]
    return "; ".join(parts)


def key_in_words(
    split: Split, part: Any, *, places: Mapping[int, Place], wording: Wording, span: Span
) -> str:
    if split in OF_UNITS:
        place = places[part]
        return f"{place.name} ({place.inside})" if place.inside else place.name
    if split in OF_TIME:
        return _time_in_words(split, part, span)
    if split == Split.QUESTIONNAIRE:
        return wording.questionnaires.get(part, _("Questionnaire %(number)s") % {"number": part})
    if split == Split.CHANNEL:
        return str(CHANNELS.get(part, part))
    return wording.tick(part)


def _time_in_words(split: Split, start: date, span: Span) -> str:
    """A month that the period holds in part says so."""
    name = {
        Split.YEAR: lambda: str(start.year),
        Split.QUARTER: lambda: (
            _("quarter %(number)s of %(year)s") % {"number": (start.month + 2) // 3, "year": start.year}
        ),
        Split.MONTH: lambda: date_format(start, "F Y"),
        Split.WEEK: lambda: _("week of %(day)s") % {"day": short_day(start)},
    }[split]()
    last = after_of(start, split) - timedelta(days=1)
    if start < span.since or last > span.until:
        return _("%(name)s (in part)") % {"name": name}
    return name


def headings(splits: Sequence[Split]) -> list[str]:
    return [str(SPLITS[split]) for split in splits]


def short_day(day: date) -> str:
    """4 Oct 2026; in Dutch 4 okt 2026: `M` would write a capital there."""
    return f"{date_format(day, 'DAY_AND_MONTH_FORMAT')} {day.year}"
