"""What is ordinary is read the short way: always to the same value as the long way."""

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extramile.core.tables import (
    Attribute,
    Field,
    RowProblem,
    RowProblems,
    RowReader,
    Shape,
    parse_value,
    reading,
)
from extramile.core.tables.dates import NotADate, parse_moment
from extramile.core.tables.numbers import parse_any_number, parse_number, sign_in, sign_in_any
from extramile.core.tables.rows import REMEMBERED
from extramile.core.tables.values import (
    parser_for,
    read_any_email,
    read_any_mobile,
    read_email,
    read_mobile,
)

often = settings(max_examples=400, deadline=None)


def outcome(read: Any, *arguments: Any) -> Any:
    """The value, or what kind of refusal it was."""
    try:
        return read(*arguments)
    except (ValueError, RowProblem) as refused:
        return type(refused), getattr(refused, "code", str(refused))


LOCAL = st.text(st.sampled_from("aZ0._%+-'é@ <:"), min_size=1, max_size=70)
DOMAIN = st.text(st.sampled_from("aZ0.-_é"), min_size=1, max_size=70)


@often
@given(
    local=LOCAL, domain=DOMAIN, ending=st.sampled_from([".nl", ".example", ".NL", ".x", ".1a", "", ".nl."])
)
def test_addresses(local: str, domain: str, ending: str) -> None:
    text = f"{local}@{domain}{ending}"
    assert outcome(read_email, text) == outcome(read_any_email, text)


@pytest.mark.parametrize("text", ["a@b.nl", "jan.de-boer+x@sub.mail-1.example", "mailto:a@b.nl", "<a@B.nl>"])
def test_addresses_that_are_well(text: str) -> None:
    assert read_email(text) == read_any_email(text)


@often
@given(
    text=st.text(st.sampled_from("0123456789+-. ()/x٣"), max_size=20),
    region=st.sampled_from(["NL", "DE", "GB"]),
)
def test_numbers_of_telephones(text: str, region: str) -> None:
    assert outcome(read_mobile, text, region) == outcome(read_any_mobile, text, region)


@often
@given(
    start=st.sampled_from(["06", "+316", "00316", "0031 6", "06-", "+31 (0)6", "0612"]),
    rest=st.text(st.sampled_from("0123456789 -."), min_size=4, max_size=12),
)
def test_numbers_of_dutch_telephones(start: str, rest: str) -> None:
    text = (start + rest).strip()
    assert outcome(read_mobile, text, "NL") == outcome(read_any_mobile, text, "NL")


@often
@given(text=st.text(st.sampled_from("0123456789.,-+€ '"), max_size=12), sign=st.sampled_from(["", ",", "."]))
def test_figures(text: str, sign: str) -> None:
    assert outcome(parse_number, text, sign) == outcome(parse_any_number, text, sign)
    assert sign_in(text) == sign_in_any(text)


DAYS = st.one_of(
    st.dates(date(1960, 1, 1), date(2110, 1, 1)).flatmap(
        lambda day: st.sampled_from(
            [f"{day.day}-{day.month}-{day.year}", f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}", f"{day:%Y-%m-%d}",
             f"{day.year}/{day.month}/{day.day}", f"{day.month}-{day.day}-{day.year}"]
        )
    ),
    st.sampled_from(["31-2-2026", "0-1-2026", "3-13-2026", "1-1-26", "2026-2-30", "3 feb 2026"]),
)  # fmt: skip
TIMES = st.one_of(
    st.times().flatmap(
        lambda clock: st.sampled_from(
            [f"{clock:%H:%M}", f"{clock:%H:%M:%S}", f"{clock.hour}:{clock:%M}", f"{clock:%H.%M}"]
        )
    ),
    st.sampled_from(["24:00", "12:60", "9:5", "", "14:05 uur", "2:05 pm", "14:05+01:00"]),
)


def long_way(text: str) -> datetime:
    found, has_time = parse_moment(text)
    return found if has_time else datetime.combine(found.date(), time(12))


@often
@given(days=st.lists(DAYS, min_size=2, max_size=4), times=st.lists(TIMES, min_size=2, max_size=4))
def test_moments(days: list[str], times: list[str]) -> None:
    """Each part is learned beside others, then read together."""
    parse = parser_for(Field("x", (), kind="datetime"), "x", Shape(), region="NL")
    texts = [f"{day} {clock}".strip() for day in days for clock in times]
    for text in [*texts, *reversed(texts)]:
        try:
            expected: Any = long_way(text)
        except NotADate as wrong:
            expected = (RowProblem, str(wrong))
        assert outcome(parse, text) == expected, text


