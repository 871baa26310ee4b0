"""LimeSurvey's kinds of question, each read as ours: one question of theirs may become several."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from extramile.questionnaires.definition import Kind
from extramile.questionnaires.exchange import remedies
from extramile.questionnaires.exchange.drafting import Found, Option, Texts
from extramile.questionnaires.exchange.opening import Row
from extramile.questionnaires.exchange.words import (
    CHANGE,
    GENDER,
    OTHER,
    YES_NO_UNCERTAIN,
    Said,
    in_languages,
)


@dataclass(slots=True)
class Asked:
    """One question of theirs, its languages together."""

    qid: str
    code: str
    type: str
    row: Row
    title: dict[str, str] = field(default_factory=dict)
    help: dict[str, str] = field(default_factory=dict)
    rows: list["Asked"] = field(default_factory=list)  # its subquestions
    answers: list[Option] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def has_other(self) -> bool:
        return self.row.get("other") == "Y"

    @property
    def required(self) -> bool:
        return self.row.get("mandatory") in {"Y", "S"}


def _found(question: Asked, kind: Kind, **more: object) -> Found:
    return Found(question.code, kind, question.title, help=question.help, **more)  # type: ignore[arg-type]


def _with_other(question: Asked, options: list[Option]) -> tuple[list[Option], list[tuple[str, str]]]:
    if not question.has_other:
        return options, []
    return [*options, Option("-oth-", in_languages(OTHER, question.title))], [remedies.other_field()]


def _single(question: Asked) -> Iterator[Found]:
    options, notes = _with_other(question, question.answers)
    notes = [*notes, remedies.comment_field()] if question.type == "O" else notes
    yield _found(question, Kind.SINGLE, options=options, notes=notes)


def _multiple(question: Asked) -> Iterator[Found]:
    options, notes = _with_other(question, [Option(row.code, row.title) for row in question.rows])
    notes = [*notes, remedies.comment_field()] if question.type == "P" else notes
    yield _found(question, Kind.MULTIPLE, options=options, notes=notes)


def _ranking(question: Asked) -> Iterator[Found]:
    options = question.answers or [Option(row.code, row.title) for row in question.rows]
    yield _found(question, Kind.MULTIPLE, options=options, notes=[remedies.order_lost()])


def _text(question: Asked) -> Iterator[Found]:
    yield _found(question, Kind.TEXT, notes=[remedies.typed()] if question.type in {"N", "D"} else [])


def _yes_no(question: Asked) -> Iterator[Found]:
    yield _found(question, Kind.CONSENT)


def _five(question: Asked) -> Iterator[Found]:
    yield _found(question, Kind.RATING)


def _statement(question: Asked) -> Iterator[Found]:
    yield _found(question, Kind.STATEMENT)


def _gender(question: Asked) -> Iterator[Found]:
    yield _found(
        question,
        Kind.SINGLE,
        options=[Option(code, in_languages(each, question.title)) for code, each in GENDER],
    )


def _points(question: Asked) -> Iterator[Found]:
    """Several numbers that make a hundred together; other numbers are asked one by one."""
    total = question.attributes.get("equals_num_value", "").strip()
    if total in {"100", "100.0"}:
        yield _found(question, Kind.POINTS, options=[Option(row.code, row.title) for row in question.rows])
    else:
        for found in _each_row(question, Kind.TEXT):
            found.notes.append(remedies.typed())
            yield found


def _texts(question: Asked) -> Iterator[Found]:
    return _each_row(question, Kind.TEXT)


def _each_row(question: Asked, kind: Kind, **more: object) -> Iterator[Found]:
    """A question for each row: what is asked, and of what."""
    for row in question.rows:
        title = joined(question.title, row.title)
        yield Found(f"{question.code}_{row.code}", kind, title, help=question.help, **more)  # type: ignore[arg-type]


def joined(first: Texts, second: Texts) -> dict[str, object]:
    """ "How was … – the coffee?" in each language."""
    return {
        language: f"{first.get(language) or ''}<br>{second.get(language) or ''}"
        for language in dict.fromkeys([*first, *second])
    }


def _table(kind: Kind, **more: object) -> Callable[[Asked], Iterator[Found]]:
    def read(question: Asked) -> Iterator[Found]:
        fitting = dict(more) if more else {"options": question.answers} if kind is Kind.SINGLE else {}
        for number, found in enumerate(_each_row(question, kind, **fitting)):
            found.notes += [remedies.matrix_split()] if number == 0 else []
            yield found

    return read


def _fixed(options: Sequence[tuple[str, Said]]) -> Callable[[Asked], Iterator[Found]]:
    def read(question: Asked) -> Iterator[Found]:
        made = [Option(code, in_languages(each, question.title)) for code, each in options]
        for number, found in enumerate(_each_row(question, Kind.SINGLE, options=made)):
            found.notes += [remedies.matrix_split()] if number == 0 else []
            yield found

    return read


def _dual(question: Asked) -> Iterator[Found]:
    """Two scales side by side: two questions for each row."""
    for row in question.rows:
        for number in ("0", "1"):
            options = [
                Option(one.code.partition(":")[2], one.label)
                for one in question.answers
                if one.code.startswith(number)
            ]
            yield Found(
                f"{question.code}_{row.code}_{number}",
                Kind.SINGLE,
                joined(question.title, row.title),
                options=options,
                notes=[remedies.matrix_split()],
            )


READERS: Final[Mapping[str, Callable[[Asked], Iterator[Found]]]] = {
    "L": _single, "!": _single, "O": _single, "Z": _single, "W": _single, "M": _multiple, "P": _multiple,
    "R": _ranking, "S": _text, "T": _text, "U": _text, "N": _text, "D": _text, "Y": _yes_no, "5": _five,
    "X": _statement, "G": _gender, "K": _points, "Q": _texts, "F": _table(Kind.SINGLE),
    "H": _table(Kind.SINGLE), "A": _table(Kind.RATING), "B": _table(Kind.RATING, scale=range(1, 11)),
    "C": _fixed(YES_NO_UNCERTAIN), "E": _fixed(CHANGE), "1": _dual,
}  # fmt: skip
