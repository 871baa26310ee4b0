"""One text, one value: dates, numbers, yes and no, addresses, languages."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from extramile.core.tables import Field, RowProblem, Shape, parse_value
from extramile.core.tables.fields import Kind
from extramile.core.tables.guarding import guarded, guarded_in_sql, unguarded

AMSTERDAM = timezone(timedelta(hours=1))


def value(kind: Kind, text: str, **more: Any) -> Any:
    return parse_value(Field("x", (), kind=kind), text, **more)


def code(kind: Kind, text: str, **more: Any) -> str:
    with pytest.raises(RowProblem) as caught:
        value(kind, text, **more)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3-2-2026 14:05", datetime.fromisoformat("2026-02-03 14:05")),
        ("03/02/2026 14:05:09", datetime.fromisoformat("2026-02-03 14:05:09")),
        ("3.2.26", datetime.fromisoformat("2026-02-03 12:00")),
        ("3 februari 2026", datetime.fromisoformat("2026-02-03 12:00")),
        ("di 3 feb. 2026 om 14.05 uur", datetime.fromisoformat("2026-02-03 14:05")),
        ("Tuesday, 3rd February 2026 2:05 pm", datetime.fromisoformat("2026-02-03 14:05")),
        ("February 3, 2026 12:05 AM", datetime.fromisoformat("2026-02-03 00:05")),
        ("3. März 2026", datetime.fromisoformat("2026-03-03 12:00")),
        ("3 août 2026 14h05", datetime.fromisoformat("2026-08-03 14:05")),
        ("2026-02-03", datetime.fromisoformat("2026-02-03 12:00")),
        ("2026-02-03 14:05", datetime.fromisoformat("2026-02-03 14:05")),
        ("2026/2/3 14:05", datetime.fromisoformat("2026-02-03 14:05")),
        ("20260203", datetime.fromisoformat("2026-02-03 12:00")),
        ("2026-02-03T14:05+01:00", datetime(2026, 2, 3, 14, 5, tzinfo=AMSTERDAM)),
        ("2026-02-03T14:05:00Z", datetime(2026, 2, 3, 14, 5, tzinfo=UTC)),
    ],
)
def test_moments(text: str, expected: datetime) -> None:
    assert value("datetime", text) == expected


def test_the_columns_own_order_decides() -> None:
    american = Shape(dates={"x": "mdy"})
    assert value("date", "3/2/2026", shape=american) == date(2026, 3, 2)
    assert value("date", "3/2/2026") == date(2026, 2, 3)
    assert code("date", "13/2/2026", shape=american) == "date_order"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31-2-2026", "date_impossible"),
        ("3-2-2026 25:00", "date_impossible"),
        ("3 foobar 2026", "date_impossible"),
        ("gisteren", "date"),
        ("3-2-1826", "date_range"),
        ("45991", "date"),
        ("2026-02-30", "date_impossible"),
    ],
)
def test_no_dates(text: str, expected: str) -> None:
    assert code("datetime", text) == expected


@pytest.mark.parametrize(
    ("text", "sign", "expected"),
    [
        ("12,5", "", "12.5"),
        ("€ 1.234,50", "", "1234.50"),
        ("1,234.50", "", "1234.50"),
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.234"),
        ("1 234,5", "", "1234.5"),
        ("1.234.567", "", "1234567"),
        ("-3,20", "", "-3.20"),
        ("−3", "", "-3"),
        ("120,-", "", "120"),
        ("CHF 1'234.50", "", "1234.50"),
        (".5", ".", "0.5"),
    ],
)
def test_numbers(text: str, sign: str, expected: str) -> None:
    assert value("decimal", text, shape=Shape(decimals={"x": sign})) == Decimal(expected)


@pytest.mark.parametrize(
    "text", ["abc", "1,2,3.4", "12a", "NaN", "1e5", "--1", "١٢", "1.2.3,4,5", "inf", "."]
)
def test_no_numbers(text: str) -> None:
    assert code("decimal", text) == "number"


def test_a_number_too_large_for_its_column() -> None:
    assert code("decimal", "9" * 13) == "number_range"
    assert code("integer", "1,5") == "integer"


@pytest.mark.parametrize(("text", "expected"), [("ja", True), ("Nee", False), ("1", True), ("FALSE", False)])
def test_yes_and_no(text: str, expected: bool) -> None:
    assert value("yesno", text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("06-12345678", "+31612345678"),
        ("+31 6 1234 5678", "+31612345678"),
        ("0031612345678", "+31612345678"),
        ("+31 (0)6 12345678", "+31612345678"),
        ("+49 1512 3456789", "+4915123456789"),
        ("030 123 45 67", "+31301234567"),
    ],
)
def test_telephone_numbers_become_one_shape(text: str, expected: str) -> None:
    assert value("mobile", text, region="NL") == expected


@pytest.mark.parametrize(
    "text", ["12", "06-1234567", "061234567890123456", "bel mij 0612345678", "0000000000"]
)
def test_no_telephone_numbers(text: str) -> None:
    assert code("mobile", text, region="NL") == "mobile"


@pytest.mark.parametrize(
    "text",
    ["jan@example.org", "Jan.de-Boer+x@Sub.Example.ORG", "mailto:a@b.nl", "<a@b.nl>", "josé@exämple.nl"],
)
def test_addresses(text: str) -> None:
    assert "@" in value("email", text)


@pytest.mark.parametrize(
    "text",
    ["jan", "jan@", "@b.nl", "a@b", "a b@c.nl", "a@b..nl", "a@b.nl\nBcc: x@y.nl", "a@-b.nl", "a,b@c.nl"],
)
def test_no_addresses(text: str) -> None:
    assert code("email", text) == "email"


@pytest.mark.parametrize(
    ("text", "expected"), [("nl_NL", "nl-nl"), ("Nederlands", "nl"), ("DE", "de"), ("français", "fr")]
)
def test_languages(text: str, expected: str) -> None:
    assert value("language", text) == expected


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\ud800b"])
def test_what_cannot_be_seen_is_refused(text: str) -> None:
    assert code("text", text) == "characters"


def test_longer_than_the_field_is_a_problem_and_never_cut() -> None:
    assert value("text", "x" * 1000) == "x" * 1000
    assert code("text", "x" * 1001) == "too_long"


@pytest.mark.parametrize("text", ["=1+1", "+31612345678", "-12,50", "@x", "\tx", "'=1", "''+x"])
def test_a_guarded_value_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    assert guarded(text)[0] == "'"
    assert unguarded(guarded(text)) == text


@pytest.mark.django_db
@pytest.mark.parametrize("apostrophes", ["", "'", "''"])
def test_postgresql_guards_the_same(apostrophes: str) -> None:
    texts = [f"{apostrophes}{chr(sign)}1" for sign in range(1, 256)] + [apostrophes, f" {apostrophes}=1"]
    select = (
        f"SELECT {guarded_in_sql('told')} FROM unnest(%s::text[]) WITH ORDINALITY _ (told, at) ORDER BY at"
    )
    with connection.cursor() as cursor:
        cursor.execute(select, [texts])
        assert [text for (text,) in cursor.fetchall()] == list(map(guarded, texts))


@pytest.mark.parametrize("text", ["Jan", "'s-Graveland", "12,50", ""])
def test_other_values_are_left_alone(text: str) -> None:
    assert guarded(text) == text == unguarded(text)
