"""What will become of the first rows, before anything is taken in: typed values, and how sure we are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_datetime
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from extramile.core.tables import Attribute, Field, RowProblem, RowProblems, RowReader, Shape, describe
from extramile.core.tables.fields import plain
from extramile.core.tables.rows import AttributeType

FIRST_ROWS: Final = 3
BAD_ROWS: Final = 2  # of those we looked at, also shown: they are what somebody should see
AS_LAST_TIME, SURE, LIKELY, DOUBTFUL = "as-last-time", "sure", "likely", "doubtful"
SURENESS: Final[Mapping[str, Promise]] = {
    AS_LAST_TIME: gettext_lazy("as last time"),
    SURE: gettext_lazy("sure"),
    LIKELY: gettext_lazy("probably"),
    DOUBTFUL: gettext_lazy("please check"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as it will be kept; or as it stands there, with what is wrong with it."""

    heading: str
    label: str
    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ForetoldRow:
    number: int
    cells: tuple[Cell, ...]
    problem: str = ""  # of the row as a whole

    @property
    def is_good(self) -> bool:
        return not self.problem and not any(cell.problem for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Guess:
    """How sure we are of what a column is, and why not surer."""

    sureness: str
    because: str = ""

    @property
    def words(self) -> str:
        return str(SURENESS[self.sureness])


def _locale() -> Locale:
    return Locale.parse(get_language() or "en", sep="-")


def in_words(value: Any) -> str:
    """A typed value as people write it in their own language."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return format_datetime(value, "d MMM y, HH:mm", locale=_locale())
    if isinstance(value, date):
        return format_date(value, "d MMM y", locale=_locale())
    if isinstance(value, int | float | Decimal):
        return formats.number_format(value, use_l10n=True, force_grouping=False)
    return str(value)


def foretell(
    rows: Sequence[tuple[int, list[str]]],
    shape: Shape,
    *,
    mapping: Mapping[str, str],
    attributes: Sequence[Mapping[str, str]],
    fields: Sequence[Field],
    labels: Mapping[str, str],
    region: str,
) -> list[ForetoldRow]:
    """The first rows, and some that need mending, as the import will read them with these choices. Pure."""
    kept = [Attribute(one["column"], _type(one["type"])) for one in attributes]
    reader = RowReader(shape, mapping, fields, region=region, attributes=kept)
    used = {column: labels[key] for key, column in mapping.items()}
    used |= {one.column: one.column for one in kept}
    ordered = {column: used[column] for column in shape.columns if column in used}
    read = [_row(number, values, reader, mapping, ordered) for number, values in rows]
    return read[:FIRST_ROWS] + [row for row in read[FIRST_ROWS:] if not row.is_good][:BAD_ROWS]


def _type(words: str) -> AttributeType:
    known: dict[str, AttributeType] = {"number": "number", "date": "date", "yesno": "yesno"}
    return known.get(words, "text")


def _row(
    number: int,
    values: list[str],
    reader: RowReader,
    mapping: Mapping[str, str],
    used: Mapping[str, str],
) -> ForetoldRow:
    wrong: dict[str, RowProblem] = {}
    typed: dict[str, str] = {}
    try:
        row = reader.read(number, values)
        typed = {mapping[key]: in_words(value) for key, value in row.values.items()}
        typed |= {column: in_words(one["value"]) for column, one in row.attributes.items()}
    except RowProblems as found:
        wrong = {problem.column: problem for problem in found.problems}
    raw = dict(zip(reader.shape.columns, values, strict=False))
    cells = tuple(
        Cell(column, label, (typed.get(column) or raw.get(column, ""))[:120], _said(wrong.get(column)))
        for column, label in used.items()
    )
    return ForetoldRow(number, cells, _said(wrong.get("")))


def _said(problem: RowProblem | None) -> str:
    return describe(problem.code, problem.parameters) if problem else ""


def guess_of(heading: str, values: Sequence[str], field: Field, shape: Shape, *, remembered: bool) -> Guess:
    """From the heading, and from how many of the first values can be read as this field. Pure."""
    filled = [value for value in values if value.strip()]
    reader = RowReader(Shape(**{**_written(shape), "columns": (heading,)}), {field.key: heading}, [field])
    bad = [value for value in filled if not _reads(reader, value)]
    if bad:
        because = _("%(bad)s of the first %(all)s values cannot be read so, such as “%(value)s”.")
        return Guess(DOUBTFUL, because % {"bad": len(bad), "all": len(filled), "value": bad[0][:60]})
    if remembered:
        return Guess(AS_LAST_TIME)
    if plain(heading) in {plain(field.key), *map(plain, field.names)}:
        return Guess(SURE)
    return Guess(LIKELY, _("The heading looks like it."))


def _written(shape: Shape) -> dict[str, Any]:
    return {"format": shape.format, "dates": shape.dates, "decimals": shape.decimals}


def _reads(reader: RowReader, value: str) -> bool:
    try:
        reader.read(1, [value])
    except RowProblems:
        return False
    return True
