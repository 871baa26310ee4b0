"""A file, some thousand rows at a time, read ahead while the database works on those before.

Where a file is long, by a process of its own: Python then reads on one core while it writes on another. It
is a child that knows no database and keeps nothing: whatever becomes of it, the rows after the last chunk
that was handed over are read again, here.
"""

import json
import marshal
import os
import struct
import subprocess
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final

from extramile.core.tables import (
    Attribute,
    Field,
    RowProblem,
    RowProblems,
    RowReader,
    Rows,
    Shape,
    TableProblem,
    open_table,
)

FEW: Final = 50_000  # rows, of which a process of its own would cost more than it gains
LENGTH: Final = struct.Struct("!Q")
FORMAT: Final = 2  # of marshal: without looking whether a text was written before
Columns = tuple[Sequence[Any], ...]
NumberedRow = tuple[int, list[str]]


class ReaderDiedError(Exception):
    """The reading process ended without a word: killed, perhaps."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a kind of file are read, without the database.

    `prepare`: columns of plain values, and what is wrong with other rows; `build`: rows of such columns.
    Without them a row is a Row. `command`: starts `serve` in a process of its own.
    """

    fields: Sequence[Field]
    chunk: int = 5000  # rows, and at most so many characters
    characters: int = 8_000_000
    prepare: Callable[[Rows], tuple[Columns, list[RowProblem]]] | None = None
    build: Callable[[Columns], Sequence[Any]] | None = None
    command: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class File:
    """All that one needs to know to read it."""

    path: Path
    shape: Shape
    mapping: Mapping[str, str]
    region: str = "NL"
    attributes: Sequence[Mapping[str, str]] = ()

    def reader(self, fields: Sequence[Field]) -> RowReader:
        kept = [Attribute(**item) for item in self.attributes]  # type: ignore[arg-type]
        return RowReader(self.shape, self.mapping, fields, region=self.region, attributes=kept)


@dataclass(slots=True)
class Chunk:
    """Some rows of the file: those that can be taken, what is wrong with the others, and how they were."""

    position: int  # its last row
    count: int
    good: Sequence[Any]
    problems: list[RowProblem]
    raw: Callable[[], dict[int, list[str]]]


@dataclass(slots=True)
class _Prepared:
    """A chunk on its way: `good` are columns where the kind of file has them."""

    rows: list[NumberedRow]
    good: Any
    problems: list[RowProblem]


def chunks(file: File, reading: Reading, *, after: int, rows: int) -> Generator[Chunk, None, None]:
    """Of the rows below row `after`; `rows`: how many are expected."""
    if reading.command and rows > FEW and (os.cpu_count() or 1) > 1:
        try:
            for chunk in _ahead(_elsewhere(file, reading, after=after)):
                after = chunk.position
                yield chunk
        except ReaderDiedError:
            pass
        else:
            return
    yield from _ahead(_here(file, reading, after=after))


def _ahead(chunks: Generator[Chunk, None, None]) -> Generator[Chunk, None, None]:
    """The next one in a thread of its own while the database works on this one."""
    with closing(chunks), ThreadPoolExecutor(max_workers=1, thread_name_prefix="import") as pool:
        coming = pool.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = pool.submit(next, chunks, None)
            yield chunk


def _here(file: File, reading: Reading, *, after: int) -> Generator[Chunk, None, None]:
    for one in _prepared(file, reading, after=after):
        good = reading.build(one.good) if reading.build else one.good
        yield Chunk(one.rows[-1][0], len(one.rows), good, one.problems, partial(dict, one.rows))


def _prepared(file: File, reading: Reading, *, after: int) -> Iterator[_Prepared]:
    reader = file.reader(reading.fields)
    blocks = open_table(file.path, shape=file.shape).blocks(after=after)
    for rows in cut(blocks, rows=reading.chunk, characters=reading.characters):
        if reading.prepare is None:
            yield _one_by_one(rows, reader)
        else:
            read = reader.read_many(rows)
            good, problems = reading.prepare(read)
            yield _Prepared(rows, good, [*read.problems, *problems])


