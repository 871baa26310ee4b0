"""Rows of a file of responses, a column at a time: all that can be worked out of them without the database.

In two steps, so that another process can do the first: what it hands over is columns of plain values, and
of each row the pieces of COPY's lines that say nothing of its place (`operations.spots` puts them together).
`operations.asking.settle` adds what only the database knows.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any, Final

from extramile.contacts.keys import reference_key
from extramile.core.tables import Row, RowProblem, Rows
from extramile.questionnaires.definition import LONGEST_WORDS
from extramile.responses import pieces
from extramile.responses.incoming import (
    ALL,
    EARLIEST,
    UNDATED,
    UNKNOWN,
    Incoming,
    attributes_text,
    mark_of,
    own_number,
)
from extramile.responses.submission import Submission, Value

Columns = tuple[Sequence[Any], ...]
UNREADABLE: Final = -(2**40)  # no number that WHOLE lets through
NOTHING: Final = frozenset({"na", "n/a", "nan", "null", "none", "#n/a", "-"})  # what programs write for it
NO_COMMENT: Final = NOTHING - {"none"}  # a customer may well have said that
LONGEST_NOTHING: Final = max(map(len, NO_COMMENT))
WHOLE: Final = re.compile(r"-?[0-9]{1,9}(?:[.,]0+)?")
SCALES: Final = {"score": range(11), "rating": range(1, 6)}
ALIKE: Final = "alike"  # what a column begins with that says the same in every row


def read_row(row: Row) -> Incoming:
    """One row; raises RowProblem."""
    rows = Rows(
        [row.number],
        {key: [value] for key, value in row.values.items()},
        {name: [value] for name, value in row.attributes.items()},
        [],
    )
    columns, problems = response_columns(rows)
    if problems:
        raise problems[0]
    return responses_from(columns)[0]


def response_columns(rows: Rows) -> tuple[Columns, list[RowProblem]]:
    """What `responses_from` takes, and what is wrong with the rows that are not among it."""
    problems: list[RowProblem] = []
    for key in SCALES:
        _refuse(rows, problems, [key], lambda text, key=key: _off(key, text))
    _refuse(rows, problems, ["score", "rating", "comment"], _empty)
    _refuse(rows, problems, ["responded_at"], _too_old)
    count = len(rows.numbers)
    names, works, languages, workers = [
        _texts(rows, key) for key in ("external_id", "kind_of_work", "language", "employee")
    ]
    customers = list(map(reference_key, _texts(rows, "customer_reference")))
    scores, ratings = [list(map(_number, _texts(rows, key))) for key in SCALES]
    comments = list(map(_comment, _texts(rows, "comment")))
    when = rows.values.get("responded_at", [None] * count)
    moments = [moment.isoformat() if moment else "" for moment in when]
    units = list(map(_unit, _texts(rows, "unit"), _texts(rows, "service")))
    attributes = _attributes(rows, scores, ratings)
    marks = [
        mark_of(
            *(moment, unit, f"{worker}:1" if worker else "", work, language),
            *(_answers_text(score, rating, comment), attributes_text(held)),
            *([customer.hex()] if customer and name else ()),
        )
        if unit or worker
        else b""  # the place of those that name none is not known here
        for name, moment, unit, worker, work, language, score, rating, comment, held, customer in zip(
            names, moments, units, workers, works, languages, scores, ratings, comments, attributes,
            customers, strict=True,
        )
    ]  # fmt: skip
    names = [
        name or (own_number(row, mark) if mark else "")
        for name, row, mark in zip(names, rows.numbers, marks, strict=True)
    ]
    found = (
        list(rows.numbers), names, scores, ratings, comments, moments, units, workers, works, languages,
        attributes, customers, marks, *pieces.moments(when),
        pieces.said(languages, works, scores, comments, attributes),
        list(map(pieces.number_answered, scores, ratings)), list(map(pieces.words_answered, comments)),
        list(map(pieces.remembered, names, marks, customers)),
    )  # fmt: skip
    return tuple(map(_thin, found)), problems


def _thin(column: Sequence[Any]) -> Sequence[Any]:
    """Of a column that says the same in every row, how often and what: less to hand over."""
    first = column[0] if column else None
    return (ALIKE, len(column), first) if column and column.count(first) == len(column) else column


def wide(column: Sequence[Any]) -> Sequence[Any]:
    return [column[2]] * column[1] if type(column) is tuple and column[0] == ALIKE else column


def responses_from(columns: Columns) -> list[Incoming]:
    return list(each(tuple(map(wide, columns))))


def each(columns: Columns) -> Iterator[Incoming]:
    for (
        number, name, score, rating, comment, moment, unit, worker, work, language,
        attributes, customer, mark, *_,
    ) in zip(*columns, strict=True):  # fmt: skip
        yield Incoming(
            number,
            name,
            UNKNOWN,
            Submission(_answers(score, rating, comment), {}, score, ()),
            datetime.fromisoformat(moment) if moment else UNDATED,
            unit,
            ((worker, ALL),) if worker else (),
            work,
            language,
            attributes=attributes,
            customer_key=customer,
            mark=mark,
        )


def _texts(rows: Rows, key: str) -> list[Any]:
    return ["" if text is None else text for text in rows.values.get(key, [""] * len(rows.numbers))]


def _refuse(
    rows: Rows, problems: list[RowProblem], keys: Sequence[str], look: Callable[..., RowProblem | None]
) -> None:
    """Take out the rows in whose values something is wrong."""
    nothing = [None] * len(rows.numbers)
    texts = list(zip(*(rows.values.get(key, nothing) for key in keys), strict=True))
    wrong = {text: problem for text in set(texts) if (problem := look(*text))}
    if wrong:
        for number, text in zip(rows.numbers, texts, strict=True):
            if one := wrong.get(text):
                problems.append(RowProblem(one.column, one.value, one.code, one.parameters, row=number))
        rows.keep([text not in wrong for text in texts])


def _off(key: str, raw: Any) -> RowProblem | None:
    number, scale = _number(raw), SCALES[key]
    if number == UNREADABLE:
        return RowProblem(key, raw[:200], "integer")
    if number is not None and number not in scale:
        return RowProblem(key, str(number), "off_the_scale", {"low": scale[0], "high": scale[-1]})
    return None


def _empty(score: Any, rating: Any, comment: Any) -> RowProblem | None:
    if _number(score) is None and _number(rating) is None and not _comment(comment or ""):
        return RowProblem("score", "", "missing")
    return None


def _too_old(moment: datetime | None) -> RowProblem | None:
    if moment and moment.year < EARLIEST:
        return RowProblem("responded_at", moment.date().isoformat(), "date_range")
    return None


@lru_cache(maxsize=1000)
def _number(raw: Any) -> int | None:
    """A score as untidy as it comes: 9, "9", "9.0"; nothing, or "NA", where there is none."""
    if isinstance(raw, int):
        return raw
    if not raw or raw.casefold() in NOTHING:
        return None
    return int(float(raw.replace(",", "."))) if WHOLE.fullmatch(raw) else UNREADABLE


def _comment(text: str) -> str:
    if len(text) <= LONGEST_NOTHING and text.casefold() in NO_COMMENT:
        return ""
    return text[:LONGEST_WORDS]


def _unit(unit: str, service: str) -> str:
    return f"{unit}/{service}" if unit and service else unit or service


def _answers(score: int | None, rating: int | None, comment: str) -> dict[str, Value]:
    answers: dict[str, Value] = {}
    if score is not None:
        answers["nps"] = score
    elif rating is not None:
        answers["rating"] = rating
    if comment:
        answers["why"] = comment
    return answers


def _answers_text(score: int | None, rating: int | None, comment: str) -> str:
    """The answers in JSON, their keys in order."""
    if comment and score is not None:
        return f'{{"nps": {score}, "why": {encode_basestring_ascii(comment)}}}'
    if comment and rating is not None:
        return f'{{"rating": {rating}, "why": {encode_basestring_ascii(comment)}}}'
    if comment:
        return f'{{"why": {encode_basestring_ascii(comment)}}}'
    return f'{{"nps": {score}}}' if score is not None else f'{{"rating": {rating}}}'


def _attributes(
    rows: Rows, scores: Sequence[int | None], ratings: Sequence[int | None]
) -> list[dict[str, Any]]:
    """As the file has them; beside a score the rating too: kept, not dropped, as a response has one score."""
    names = list(rows.attributes)
    held: list[dict[str, Any]] = [
        {name: one for name, one in zip(names, row, strict=True) if one is not None}
        for row in zip(*rows.attributes.values(), strict=True)
    ] or [{} for _ in rows.numbers]
    for one, score, rating in zip(held, scores, ratings, strict=True):
        if score is not None and rating is not None:
            one["rating"] = {"type": "number", "value": rating}
    return held