def test_a_remembered_text_is_read_as_the_first_time() -> None:
    shape = Shape(columns=("a", "b", "c"), decimals={"b": ","})
    fields = (Field("a", (), required=True), Field("b", (), kind="decimal"))
    reader = RowReader(shape, {"a": "a", "b": "b"}, fields, attributes=[Attribute("c", "yesno")])
    for _ in range(3):
        row = reader.read(2, [" x ", "1.000,5", " nee"])
        assert (row.values, row.attributes) == (
            {"a": "x", "b": Decimal("1000.5")},
            {"c": {"type": "yesno", "value": False}},
        )
        assert reader.read(3, ["x", " ", ""]).values == {"a": "x"}
        with pytest.raises(RowProblems):
            reader.read(4, [" ", "1", ""])
        with pytest.raises(RowProblems):
            reader.read(5, ["x", "een", ""])


CELL = st.one_of(
    st.sampled_from(
        ["", " ", "x", " x ", "1.000,5", "1", "een", "ja", "nee", "3-2-2026", "\x00", "x" * 50, "é\n"]
    ),
    st.text(max_size=4),
)


@often
@given(lists=st.lists(st.lists(CELL, min_size=3, max_size=6), max_size=12), header=st.booleans())
def test_many_rows_are_read_as_each_alone(lists: list[list[str]], header: bool) -> None:
    """Values, and everything that is wrong, whichever rows stand beside it."""
    shape = Shape(columns=("a", "b", "c", "d"), decimals={"b": ","}, dates={"d": "dmy"})
    fields = (
        Field("a", (), required=True, longest=40),
        Field("b", (), kind="decimal", required=header),
        Field("d", (), kind="datetime"),
    )
    mapping = {"a": "a", "b": "b", "d": "d"}

    def reader() -> RowReader:
        return RowReader(shape, mapping, fields, attributes=[Attribute("c", "yesno")])

    rows = list(enumerate(lists, start=2))
    found, alone = reader().read_many([(number, list(values)) for number, values in rows]), reader()
    good: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}
    wrong: list[RowProblem] = []
    for number, values in rows:
        try:
            row = alone.read(number, values)
        except RowProblems as problems:
            wrong += problems.problems
        else:
            good[number] = (dict(row.values), dict(row.attributes))
    assert sorted(map(repr, found.problems)) == sorted(map(repr, wrong))
    together = {
        number: tuple(
            {key: column[index] for key, column in columns.items() if column[index] not in (None, "")}
            for columns in (found.values, found.attributes)
        )
        for index, number in enumerate(found.numbers)
    }
    assert together == good


def test_what_is_remembered_is_bounded_over_all_columns_together() -> None:
    columns = tuple(str(n) for n in range(500))
    reader = RowReader(Shape(columns=columns), {}, (), attributes=[Attribute(name) for name in columns])
    for number in range(REMEMBERED // 500 + 50):
        reader.read(number, [f"{number} {name}" for name in columns])
    assert sum(len(column.known) for column in reader._attributes) <= REMEMBERED


def test_one_value_outside_a_file_is_read_the_same() -> None:
    assert parse_value(Field("x", (), kind="datetime"), "3-2-2026 14:05") == datetime.fromisoformat(
        "2026-02-03 14:05"
    )


LINE = st.sampled_from(["a,b\n", '"a\nb",c\r\n', '"a,b\n', "\n", 'x"y,z\n', '"",""\r', '"a""b",c\n', 'é,"\n'])


@often
@given(lines=st.lists(LINE, max_size=12), block=st.integers(1, 30))
def test_records_are_the_same_however_much_is_split_at_once(lines: list[str], block: int) -> None:
    """Also where the lines taken in one go end in the middle of a record, or a quote is never closed."""

    def split(size: int) -> list[tuple[list[str], bool]]:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(reading, "BLOCK", size)
            found = list(reading.records(io.StringIO("".join(lines), newline=""), Shape()))
        return [(list(values), isinstance(values, reading.Unreadable)) for values in found]

    assert split(block) == split(1)
