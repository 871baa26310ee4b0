"""The form: what can be chosen, and what was."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from extramile.monitor.queries.explore import CHANNELS, LEVELS, Question, Sort, Split
from extramile.web.monitor.period import CHANNELS as CHANNEL_NAMES
from extramile.web.monitor.wording import Wording
from extramile.web.office.explore.wording import MEASURES, PERIODS, SPLITS


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str | Promise
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class OptionGroup:
    label: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Choices:
    measures: list[Option]
    topics: list[OptionGroup]
    splits: list[Option]
    thens: list[Option]
    periods: list[Option]
    since: str
    until: str
    units: list[Option]
    questionnaires: list[Option]
    channels: list[Option]
    sorts: list[Option]

    @property
    def has_filters(self) -> bool:
        return bool(self.units) or any(one.is_chosen for one in (*self.questionnaires, *self.channels))


def choices_of(
    question: Question,
    *,
    wording: Wording,
    units: Mapping[int, str],
    kinds: set[str],
    ticked: Collection[str] = (),
) -> Choices:
    """`units`: the names of those chosen; `kinds`: the kinds of unit that there are; `ticked`: topics."""
    levels = [one for one in LEVELS if one.value in kinds]
    splits = [Split.BELOW, *levels, *(one for one in Split if one not in LEVELS and one != Split.BELOW)]
    return Choices(
        measures=_options(MEASURES.items(), {question.measure}),
        topics=_topics(question, wording, ticked),
        splits=_splits(_("nothing: one figure"), splits, question.split),
        thens=_splits(_("nothing more"), splits, question.then),
        periods=_options(PERIODS.items(), {question.period}),
        since=question.since.isoformat() if question.since else "",
        until=question.until.isoformat() if question.until else "",
        units=_options(((pk, units.get(pk, f"#{pk}")) for pk in question.units), set(question.units)),
        questionnaires=_questionnaires(question, wording),
        channels=_options(((one, CHANNEL_NAMES[one]) for one in CHANNELS), set(question.channels)),
        sorts=_options(((Sort.NAME, _("By name")), (Sort.N, _("Most answers first"))), {question.sort}),
    )


def _splits(none: str, splits: Iterable[Split], chosen: Split | None) -> list[Option]:
    return [Option("", none, chosen is None), *_options(((one, SPLITS[one]) for one in splits), {chosen})]


def _options(rows: Iterable[tuple[Any, str | Promise]], chosen: set[Any]) -> list[Option]:
    return [Option(str(value), label, value in chosen) for value, label in rows]


def _questionnaires(question: Question, wording: Wording) -> list[Option]:
    """None when there is nothing to choose."""
    if len(wording.questionnaires) < 2 and not question.questionnaires:
        return []
    named = sorted(wording.questionnaires.items(), key=lambda one: one[1].casefold())
    return _options(named, set(question.questionnaires))


def _topics(question: Question, wording: Wording, ticked: Collection[str]) -> list[OptionGroup]:
    """What customers ticked, and what was chosen: not what employees were asked, nor what nobody ticked."""
    found: dict[str, list[Option]] = {}
    for topic in {*ticked, question.topic} - {""}:
        key, _colon, _option = topic.partition(":")
        option = Option(topic, wording.tick(topic), topic == question.topic)
        found.setdefault(wording.asked(key), []).append(option)
    return [
        OptionGroup(label, sorted(options, key=lambda one: str(one.label).casefold()))
        for label, options in sorted(found.items())
    ]


def kinds_of(visible: Any) -> set[str]:
    return set(visible.order_by().values_list("kind", flat=True).distinct())


def names_of(visible: Any, question: Question) -> dict[int, str]:
    if not question.units:
        return {}
    return dict(visible.filter(pk__in=question.units).values_list("pk", "name"))
