"""Open a file and walk through its rows, from the start or from where an earlier walk stopped."""

import csv
import json
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

from extramile.core.tables import workbooks
from extramile.core.tables.guarding import unguarded
from extramile.core.tables.problems import RowProblem, TableProblem
from extramile.core.tables.shape import Shape

LONGEST_FIELD: Final = 1 << 20
BLOCK: Final = 1 << 16  # characters that are taken from the file, and split, in one go
csv.field_size_limit(LONGEST_FIELD)


class Unreadable(list[str]):
    """The values of a row that could not be split well; `problem` says why."""

    problem: RowProblem


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose shape is known. Rows are numbered as a spreadsheet does: the first record is 1."""

    path: Path
    shape: Shape
    sha256: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return self.shape.columns

    def rows(self, *, after: int = 0) -> Iterator[tuple[int, list[str]]]:
        """(row number, values) of every row that is not blank, below row `after`."""
        for block in self.blocks(after=after):
            yield from block

    def blocks(self, *, after: int = 0) -> Iterator[list[tuple[int, list[str]]]]:
        """The same, some hundreds at a time."""
        first = max(after, self.shape.skip + (1 if self.shape.header else 0))
        done = 0
        with open_text(self.path, self.shape) as handle:
            for block in record_blocks(handle, self.shape):
                numbered = enumerate(block, start=done + 1)
                done += len(block)
                if done > first and (
                    rows := [
                        (number, values) for number, values in numbered if number > first and any(values)
                    ]
                ):
                    yield rows if self._is_plain else [(number, self._as_meant(row)) for number, row in rows]

    @property
    def _is_plain(self) -> bool:
        return not (self.shape.guarded or self.shape.damaged)

    def _as_meant(self, values: list[str]) -> list[str]:
        if self.shape.guarded:
            values[:] = map(unguarded, values)
        return _checked(values, self.shape) if self.shape.damaged else values

    def first_rows(self, count: int = 5) -> list[list[str]]:
        return [values for _, (_, values) in zip(range(count), self.rows(), strict=False)]


class _Lines:
    """Lines that can be given back: after an unclosed quote the reader goes on at the next line."""

    def __init__(self, block: Iterable[str], handle: TextIO) -> None:
        self._handle = handle
        self._again = deque(block)
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._handle)
        self.taken.append(line)
        return line

    def __bool__(self) -> bool:
        return bool(self._again)

    def give_back(self) -> str:
        """All but the first line of this record will be read again; returns that first line."""
        first, *rest = self.taken or [""]
        self._again.extendleft(reversed(rest))
        self.taken.clear()
        return first


def records(handle: TextIO, shape: Shape) -> Iterator[list[str]]:
    """Every record from the first on. One with unmatched quotes comes as Unreadable; then it goes on."""
    for block in record_blocks(handle, shape):
        yield from block


def record_blocks(handle: TextIO, shape: Shape) -> Iterator[list[list[str]]]:
    """The records of so many lines in one go; one by one where those lines cannot be split so, be it only
    because a record goes on below them."""
    while block := handle.readlines(BLOCK):
        try:
            found = list(_splitter(block, shape))
        except csv.Error:
            found = list(_one_by_one(_Lines(block, handle), shape))
        yield found


def _splitter(lines: Iterable[str], shape: Shape) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=shape.delimiter,
        escapechar=shape.escape or None,
        doublequote=True,
        strict=True,
    )


def _one_by_one(lines: _Lines, shape: Shape) -> Iterator[list[str]]:
    """Until these lines are used up, and whatever more of the file their last record takes."""
    reader = _splitter(lines, shape)
    while lines:
        try:
            values = next(reader)
        except csv.Error:
            yield _unreadable(lines.give_back(), shape)
        else:
            lines.taken.clear()
            yield values


def _unreadable(line: str, shape: Shape) -> Unreadable:
    text = line.rstrip("\r\n")
    row = Unreadable(text[:LONGEST_FIELD].split(shape.delimiter))
    row.problem = RowProblem("", text[:200], "quotes")
    if len(text) > LONGEST_FIELD:
        row.problem = RowProblem("", text[:200], "too_long", {"got": len(text), "longest": LONGEST_FIELD})
    return row


def _checked(values: list[str], shape: Shape) -> list[str]:
    """In a damaged UTF-8 file: the row as it is, or Unreadable where it holds broken characters."""
    for index, value in enumerate(values):
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                row = Unreadable(values)
                column = shape.columns[index] if index < len(shape.columns) else ""
                row.problem = RowProblem(column, value[:200].encode("utf-8", "replace").decode(), "damaged")
                return row
    return values


@contextmanager
def open_text(path: Path, shape: Shape) -> Iterator[TextIO]:
    if shape.format == "xlsx":
        with _open_sheet(path, shape.sheet) as (_, handle):
            yield handle
        return
    errors = "surrogateescape" if shape.damaged else "strict"
    with path.open(encoding=shape.encoding, errors=errors, newline="") as handle:
        yield handle


@contextmanager
def _open_sheet(path: Path, sheet: str) -> Iterator[tuple[list[str], TextIO]]:
    """The names of the sheet and of all that can be chosen, and its rows as CSV, from a child with limits."""
    command = [sys.executable, "-I", workbooks.__file__, str(path), sheet]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", close_fds=True
    ) as child:
        handle: Any = child.stdout
        handle.reconfigure(newline="")
        name = next(csv.reader([handle.readline()]), [""])
        if not name or not name[0]:
            raise _refusal(child)
        finished = False
        try:
            yield name, _Watched(handle, child)  # type: ignore[misc]
            finished = True
        finally:
            if not finished or child.poll() is None:
                child.kill()


class _Watched:
    """The child's lines; a child that dies halfway is an error, not an end."""

    def __init__(self, handle: TextIO, child: "subprocess.Popen[str]") -> None:
        self._handle, self._child = handle, child

    def __iter__(self) -> "_Watched":
        return self

    def __next__(self) -> str:
        line = self._handle.readline()
        if line:
            return line
        if self._child.wait() != 0:
            raise _refusal(self._child)
        raise StopIteration

    def read(self, size: int) -> str:
        return self._handle.read(size)

    def readlines(self, hint: int) -> list[str]:
        lines = self._handle.readlines(hint)
        if not lines and self._child.wait() != 0:
            raise _refusal(self._child)
        return lines


