"""Workbooks of any length: further sheets, and memory that stays what it is."""

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineWorkbook

from extramile.core.tables.writing import write_workbook


def rows(count: int) -> Iterator[tuple[object, ...]]:
    return ((number, f"words of customer {number}", "=1+1") for number in range(count))


def test_what_does_not_fit_goes_on_in_further_sheets(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    with file.open("wb") as out:
        assert write_workbook(out, title="Answers", heading=("n", "a", "b"), rows=rows(8), most=3) == 8
    book = CalamineWorkbook.from_path(file)
    assert book.sheet_names == ["Answers", "Answers 2", "Answers 3"]
    tables = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [table[0] for table in tables] == [["n", "a", "b"]] * 3
    assert [int(float(str(row[0]))) for table in tables for row in table[1:]] == list(range(8))
    assert [len(table) - 1 for table in tables] == [3, 3, 2]
    assert tables[2][1][2] == "=1+1"  # text, as it came


def test_a_full_sheet_does_not_begin_an_empty_one(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    with file.open("wb") as out:
        write_workbook(out, title="Answers", heading=("n", "a", "b"), rows=rows(6), most=3)
    assert CalamineWorkbook.from_path(file).sheet_names == ["Answers", "Answers 2"]


def peak(count: int, aside: Path) -> int:
    """Bytes that Python held at most."""
    tracemalloc.start()
    try:
        with (aside / "book.xlsx").open("wb") as out:
            write_workbook(out, title="Answers", heading=("n", "a", "b"), rows=rows(count), aside=aside)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_times_the_rows_take_the_same_memory(tmp_path: Path) -> None:
    peak(100, tmp_path)  # what is read once
    few, many = peak(500, tmp_path), peak(5_000, tmp_path)
    assert many < few + 300_000


def test_nothing_is_left_aside(tmp_path: Path) -> None:
    write_workbook(io.BytesIO(), title="Answers", heading=("n", "a", "b"), rows=rows(5), aside=tmp_path)
    assert list(tmp_path.iterdir()) == []
