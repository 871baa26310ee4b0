"""Files as people make them: encodings, separators, headings, dates; and files that cannot be read."""

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from extramile.core.tables import Shape, Table, TableProblem, open_table, tell

DUTCH = "nummer;datum;plaats;bedrag\r\n1;3-2-2026;Curaçao;12,50\r\n2;14-2-2026;’s-Graveland;€ 3,00\r\n"


def opened(tmp_path: Path, content: bytes | str, *, encoding: str = "utf-8", name: str = "file.csv") -> Table:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return open_table(path)


def refusal(tmp_path: Path, content: bytes | str) -> TableProblem:
    with pytest.raises(TableProblem) as caught:
        opened(tmp_path, content)
    assert tell(caught.value.code, caught.value.parameters).count(".") >= 2  # what is wrong, and what to do
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    table = opened(tmp_path, DUTCH, encoding=encoding)
    assert [row for _, row in table.rows()] == [
        ["1", "3-2-2026", "Curaçao", "12,50"],
        ["2", "14-2-2026", "’s-Graveland", "€ 3,00"],
    ]


def test_bytes_that_windows_lacks_mean_iso_8859_1(tmp_path: Path) -> None:
    assert opened(tmp_path, b"id;naam\n1;caf\xe9\n2;\x81\n").shape.encoding == "iso-8859-1"


def test_one_damaged_byte_does_not_spoil_the_other_words(tmp_path: Path) -> None:
    good = "".join(f"{n};Curaçao\n" for n in range(20))
    table = opened(tmp_path, b"id;place\n" + good.encode() + b"99;Cura\xe7ao\n")
    assert table.shape.damaged
    rows = dict(table.rows())
    assert rows[2] == ["0", "Curaçao"]
    assert getattr(rows[22], "problem").code == "damaged"  # noqa: B009


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path: Path, sign: str) -> None:
    lines = [["id", "words", "amount"], ["1", "well, well; done", "1"], ["2", "two\nlines", "2"]]
    text = "\n".join(sign.join(f'"{value}"' for value in line) for line in lines)
    table = opened(tmp_path, text)
    assert [row for _, row in table.rows()] == lines[1:]


def test_decimal_commas_are_no_separators(tmp_path: Path) -> None:
    table = opened(tmp_path, "id;a;b\n" + "1;2,5;3,5\n" * 5)
    assert table.shape.delimiter == ";"
    assert table.shape.decimals == {"a": ",", "b": ","}


def test_the_separator_that_excel_names(tmp_path: Path) -> None:
    table = opened(tmp_path, "sep=;\nid;name\n1;Jan\n")
    assert table.columns == ("id", "name")
    assert list(table.rows()) == [(3, ["1", "Jan"])]


def test_a_semicolon_alone_in_a_column(tmp_path: Path) -> None:
    assert opened(tmp_path, "names\nanna\nbob\n").columns == ("names",)


def test_headings_twice_and_missing_get_names_of_their_own(tmp_path: Path) -> None:
    assert opened(tmp_path, "id,name,name,\n1,a,b,c\n").columns == ("id", "name", "name (2)", "column 4")


def test_without_a_heading_columns_are_numbered(tmp_path: Path) -> None:
    table = opened(tmp_path, "J1,2026-02-03,jan@example.org\nJ2,2026-02-04,\n")
    assert not table.shape.header
    assert table.columns == ("column 1", "column 2", "column 3")
    assert [number for number, _ in table.rows()] == [1, 2]


def test_row_names_without_a_heading_above_them(tmp_path: Path) -> None:
    table = opened(tmp_path, '"id","nps"\n"1",17,9\n"2",18,10\n')
    assert table.columns == ("column 1", "id", "nps")


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    table = opened(tmp_path, 'id,words\n1,"two\nlines"\n\n2,b\n')
    assert [number for number, _ in table.rows()] == [2, 4]
    assert [number for number, _ in table.rows(after=2)] == [4]
    assert table.shape.rows == 2


def test_an_unclosed_quote_costs_one_row(tmp_path: Path) -> None:
    table = opened(tmp_path, 'id,words\n1,good\n2,"never closed\n3,good\n4,good\n')
    rows = dict(table.rows())
    assert rows[2] == ["1", "good"]
    assert getattr(rows[3], "problem").code == "quotes"  # noqa: B009
    assert [rows[4], rows[5]] == [["3", "good"], ["4", "good"]]


def test_a_value_that_is_too_long_is_told_so_and_not_that_its_quotes_are_wrong(tmp_path: Path) -> None:
    table = opened(tmp_path, "id,words\n1," + "x" * (2 << 20) + "\n2,good\n")
    rows = dict(table.rows())
    problem = getattr(rows[2], "problem")  # noqa: B009
    assert (problem.code, problem.parameters["longest"]) == ("too_long", 1 << 20)
    assert rows[3] == ["2", "good"]


def test_a_field_of_megabytes_costs_one_row(tmp_path: Path) -> None:
    filler = "x" * 1000 + "\n"
    table = opened(tmp_path, 'id,words\n1,"' + filler * 1200 + "\n2,good\n")
    rows = [row for _, row in table.rows()]
    assert rows[-1] == ["2", "good"]