def _refusal(child: "subprocess.Popen[str]") -> TableProblem:
    """What the child said; a child that was killed by its limits said nothing."""
    said = child.stderr.read() if child.stderr else ""
    child.wait()
    try:
        answer = json.loads(said)
    except ValueError:
        limit = workbooks.UNPACKED_LIMIT >> 20
        return TableProblem("workbook_size", {"megabytes": f"> {limit}", "limit": limit})
    return TableProblem(answer["code"], answer["parameters"])


def open_table(path: Path, *, shape: Shape | None = None, sheet: str = "") -> Table:
    """Look at the whole file once (or trust the shape that an earlier look found).

    `sheet`: of a workbook; without one, the first that holds anything.
    """
    if shape is not None:
        return Table(path, shape)
    from extramile.core.tables.looking import look

    found, sha256 = look(path, sheet=sheet)
    return Table(path, found, sha256)


def sheet_names(path: Path, sheet: str = "") -> tuple[str, tuple[str, ...]]:
    """That sheet, or the first visible one that holds anything; and every visible one."""
    with _open_sheet(path, sheet) as ((name, *all_names), _):
        return name, tuple(all_names)


def peek(path: Path, shape: Shape, count: int) -> list[list[str]]:
    with open_text(path, shape) as handle:
        return [row for _, row in zip(range(count), records(handle, shape), strict=False)]
