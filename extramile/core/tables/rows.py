"""From a list of texts to one typed row; every value that cannot be taken is named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NoReturn

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
        wanted = [item for item in fields if mapping.get(item.key) in place]
        self._fields: list[tuple[str, str, int, bool, Callable[[str], Any]]] = [
            (
                item.key,
                mapping[item.key],
                place[mapping[item.key]],
                item.required,
                parser_for(item, mapping[item.key], shape, region=region),
            )
            for item in wanted
        ]
        self._attributes: list[tuple[str, str, int, Callable[[str], Any]]] = [
            (
                item.column,
                item.type,
                place[item.column],
                parser_for(
                    Field(item.column, (), kind=READERS[item.type]), item.column, shape, region=region
                ),
            )
            for item in attributes
            if item.column in place
        ]

    def read(self, number: int, values: Sequence[str]) -> Row:
        """The row's values by field key; raises RowProblems with every value that cannot be taken."""
        if len(values) != self._width or type(values) is not list:
            values = self._well_formed(number, values)
        try:
            typed: dict[str, Any] = {}
            for key, _column, index, required, parse in self._fields:
                if text := values[index].strip():
                    typed[key] = parse(text)
                elif required:
                    return self._complain(number, values)
            if not self._attributes:
                return Row(number, typed)
            attributes: dict[str, Any] = {}
            for column, kind, index, parse in self._attributes:
                if text := values[index].strip():
                    attributes[column] = {"type": kind, "value": jsonable(parse(text))}
            return Row(number, typed, attributes)
        except RowProblem:
            return self._complain(number, values)

    def _complain(self, number: int, values: Sequence[str]) -> NoReturn:
        """Something is wrong: look at every value, so that all of it is said at once."""
        checks = [(column, index, required, parse) for _key, column, index, required, parse in self._fields]
        checks += [(column, index, False, parse) for column, _kind, index, parse in self._attributes]
        problems: list[RowProblem] = []
        for column, index, required, parse in checks:
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
