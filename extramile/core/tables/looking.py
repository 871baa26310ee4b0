"""Find out how a file is written, by looking at all of it: people cannot be asked for its encoding."""

import codecs
import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from extramile.core.tables.guarding import PROBLEM
from extramile.core.tables.numbers import sign_in
from extramile.core.tables.problems import TableProblem
from extramile.core.tables.reading import Table, peek, sheet_names
from extramile.core.tables.shape import DateOrder, Shape

BLOCK: Final = 1 << 20
LONGEST_LINE: Final = 8 << 20
MOST_COLUMNS: Final = 500
SAMPLE: Final = 200
DELIMITERS: Final = ",;\t|"
BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOT_TEXT: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"{\\rtf",
    b"<!DOCTYPE",
    b"<html",
)
_UNDEFINED_IN_1252: Final = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
_DAY_START: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2\d{2}")
_VALUE: Final = re.compile(r"^[+-]?[\d.,:/ -]*\d[\d.,:/ -]*$|@")


def look(path: Path, *, sheet: str = "") -> tuple[Shape, str]:
    """The shape of the file (of a workbook: of that sheet), and its SHA-256. Raises TableProblem."""
    with path.open("rb") as handle:
        start = handle.read(4096)
    if not start.strip():
        raise TableProblem("empty")
    if start.startswith(b"PK\x03\x04"):
        name, sheets = sheet_names(path, sheet)
        shape = Shape(format="xlsx", sheet=name, sheets=sheets)
        sha256 = _digest(path)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableProblem("old_excel")
    elif start.startswith(NOT_TEXT):
        raise TableProblem("not_text")
    else:
        scan = _scan(path, _encoding_of_start(start))
        shape, sha256 = scan.shape, scan.sha256
        shape = replace(shape, delimiter=_delimiter(path, shape), escape=_escape(path, shape))
    shape = _with_header(path, shape)
    shape = replace(shape, guarded=PROBLEM in shape.columns)
    return _with_columns(path, shape), sha256


# --- encoding ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Scan:
    shape: Shape
    sha256: str


def _encoding_of_start(start: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) // 5 and not even:
        return "utf-16-le"
    if even > len(start) // 5 and not odd:
        return "utf-16-be"
    if even + odd > len(start) // 10:
        raise TableProblem("not_text")
    return "utf-8"


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _scan(path: Path, encoding: str) -> _Scan:
    """One walk through the bytes: digest, whether they are this encoding, and else which."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder(encoding)()
    fits, undefined, run = True, False, 0
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            digest.update(block)
            run = 0 if b"\n" in block or b"\r" in block else run + len(block)
            if run >= LONGEST_LINE:
                raise TableProblem("not_text")
            undefined = undefined or any(byte in block for byte in _UNDEFINED_IN_1252)
            if fits:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    fits = False
    if fits:
        shape = Shape(encoding=encoding)
    elif encoding in {"utf-8", "utf-8-sig"} and _mostly_utf8(path):
        shape = Shape(encoding=encoding, damaged=True)
    elif encoding.startswith("utf-"):
        if encoding != "utf-8":
            raise TableProblem("encoding", {"encoding": encoding})
        shape = Shape(encoding="iso-8859-1" if undefined else "windows-1252")
    return _Scan(shape, digest.hexdigest())


def _mostly_utf8(path: Path) -> bool:
    """Whether most non-ASCII bytes are good UTF-8: then a few bytes are damaged, not all words."""
    good = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            if not block.isascii():
                text = decoder.decode(block)
                broken = text.count("\N{REPLACEMENT CHARACTER}")
                bad += broken
                good += len(re.findall(r"[^\x00-\x7f]", text)) - broken
    return good > 4 * bad


# --- separators --------------------------------------------------------------------------------


def _sample(path: Path, shape: Shape) -> list[str]:
    errors = "surrogateescape" if shape.damaged else "strict"
    with path.open(encoding=shape.encoding, errors=errors, newline="") as handle:
        return handle.read(BLOCK // 4).splitlines(keepends=True)[: 4 * SAMPLE]


def _widths(lines: Iterable[str], delimiter: str, escape: str = "") -> list[int]:
    reader = csv.reader(lines, delimiter=delimiter, escapechar=escape or None)
    widths: list[int] = []
    try:
        for row in reader:
            if row:
                widths.append(len(row))
            if len(widths) == SAMPLE:
                break
    except csv.Error:
        pass
    return widths


def _agreement(widths: Sequence[int]) -> tuple[float, int]:
    if not widths:
        return 0.0, 0
    width, count = Counter(widths).most_common(1)[0]
    return count / len(widths), width


def _delimiter(path: Path, shape: Shape) -> str:
    lines = _sample(path, shape)
    if lines and (match := re.match(r"^sep=(.)\s*$", lines[0], re.I)):
        return match[1]

    def fitness(delimiter: str) -> tuple[bool, float]:
        share, width = _agreement(_widths(lines, delimiter))
        in_heading = lines[0].count(delimiter) > 0 if lines else False
        return width > 1 and in_heading, share * min(width, 12)

    return max(DELIMITERS, key=fitness)


def _escape(path: Path, shape: Shape) -> str:
    """A backslash where quotes are written \\" and rows come out evener when it is read so."""
    lines = _sample(path, shape)
    if not any('\\"' in line for line in lines):
        return ""
    delimiter = _delimiter(path, shape)
    plain, escaped = _agreement(_widths(lines, delimiter)), _agreement(_widths(lines, delimiter, "\\"))
    return "\\" if escaped[0] > plain[0] else ""


