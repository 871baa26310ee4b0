"""A question out of the query of an address, and back into one: a view is a link.

Strict: what cannot be read is named, field by field, and never replaced in silence by something else.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from extramile.monitor.queries.explore.question import (
    Lately,
    Measure,
    Question,
    Sort,
    Split,
    family,
)

Raw = Mapping[str, Sequence[str]]
Choice = TypeVar("Choice", bound=StrEnum)

CHANNELS: Final = ("email", "sms", "qr_job", "qr_employee", "qr_unit", "api", "import")
MOST: Final = {"unit": 200, "questionnaire": 50, "channel": len(CHANNELS)}
MANY: Final = frozenset(MOST)
SINGLE: Final = frozenset({"measure", "topic", "split", "then", "period", "since", "until", "sort"})
EARLIEST: Final = date(1990, 1, 1)
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
TOPIC: Final = re.compile(r"[a-z0-9_-]{1,40}:[a-z0-9_-]{1,40}", re.ASCII | re.IGNORECASE)
NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
SHOWN: Final = 40  # characters of what was sent in, so that an error stays readable


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` says what is wrong with which field; pages have the sentence."""

    field: str
    code: str
    value: str = ""


class UnreadableError(Exception):
    """Carries what could be read, so that a form need not be filled in anew."""

    def __init__(self, problems: Sequence[Problem], question: Question) -> None:
        super().__init__("; ".join(f"{one.field}: {one.code} {one.value}".strip() for one in problems))
        self.problems = tuple(problems)
        self.question = question


class _Reader:
    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.problems: list[Problem] = []

    def wrong(self, field: str, code: str, value: str = "") -> None:
        shown = value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
        self.problems.append(Problem(field, code, shown.replace("\x00", "�")))

    def one(self, field: str) -> str:
        values = [value.strip() for value in self.raw.get(field, ()) if value.strip()]
        if len(values) > 1:
            self.wrong(field, "twice")
        return values[0] if values else ""

    def many(self, field: str, is_right: Callable[[str], bool]) -> list[str]:
        values = [value.strip() for value in self.raw.get(field, ()) if value.strip()]
        if len(values) > MOST[field]:
            self.wrong(field, "too_many", str(MOST[field]))
            return []
        for value in values:
            if not is_right(value):
                self.wrong(field, "unknown", value)
        return [value for value in values if is_right(value)]

    def choice(self, field: str, kind: type[Choice], usual: Choice) -> Choice:
        found = self.choice_or_none(field, kind)
        return usual if found is None else found

    def choice_or_none(self, field: str, kind: type[Choice]) -> Choice | None:
        value = self.one(field)
        if not value:
            return None
        try:
            return kind(value)
        except ValueError:
            self.wrong(field, "unknown", value)
            return None

    def day(self, field: str) -> date | None:
        value = self.one(field)
        if not value:
            self.wrong(field, "needed")
            return None
        try:
            found = date.fromisoformat(value) if DAY.fullmatch(value) else None
        except ValueError:
            found = None
        if found is None:
            self.wrong(field, "no_day", value)
        return found

    def numbers(self, field: str) -> tuple[int, ...]:
        values = self.many(field, lambda value: NUMBER.fullmatch(value) is not None)
        return tuple(sorted({int(value) for value in values}))


def read(raw: Raw, *, today: date) -> Question:
    """`raw`: each name with all its values. Raises UnreadableError, with every problem at once."""
    reader = _Reader(raw)
    for name in raw:
        if name not in SINGLE | MANY:
            reader.wrong("", "no_field", name)
    question = Question(
        measure=reader.choice("measure", Measure, Measure.NPS),
        topic=reader.one("topic"),
        split=reader.choice_or_none("split", Split),
        then=reader.choice_or_none("then", Split),
        period=reader.choice("period", Lately, Lately.TWELVE),
        units=reader.numbers("unit"),
        questionnaires=reader.numbers("questionnaire"),
        channels=tuple(sorted(set(reader.many("channel", CHANNELS.__contains__)))),
        sort=reader.choice("sort", Sort, Sort.NAME),
    )
    question = _with_days(question, reader, today=today)
    question = _with_topic(question, reader)
    _check_splits(question, reader)
    if reader.problems:
        raise UnreadableError(reader.problems, question)
    return question


def _with_days(question: Question, reader: _Reader, *, today: date) -> Question:
    """Days are read where own days are asked for; a period that was chosen by name has its own."""
    if question.period != Lately.OWN:
        return question
    since, until = reader.day("since"), reader.day("until")
    if since and since < EARLIEST:
        reader.wrong("since", "too_early", since.isoformat())
    if until and until > date(today.year + 1, 12, 31):
        reader.wrong("until", "too_late", until.isoformat())
    elif since and until and since > until:
        reader.wrong("until", "inverted", until.isoformat())
    elif since and since > today:
        reader.wrong("since", "too_late", since.isoformat())
    return replace(question, since=since, until=until)


def _with_topic(question: Question, reader: _Reader) -> Question:
    """A topic belongs to the share that ticked it; a form sends it along with other measures too."""
    if question.measure != Measure.TOPIC or not question.has_whole:
        return replace(question, topic="")
    if not question.topic:
        reader.wrong("topic", "needed")
    elif not TOPIC.fullmatch(question.topic):
        reader.wrong("topic", "unknown", question.topic)
        return replace(question, topic="")
    return question


def _check_splits(question: Question, reader: _Reader) -> None:
    for field, split in (("split", question.split), ("then", question.then)):
        if split == Split.TOPIC and question.measure != Measure.TOPIC:
            reader.wrong(field, "topics_only")
    if question.then is None:
        return
    if question.split is None:
        reader.wrong("then", "first_split")
    elif family(question.split) == family(question.then):
        reader.wrong("then", "same")


def query_string(question: Question) -> str:
    """The one way to write it: what is usual is left out, the rest always in the same order."""
    pairs: list[tuple[str, str]] = [("measure", question.measure)]
    pairs += [("topic", question.topic)] if question.topic else []
    pairs += [(name, split) for name, split in (("split", question.split), ("then", question.then)) if split]
    if question.period != Lately.TWELVE:
        pairs.append(("period", question.period))
    for name, day in (("since", question.since), ("until", question.until)):
        pairs += [(name, day.isoformat())] if day else []
    pairs += [("unit", str(pk)) for pk in question.units]
    pairs += [("questionnaire", str(pk)) for pk in question.questionnaires]
    pairs += [("channel", channel) for channel in question.channels]
    if question.sort != Sort.NAME:
        pairs.append(("sort", question.sort))
    return urlencode(pairs)
