"""Rows of a file of jobs, a column at a time: all that can be worked out of them without the database.

In two steps, so that another process can do the first: what it hands over is columns of plain values.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Final

from extramile.contacts.person import Person
from extramile.core.copying import fields
from extramile.core.tables import RowProblem, Rows
from extramile.intake.rows import (
    CENT,
    JobRow,
    Written,
    attribute_as_json,
    attribute_as_text,
    attributes_of_json,
    attributes_of_texts,
    digest,
    split_employees,
    workers_text,
)

Columns = tuple[Sequence[Any], ...]
TEXTS: Final = (
    "external_id", "unit", "employees", "kind_of_work", "channel",
    "customer_reference", "customer_name", "customer_email", "customer_mobile", "language",
)  # fmt: skip


def job_columns(rows: Rows, *, key: bytes, key_of: Callable[[str], str]) -> tuple[Columns, list[RowProblem]]:
    """What `jobs_from` takes, and what is wrong with the rows that are not among it."""
    problems = _without_shares(rows)
    count = len(rows.numbers)
    texts = [[text or "" for text in rows.values.get(name, [""] * count)] for name in TEXTS]
    names, units, workers, works, channels, references, callings, emails, mobiles, languages = texts
    moments = [moment.isoformat() for moment in rows.values["finished_at"]]
    amounts = list(map(_cents, rows.values.get("amount", [None] * count)))
    tests = list(map(bool, rows.values.get("is_test", [False] * count)))
    attributes, described, written = _attributes(rows)
    fingerprints = [
        digest(*parts, key=key)
        for parts in zip(
            moments, units, map(_workers_text, workers), works, channels, map(str, amounts),
            references, callings, emails, mobiles, languages, described,
            ["test" if test else "" for test in tests], strict=True,
        )
    ]  # fmt: skip
    lines = list(map(fields, names, works, channels, languages, written))
    keys = list(map(key_of, emails)), list(map(key_of, mobiles))
    found = (
        names, moments, units, workers, works, channels, amounts, references, callings, emails, mobiles,
        languages, *keys, attributes, tests, list(rows.numbers), fingerprints, lines,
    )  # fmt: skip
    return found, problems


def jobs_from(columns: Columns) -> list[JobRow]:
    return [
        JobRow(
            name,
            datetime.fromisoformat(moment),
            unit,
            _workers(workers),
            work,
            channel,
            None if amount is None else Decimal(amount),
            Person(reference, calling, email, mobile, language, email_key, mobile_key),
            language,
            attributes,
            test,
            number,
            Written(moment, fingerprint, texts),
        )
        for (
            name, moment, unit, workers, work, channel, amount, reference, calling, email, mobile,
            language, email_key, mobile_key, attributes, test, number, fingerprint, texts,
        ) in zip(*columns, strict=True)
    ]  # fmt: skip


def _cents(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount.quantize(CENT, ROUND_HALF_UP))


def _workers(text: str) -> tuple[tuple[str, Decimal], ...]:
    return split_employees(text) if text else ()


@lru_cache(maxsize=10_000)
def _workers_text(text: str) -> str:
    return workers_text(split_employees(text)) if text else ""


def _without_shares(rows: Rows) -> list[RowProblem]:
    """Rows whose employees cannot be read go; why."""
    texts = rows.values.get("employees", ())
    wrong = {text: problem for text in set(texts) if (problem := _wrong_with(text))}
    if not wrong:
        return []
    problems = [
        RowProblem(one.column, one.value, one.code, one.parameters, row=number)
        for number, text in zip(rows.numbers, texts, strict=True)
        if (one := wrong.get(text))
    ]
    rows.keep([text not in wrong for text in texts])
    return problems


def _wrong_with(text: str) -> RowProblem | None:
    try:
        _workers(text)
    except RowProblem as problem:
        return problem
    return None


def _attributes(rows: Rows) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """Of each row: its attributes; as they stand in its fingerprint; as they are written."""
    held, names = rows.attributes, list(rows.attributes)
    if not names:
        count = len(rows.numbers)
        return [{}] * count, [""] * count, ["{}"] * count
    kept = [
        {name: one for name, one in zip(names, row, strict=True) if one is not None}
        for row in zip(*held.values(), strict=True)
    ]
    described = zip(*(_pieces(name, held[name], attribute_as_text) for name in sorted(names)), strict=True)
    written = zip(*(_pieces(name, held[name], attribute_as_json) for name in names), strict=True)
    return (
        kept,
        [attributes_of_texts(filter(None, row)) for row in described],
        [attributes_of_json(filter(None, row)) for row in written],
    )


def _pieces(
    name: str, values: Sequence[Mapping[str, Any] | None], write: Callable[[str, Mapping[str, Any]], str]
) -> list[str]:
    """Written once for each value there is: within a column all are of one type."""
    known: dict[Any, str] = {}
    found = []
    for one in values:
        if one is None:
            found.append("")
            continue
        piece = known.get(one["value"])
        if piece is None:
            piece = known[one["value"]] = write(name, one)
        found.append(piece)
    return found