# --- heading and columns -------------------------------------------------------------------------


def _with_header(path: Path, shape: Shape) -> Shape:
    rows = peek(path, shape, SAMPLE)
    skip = _records_before_heading(rows)
    body = [row for row in rows[skip + 1 :] if any(row)]
    if skip >= len(rows):
        raise TableProblem("empty")
    heading = rows[skip]
    width = _agreement([len(row) for row in body])[1] if body else len(heading)
    if not _is_heading(heading):
        return replace(shape, skip=skip, header=False, columns=_unique([""] * len(heading)))
    if width == len(heading) + 1 and _agreement([len(row) for row in body])[0] == 1:
        heading = ["", *heading]  # R writes row names without a heading above them
    if len(heading) > MOST_COLUMNS:
        raise TableProblem("too_many_columns", {"got": len(heading), "limit": MOST_COLUMNS})
    return replace(shape, skip=skip, header=True, columns=_unique(_trimmed(heading, width)))


def _records_before_heading(rows: Sequence[Sequence[str]]) -> int:
    skip = 0
    for row in rows:
        if any(value.strip() for value in row) and not re.match(r"^sep=.?$", ",".join(row), re.I):
            break
        skip += 1
    return skip


def _is_heading(row: Sequence[str]) -> bool:
    """A heading holds words; a first row with a date, a number or an address is data."""
    return not any(_VALUE.search(value.strip()) for value in row if value.strip())


def _trimmed(heading: Sequence[str], width: int) -> list[str]:
    """Without empty headings on the right that no row fills."""
    kept = list(heading)
    while len(kept) > max(width, 1) and not kept[-1].strip():
        kept.pop()
    return kept


def _unique(heading: Sequence[str]) -> tuple[str, ...]:
    """Every heading once: "name", "name (2)"; without one, "column 3"."""
    names: list[str] = []
    for index, raw in enumerate(heading, start=1):
        name = " ".join(raw.replace("\x00", "").split())[:200] or f"column {index}"
        name = name.encode("utf-8", "replace").decode()
        wanted, copy = name, 2
        while name in names:
            name, copy = f"{wanted} ({copy})", copy + 1
        names.append(name)
    return tuple(names)


@dataclass(slots=True)
class _Evidence:
    """What a column's values say about the order of day and month, and about the decimal sign."""

    starts: set[str] = field(default_factory=set)
    signs: Counter[str] = field(default_factory=Counter)

    def order(self) -> tuple[DateOrder | None, bool]:
        """(which comes first, sure); None if this is no column of dates written in figures."""
        day_first = month_first = dates = 0
        for start in self.starts:
            if match := _DAY_START.match(start):
                dates += 1
                day_first += int(match[1]) > 12
                month_first += int(match[3]) > 12
        if dates < max(1, len(self.starts) * 0.5):
            return None, False
        return ("mdy" if month_first > day_first else "dmy"), bool(day_first or month_first)


def _with_columns(path: Path, shape: Shape) -> Shape:
    """A second walk, through the rows: how many there are, and what the columns of figures look like."""
    table = Table(path, shape)
    sample = table.first_rows(SAMPLE)
    if not sample:
        raise TableProblem("header_only")
    dates = {i: _Evidence() for i in _columns_with(sample, lambda v: _DAY_START.match(v) is not None)}
    numbers = {
        i: _Evidence() for i in _columns_with(sample, lambda v: bool(re.match(r"^\W{0,2}[\d.,]+\W{0,4}$", v)))
    }
    rows = 0
    for _, values in table.rows():
        rows += 1
        width = len(values)
        for index, evidence in dates.items():
            if index < width and len(evidence.starts) < 100_000:
                evidence.starts.add(values[index].strip()[:10])
        for index, evidence in numbers.items():
            if index < width and ("," in values[index] or "." in values[index]):
                evidence.signs[sign_in(values[index].strip())] += 1
    return _conclude(replace(shape, rows=rows), dates, numbers)


def _columns_with(sample: Sequence[Sequence[str]], looks: Callable[[str], bool]) -> list[int]:
    found = []
    for index in range(max(len(row) for row in sample)):
        values = [row[index].strip() for row in sample if index < len(row) and row[index].strip()]
        if values and sum(1 for value in values if looks(value)) * 2 >= len(values):
            found.append(index)
    return found


def _conclude(shape: Shape, dates: dict[int, _Evidence], numbers: dict[int, _Evidence]) -> Shape:
    names = dict(enumerate(shape.columns))
    orders: dict[str, DateOrder] = {}
    unsure: list[str] = []
    for index, evidence in dates.items():
        order, sure = evidence.order()
        if order and index in names:
            orders[names[index]] = order
            if not sure:
                unsure.append(names[index])
    known = {order for name, order in orders.items() if name not in unsure}
    if len(known) == 1:  # another column of the same file tells
        orders.update(dict.fromkeys(unsure, next(iter(known))))
    decimals = {names[i]: sign for i, e in numbers.items() if i in names and (sign := _sign(e.signs, shape))}
    return replace(shape, dates=orders, unsure_dates=tuple(unsure), decimals=decimals)


def _sign(signs: Counter[str], shape: Shape) -> str:
    if shape.format == "xlsx":
        return "."
    if signs[","] == signs["."]:
        return ""
    return "," if signs[","] > signs["."] else "."