def _one_by_one(rows: list[NumberedRow], reader: RowReader) -> _Prepared:
    prepared = _Prepared(rows, [], [])
    for number, values in rows:
        try:
            prepared.good.append(reader.read(number, values))
        except RowProblems as found:
            prepared.problems += found.problems
    return prepared


def cut(blocks: Iterable[list[NumberedRow]], *, rows: int, characters: int) -> Iterator[list[NumberedRow]]:
    """So many rows at a time, fewer where they are long: memory stays bounded whatever is in the file."""
    waiting: list[NumberedRow] = []
    size = 0
    for block in blocks:
        length = sum(map(len, chain.from_iterable(values for _, values in block)))
        if size + length > characters:
            for row in block:
                waiting.append(row)
                size += sum(map(len, row[1]))
                if size > characters or len(waiting) >= rows:
                    yield waiting
                    waiting, size = [], 0
            continue
        waiting += block
        size += length
        while len(waiting) >= rows:
            yield waiting[:rows]
            waiting, size = waiting[rows:], length
    if waiting:
        yield waiting


# --- by a process of its own ---------------------------------------------------------------------


def _elsewhere(file: File, reading: Reading, *, after: int) -> Generator[Chunk, None, None]:
    """Bounded: it waits with one chunk in hand until we take it."""
    if reading.build is None:
        raise ValueError("rows cannot be handed over without being built")
    asked = {
        "path": str(file.path),
        "shape": file.shape.to_json(),
        "mapping": dict(file.mapping),
        "region": file.region,
        "attributes": [dict(item) for item in file.attributes],
        "after": after,
        "chunk": reading.chunk,
        "characters": reading.characters,
    }
    with subprocess.Popen(reading.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        try:
            if child.stdin is None or child.stdout is None:
                raise ReaderDiedError
            _ask(child.stdin, json.dumps(asked).encode())
            while said := _hear(child.stdout):
                position, count, columns, problems, raw = said
                found = [_problem(one) for one in problems]
                yield Chunk(position, count, reading.build(columns), found, partial(marshal.loads, raw))
        finally:
            child.kill()


def _ask(pipe: IO[bytes], words: bytes) -> None:
    try:
        pipe.write(words)
        pipe.close()
    except BrokenPipeError as error:
        raise ReaderDiedError from error


def _hear(pipe: IO[bytes]) -> Any:
    """What the child says next; nothing: the file is at its end. Raises what it could not read."""
    (length,) = LENGTH.unpack(_exactly(pipe, LENGTH.size))
    said = marshal.loads(_exactly(pipe, length))  # noqa: S302 - our own child's
    if isinstance(said, dict):
        raise TableProblem(said["code"], said["parameters"])
    return said


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    found = pipe.read(length)
    if len(found) < length:
        raise ReaderDiedError
    return found


def serve(reading: Reading, asked: Mapping[str, Any], out: IO[bytes]) -> None:
    """What the child does: a word for each chunk, an empty one at the end."""
    file = File(
        Path(asked["path"]),
        Shape.from_json(asked["shape"]),
        asked["mapping"],
        asked["region"],
        asked["attributes"],
    )
    try:
        for one in _prepared(file, reading, after=asked["after"]):
            raw = marshal.dumps(
                {number: values if type(values) is list else list(values) for number, values in one.rows},
                FORMAT,
            )
            problems = [(it.row, it.column, it.value, it.code, it.parameters) for it in one.problems]
            _say(out, (one.rows[-1][0], len(one.rows), one.good, problems, raw))
    except TableProblem as problem:
        _say(out, {"code": problem.code, "parameters": problem.parameters})
    else:
        _say(out, ())


def _say(out: IO[bytes], word: Any) -> None:
    said = marshal.dumps(word, FORMAT)
    out.write(LENGTH.pack(len(said)))
    out.write(said)
    out.flush()


def _problem(said: Sequence[Any]) -> RowProblem:
    row, column, value, code, parameters = said
    return RowProblem(column, value, code, parameters, row=row)
