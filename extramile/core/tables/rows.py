"""From a list of texts to one typed row; every value that cannot be taken is named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple, NoReturn

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
SHORT = 40  # characters: a longer text hardly comes twice


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


def jsonable(value: Any) -> Any:
    """An attribute's value as it is stored in JSON."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


class _Column(NamedTuple):
    """Where a field's text stands, how it is read, and what was read before: columns repeat themselves."""

    key: str
    column: str
    place: int
    required: bool
    parse: Callable[[str], Any]
    known: dict[str, Any]


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
            _Column(
                item.key,
                mapping[item.key],
                place[mapping[item.key]],
                item.required,
                parser_for(item, mapping[item.key], shape, region=region),
                known={},
            )
            for item in fields
            if mapping.get(item.key) in place
        ]
        self._attributes = [
            _Column(
                item.column,
                item.column,
                place[item.column],
                False,
                _attribute_parser(item, shape, region=region),
                known={},
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
        try:
            for columns, found in ((self._fields, typed), (self._attributes, kept)):
                for key, _column, index, required, parse, known in columns:
                    raw = values[index]
                    value = known.get(raw)
                    if value is None:
                        if not (text := raw.strip()):
                            if required:
                                return self._complain(number, values)
                            continue
                        value = parse(text)
                        if len(raw) <= SHORT and len(known) < self._most:
                            known[raw] = value
                    found[key] = value
        except RowProblem:
            return self._complain(number, values)
        return Row(number, typed, kept)

    def _complain(self, number: int, values: Sequence[str]) -> NoReturn:
        """Something is wrong: look at every value, so that all of it is said at once."""
        problems: list[RowProblem] = []
        for _key, column, index, required, parse, _known in (*self._fields, *self._attributes):
            text = values[index].strip()
            try:
                if text:
                    parse(text)
                elif required:
                    problems.append(RowProblem(column, "", "missing", row=number))
            except RowProblem as problem:
                problem.row = number
                problems.append(problem)
        raise RowProblems(problems)

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
