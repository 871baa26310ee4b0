"""From a list of texts to one typed row; every value that cannot be taken is named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import compress
from typing import Any, Literal

from extramile.core.tables.columns import BAD, Column
from extramile.core.tables.fields import Field
from extramile.core.tables.problems import RowProblem
from extramile.core.tables.reading import Unreadable
from extramile.core.tables.shape import Shape
from extramile.core.tables.values import parser_for

AttributeType = Literal["text", "number", "date", "yesno"]
READERS: dict[AttributeType, Literal["text", "decimal", "date", "yesno"]] = {
    "text": "text",
    "number": "decimal",
    "date": "date",
    "yesno": "yesno",
}
LONGEST_IN_PROBLEM = 20_000
REMEMBERED = 200_000  # texts of all columns together, with what was read in them


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column without a field of its own, kept under its heading with a type."""

    column: str
    type: AttributeType = "text"


@dataclass(slots=True)  # not frozen: making a frozen one costs three times as much, a million times
class Row:
    """One row, typed: `values` holds what was filled in only, by field key."""

    number: int
    values: Mapping[str, Any]
    attributes: Mapping[str, Any] = field(default_factory=dict)


class RowProblems(Exception):
    """Everything that is wrong with one row, so that it is mended in one go."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__(problems)
        self.problems = list(problems)


@dataclass(slots=True)
class Applied:
    """What became of a number of rows. Each row is counted once; one row may have several problems."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    # Rows that wait for others further on in the file, with what became of them so far; not counted yet.
    later: dict[int, str] = field(default_factory=dict)


def jsonable(value: Any) -> Any:
    """An attribute's value as it is stored in JSON."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


@dataclass(slots=True)
class Rows:
    """Many rows, typed, column by column: None (a text: "") where nothing was filled in."""

    numbers: Sequence[int]
    values: dict[str, Sequence[Any]]
    attributes: dict[str, Sequence[Any]]
    problems: list[RowProblem]  # with the rows that are not among these for their sake

    def keep(self, good: Sequence[bool]) -> None:
        """Of each row, whether it stays."""
        self.numbers = list(compress(self.numbers, good))
        for columns in (self.values, self.attributes):
            columns.update({key: list(compress(values, good)) for key, values in columns.items()})


def _attribute_parser(item: Attribute, shape: Shape, *, region: str) -> Callable[[str], Any]:
    parse = parser_for(Field(item.column, (), kind=READERS[item.type]), item.column, shape, region=region)
    return lambda text: {"type": item.type, "value": jsonable(parse(text))}


class RowReader:
    """Reads rows of one file by one mapping. Made once a file, used a million times."""

    def __init__(
        self,
        shape: Shape,
        mapping: Mapping[str, str],
        fields: Iterable[Field],
        *,
        region: str = "NL",
        attributes: Iterable[Attribute] = (),
    ) -> None:
        self.shape = shape
        self._width = len(shape.columns)
        place = {column: index for index, column in enumerate(shape.columns)}
        # How many texts of one column are remembered: a bound on all of them together.
        self._most = REMEMBERED // max(1, self._width)
        self._fields = [
            Column(
                item.key,
                mapping[item.key],
                place[mapping[item.key]],
                parser_for(item, mapping[item.key], shape, region=region),
                required=item.required,
                longest_text=item.longest if item.kind == "text" else 0,
                most=self._most,
            )
            for item in fields
            if mapping.get(item.key) in place
        ]
        self._attributes = [
            Column(
                item.column,
                item.column,
                place[item.column],
                _attribute_parser(item, shape, region=region),
                most=self._most,
            )
            for item in attributes
            if item.column in place
        ]

    def read(self, number: int, values: Sequence[str]) -> Row:
        """The row's values by field key; raises RowProblems with every value that cannot be taken."""
        if len(values) != self._width or type(values) is not list:
            values = self._well_formed(number, values)
        typed: dict[str, Any] = {}
        kept: dict[str, Any] = {}
        for columns, found in ((self._fields, typed), (self._attributes, kept)):
            for column in columns:
                value = column.known[values[column.place]]
                if value is BAD:
                    raise RowProblems(self._wrong_with(number, values))
                if value is not None:
                    found[column.key] = value
        return Row(number, typed, kept)

    def read_many(self, rows: Sequence[tuple[int, list[str]]]) -> Rows:
        """The same for many rows: a column at a time is several times as fast as a row at a time."""
        problems: list[RowProblem] = []
        numbers, texts = [number for number, _ in rows], [values for _, values in rows]
        if set(map(len, texts)) != {self._width} or set(map(type, texts)) != {list}:
            numbers, texts = self._all_well_formed(rows, problems)
        raw = list(zip(*texts, strict=True)) or [()] * self._width
        columns = (*self._fields, *self._attributes)
        read = [column.read(raw[column.place]) for column in columns]
        bad = {index for column, values in zip(columns, read, strict=True) for index in column.bad_in(values)}
        keyed = [(column.key, values) for column, values in zip(columns, read, strict=True)]
        fields = len(self._fields)
        found = Rows(numbers, dict(keyed[:fields]), dict(keyed[fields:]), problems)
        if bad:
            for index in sorted(bad):
                problems += self._wrong_with(numbers[index], texts[index])
            found.keep([index not in bad for index in range(len(numbers))])
        return found

    def _all_well_formed(
        self, rows: Sequence[tuple[int, list[str]]], problems: list[RowProblem]
    ) -> tuple[list[int], list[list[str]]]:
        numbers, texts = [], []
        for number, values in rows:
            try:
                texts.append(list(self._well_formed(number, values)))
            except RowProblems as found:
                problems += found.problems
            else:
                numbers.append(number)
        return numbers, texts

    def _wrong_with(self, number: int, values: Sequence[str]) -> list[RowProblem]:
        """Something is: look at every value, so that all of it is said at once."""
        problems: list[RowProblem] = []
        for column in (*self._fields, *self._attributes):
            text = values[column.place].strip()
            try:
                if text:
                    column.parse(text)
                elif column.required:
                    problems.append(RowProblem(column.column, "", "missing", row=number))
            except RowProblem as problem:
                problem.row = number
                problems.append(problem)
        return problems

    def _well_formed(self, number: int, values: Sequence[str]) -> Sequence[str]:
        if isinstance(values, Unreadable):
            values.problem.row = number
            raise RowProblems([values.problem])
        return self._same_width(number, values) if len(values) != self._width else values

    def _same_width(self, number: int, values: Sequence[str]) -> Sequence[str]:
        """Empty cells past the last column are nothing; anything else shifted is not guessed at."""
        width = len(self.shape.columns)
        if len(values) > width and not any(value.strip() for value in values[width:]):
            return values[:width]
        raise RowProblems([RowProblem("", "", "ragged", {"expected": width, "got": len(values)}, row=number)])

    def raw(self, values: Sequence[str]) -> dict[str, str]:
        """The row as read, by heading, safe to store: to be shown, mended and imported again."""
        names = [*self.shape.columns]
        names += [f"+{extra}" for extra in range(1, len(values) - len(names) + 1)]
        return {name: storable(value) for name, value in zip(names, values, strict=False)}


def storable(text: str) -> str:
    """PostgreSQL takes neither NUL nor half characters: they are shown as signs."""
    text = text[:LONGEST_IN_PROBLEM].replace("\x00", "\N{SYMBOL FOR NULL}")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text