def test_quotes_with_backslashes(tmp_path: Path) -> None:
    table = opened(tmp_path, 'id,words\n1,"a \\"good\\" one, yes"\n2,"b"\n3,"c"\n')
    assert dict(table.rows())[2] == ["1", 'a "good" one, yes']


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"id,name\n", "header_only"),
        (b"%PDF-1.7 ...", "not_text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_text"),
        (b"a\x00\x01\x02\x00\x03\x00b\x00\x00", "not_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"PK\x03\x04 not a zip at all", "workbook"),
        (",".join(f"c{n}" for n in range(600)) + "\n" + "x," * 599 + "x\n", "too_many_columns"),
        (b"a" * (9 << 20), "not_text"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path: Path, content: bytes | str, code: str) -> None:
    assert refusal(tmp_path, content).code == code


def test_the_order_of_day_and_month_is_told_by_the_whole_column(tmp_path: Path) -> None:
    rows = "".join(f"{n},3/4/2026\n" for n in range(500))
    american = opened(tmp_path, "id,date\n" + rows + "500,3/13/2026\n").shape
    assert (american.dates, american.unsure_dates) == ({"date": "mdy"}, ())
    european = opened(tmp_path, "id,date\n" + rows + "500,13/3/2026\n").shape
    assert (european.dates, european.unsure_dates) == ({"date": "dmy"}, ())
    unsure = opened(tmp_path, "id,date\n" + rows).shape
    assert (unsure.dates, unsure.unsure_dates) == ({"date": "dmy"}, ("date",))


def test_another_column_tells_for_one_that_does_not(tmp_path: Path) -> None:
    shape = opened(tmp_path, "id,start,end\n1,2/3/2026,3/14/2026\n2,2/4/2026,3/15/2026\n").shape
    assert shape.dates == {"start": "mdy", "end": "mdy"}


def test_a_shape_survives_json(tmp_path: Path) -> None:
    shape = opened(tmp_path, DUTCH).shape
    assert Shape.from_json(shape.to_json()) == shape


def workbook(path: Path, *, rows: int = 3) -> Path:
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Notes").hide()
    sheet = book.add_worksheet("Jobs")
    book.get_worksheet_by_name("Jobs").activate()
    day = book.add_format({"num_format": "d-m-yyyy h:mm"})
    sheet.write_row(2, 0, ["Opdracht", "Gereed", "Bedrag", "Klant"])
    for n in range(rows):
        sheet.write_row(3 + n, 0, [f"J{n}"])
        sheet.write_datetime(3 + n, 1, datetime.fromisoformat("2026-02-03 14:05"), day)
        sheet.write_number(3 + n, 2, 12.5)
        sheet.write_string(3 + n, 3, "Çelik\nBV")
    book.close()
    return path


def test_a_workbook_gives_dates_and_numbers_that_cannot_be_misread(tmp_path: Path) -> None:
    table = open_table(workbook(tmp_path / "book.xlsx"))
    assert table.columns == ("Opdracht", "Gereed", "Bedrag", "Klant")
    assert next(iter(table.rows())) == (4, ["J0", "2026-02-03 14:05:00", "12.5", "Çelik\nBV"])
    assert table.shape.sheet == "Jobs"


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zipfile

    from extramile.core.tables import workbooks

    path = workbook(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(workbooks.UNPACKED_LIMIT + 1))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(TableProblem) as caught:
        open_table(path)
    assert caught.value.code == "workbook_size"


def test_the_size_that_a_zip_claims_is_not_believed(tmp_path: Path) -> None:
    from extramile.core.tables.workbooks import unpacked_size

    path = workbook(tmp_path / "liar.xlsx", rows=2000)
    honest = unpacked_size(path, limit=1 << 30)
    content = path.read_bytes()
    start = content.index(b"PK\x01\x02")
    while start >= 0:  # every entry of the directory claims ten bytes
        content = content[: start + 24] + (10).to_bytes(4, "little") + content[start + 28 :]
        start = content.find(b"PK\x01\x02", start + 4)
    path.write_bytes(content)
    assert unpacked_size(path, limit=1 << 30) == honest


def test_two_cells_far_apart_do_not_take_the_program_down(tmp_path: Path) -> None:
    path = tmp_path / "sparse.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "id")
    sheet.write(1_048_575, 16_383, "far away")
    book.close()
    with pytest.raises(TableProblem) as caught:
        open_table(path)
    assert caught.value.code in {"workbook_size", "workbook", "too_many_columns"}


def test_a_day_in_a_workbook_has_no_time(tmp_path: Path) -> None:
    path = tmp_path / "day.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["id", "day", "yes"])
    sheet.write_row(1, 0, ["1"])
    sheet.write_datetime(1, 1, date(2026, 2, 3), book.add_format({"num_format": "d-m-yyyy"}))
    sheet.write_boolean(1, 2, True)
    book.close()
    assert list(open_table(path).rows()) == [(2, ["1", "2026-02-03", "yes"])]
