"""What an address asks: read strictly, with a unit that was typed looked up."""

from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from extramile.monitor.queries.explore import (
    Measure,
    Problem,
    Question,
    Split,
    UnreadableError,
    query_string,
    read,
)
from extramile.people import access
from extramile.web.access import signed_in_user, today
from extramile.web.office.explore.wording import FIELDS, problem_in_words
from extramile.web.office.people.fields import UnitField

PAGE: Final = "page"  # belongs to one look, not to the question
ADD: Final = "add"  # a unit as people write it
LONGEST: Final = 8_000
FIRST: Final = Question(split=Split.MONTH)


@dataclass(frozen=True, slots=True)
class FieldError:
    field: str
    label: str | Promise
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    question: Question
    errors: list[FieldError]
    is_canonical: bool

    @property
    def query(self) -> str:
        return query_string(self.question)


def visible_to(request: HttpRequest) -> Any:
    return access.visible_units(signed_in_user(request), today=today())


def asked_in(given: QueryDict, *, visible: Any) -> Asked:
    """Of nothing at all: the question that the page begins with."""
    raw = _with_rows_of_topics({name: one for name, one in given.lists() if name not in {PAGE, ADD}})
    if not given:
        return Asked(FIRST, [], is_canonical=True)
    if sum(len(value) for values in raw.values() for value in values) > LONGEST:
        return Asked(FIRST, [FieldError("", _("Address"), _("This address is too long to read."))], False)
    errors: list[FieldError] = []
    try:
        question = read(raw, today=today())
    except UnreadableError as error:
        question = error.question
        errors = errors_of(error.problems)
    typed = given.get(ADD, "").strip()
    if typed:
        question, wrong = _with_unit(question, typed, visible)
        errors += wrong
    return Asked(question, errors, not typed and _is_canonical(given, question))


def _with_rows_of_topics(raw: dict[str, list[str]]) -> dict[str, list[str]]:
    """The form's "all of them, as rows": where no topic was chosen, they make the rows if a split is left."""
    splits = [*raw.get("split", []), *raw.get("then", [])]
    if raw.get("measure") != [Measure.TOPIC] or any(raw.get("topic", [])) or Split.TOPIC in splits:
        return raw
    free = next((name for name in ("split", "then") if not any(raw.get(name, []))), None)
    return raw | {free: [Split.TOPIC]} if free else raw


def _is_canonical(given: QueryDict, question: Question) -> bool:
    query = given.copy()
    query.pop(PAGE, None)
    return query.urlencode() == query_string(question)


def _with_unit(question: Question, typed: str, visible: Any) -> tuple[Question, list[FieldError]]:
    try:
        unit = UnitField().clean(typed[:500])
    except ValidationError as error:
        return question, [FieldError(ADD, FIELDS[ADD], " ".join(error.messages))]
    if unit is None or not visible.filter(pk=unit.pk).exists():
        text = _("There is no unit “%(text)s”, or more than one. Write its path from the top.")
        return question, [FieldError(ADD, FIELDS[ADD], text % {"text": typed})]
    return replace(question, units=tuple(sorted({*question.units, unit.pk}))), []


def errors_of(problems: tuple[Problem, ...]) -> list[FieldError]:
    return [
        FieldError(one.field, FIELDS.get(one.field, _("Address")), problem_in_words(one)) for one in problems
    ]


def page_number(given: QueryDict) -> int:
    raw = given.get(PAGE, "1")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 1
