"""Headings to fields, texts to typed rows, everything wrong with a row at once."""

from datetime import datetime
from decimal import Decimal

import pytest

from extramile.core.tables import (
    Attribute,
    Field,
    RowProblem,
    RowProblems,
    RowReader,
    Shape,
    describe,
    guess_mapping,
    remedy,
)
from extramile.core.tables.words import known_codes
from extramile.intake.fields import JOB_FIELDS

FIELDS = (
    Field("id", ("nummer",), required=True),
    Field("at", ("datum",), kind="datetime"),
    Field("amount", ("bedrag",), kind="decimal"),
)
SHAPE = Shape(columns=("Nummer", "Datum", "Bedrag", "Camera"), decimals={"Bedrag": ","})
MAPPING = {"id": "Nummer", "at": "Datum", "amount": "Bedrag"}
READER = RowReader(SHAPE, MAPPING, FIELDS, attributes=[Attribute("Camera", "yesno")])


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            ["Opdrachtnummer", "Gereed op", "Monteur", "E-mail", "Mobiel", "Klant", "Klantnummer", "Bedrag"],
            {
                "external_id": "Opdrachtnummer",
                "finished_at": "Gereed op",
                "employees": "Monteur",
                "amount": "Bedrag",
                "customer_reference": "Klantnummer",
                "customer_email": "E-mail",
                "customer_mobile": "Mobiel",
                "customer_name": "Klant",
            },
        ),
        (
            ["Auftragsnr.", "Abgeschlossen am", "Techniker", "Standort", "Sprache"],
            {
                "external_id": "Auftragsnr.",
                "finished_at": "Abgeschlossen am",
                "employees": "Techniker",
                "unit": "Standort",
                "language": "Sprache",
            },
        ),
        (
            ["Numéro d'intervention", "Terminé le", "Technicien", "Téléphone", "Courriel"],
            {
                "external_id": "Numéro d'intervention",
                "finished_at": "Terminé le",
                "employees": "Technicien",
                "customer_email": "Courriel",
                "customer_mobile": "Téléphone",
            },
        ),
        (
            ["job_id", "completed_at", "employee_id", "branch", "customer email address (private)"],
            {
                "external_id": "job_id",
                "finished_at": "completed_at",
                "employees": "employee_id",
                "unit": "branch",
                "customer_email": "customer email address (private)",
            },
        ),
        (
            ["Jobnummer", "Completed", "Work", "Werkzaamheden"],
            {"external_id": "Jobnummer", "finished_at": "Completed", "kind_of_work": "Work"},
        ),
    ],
)
def test_headings_in_four_languages(header: list[str], expected: dict[str, str]) -> None:
    assert guess_mapping(header, JOB_FIELDS) == expected


def test_a_column_serves_one_field() -> None:
    mapping = guess_mapping(["id", "name"], JOB_FIELDS)
    assert len(set(mapping.values())) == len(mapping)


def test_a_row_becomes_typed_values() -> None:
    row = READER.read(7, ["A1", "3-2-2026 14:05", "1.234,50", "ja"])
    assert row.number == 7
    assert row.values == {
        "id": "A1",
        "at": datetime.fromisoformat("2026-02-03 14:05"),
        "amount": Decimal("1234.50"),
    }
    assert row.attributes == {"Camera": {"type": "yesno", "value": True}}


def test_empty_cells_are_not_there() -> None:
    assert READER.read(7, ["A1", " ", "", ""]).values == {"id": "A1"}


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(RowProblems) as caught:
        READER.read(7, ["", "gisteren", "veel", "misschien"])
    found = [(problem.row, problem.column, problem.code) for problem in caught.value.problems]
    assert found == [
        (7, "Nummer", "missing"),
        (7, "Datum", "date"),
        (7, "Bedrag", "number"),
        (7, "Camera", "yesno"),
    ]


def test_a_shifted_row_is_not_guessed_at() -> None:
    with pytest.raises(RowProblems) as caught:
        READER.read(7, ["A1", "3-2-2026"])
    assert [problem.code for problem in caught.value.problems] == ["ragged"]
    assert READER.read(7, ["A1", "", "", "", "", ""]).values == {"id": "A1"}  # only empty cells more


def test_the_raw_row_can_be_stored_whatever_is_in_it() -> None:
    assert READER.raw(["a\x00b", "\ud800", "", "", "more"]) == {
        "Nummer": "a␀b",
        "Datum": "?",
        "Bedrag": "",
        "Camera": "",
        "+1": "more",
    }


def test_every_problem_says_what_is_wrong_and_what_to_do() -> None:
    for code in known_codes():
        assert describe(code, {}) != code
        assert remedy(code, {}).endswith((".", "?"))


def test_problems_compare_by_what_they_say() -> None:
    assert RowProblem("a", "b", "date", row=1) == RowProblem("a", "b", "date", row=1)
    assert RowProblem("a", "b", "date", row=1) != RowProblem("a", "b", "date", row=2)
