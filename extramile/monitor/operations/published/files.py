"""Published figures out of a CSV file or a workbook: good rows in; of bad ones the row, column and remedy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from extramile.core.tables import (
    Field,
    RowProblem,
    RowProblems,
    RowReader,
    TableProblem,
    guess_mapping,
    open_table,
)
from extramile.core.tables.fields import plain
from extramile.monitor.operations.published import words
from extramile.monitor.operations.published.checking import Given, check_figure
from extramile.monitor.operations.published.keeping import add_figure
from extramile.monitor.queries.explore import Measure
from extramile.people.models import User

MOST_ROWS: Final = 2_000
FIELDS: Final = (
    Field("name", ("of whom", "whose", "naam", "van wie", "sector", "branche"), required=True, longest=120),
    Field("measure", ("maat", "cijfer", "meting"), required=True),
    Field("value", ("waarde", "score"), required=True, kind="decimal"),
    Field("since", ("from", "first day", "van", "eerste dag", "begin"), required=True, kind="date"),
    Field(
        "until", ("to", "last day", "tot", "tot en met", "laatste dag", "eind"), required=True, kind="date"
    ),
    Field("source", ("bron",), required=True, longest=500),
    Field("method", ("how measured", "methode", "hoe gemeten"), required=True, longest=500),
    Field("link", ("url", "address", "adres"), longest=500),
    Field("n", ("answers", "antwoorden", "respondents", "respondenten"), kind="integer"),
    Field("low", ("lowest", "laag", "ondergrens", "lower"), kind="decimal"),
    Field("high", ("highest", "hoog", "bovengrens", "upper"), kind="decimal"),
    Field("is_same_method", ("same method", "zelfde methode", "same way", "zelfde manier"), kind="yesno"),
)
COLUMNS: Final = (
    "name", "measure", "value", "from", "to", "source", "how measured",
    "link", "n", "low", "high", "same method",
)  # fmt: skip
MEASURES: Final = {
    "nps": Measure.NPS, "netpromoterscore": Measure.NPS,
    "mean": Measure.MEAN, "meanscore": Measure.MEAN, "average": Measure.MEAN, "gemiddelde": Measure.MEAN,
    "promoters": Measure.PROMOTERS, "shareofpromoters": Measure.PROMOTERS,
    "detractors": Measure.DETRACTORS, "shareofdetractors": Measure.DETRACTORS,
    "response": Measure.RESPONSE, "responserate": Measure.RESPONSE, "respons": Measure.RESPONSE,
}  # fmt: skip


@dataclass(slots=True)
class Loaded:
    added: int = 0
    brought_up_to_date: int = 0
    problems: list[RowProblem] = field(default_factory=list)


def load_figures(path: Path, *, actor: User, now: datetime) -> Loaded:
    """Raises TableProblem for a file that cannot be read or lacks a column."""
    words.make_known()
    table = open_table(path)
    mapping = guess_mapping(table.columns, FIELDS)
    missing = [COLUMNS[place] for place, one in enumerate(FIELDS) if one.required and one.key not in mapping]
    if missing:
        raise TableProblem("figure_columns", {"columns": ", ".join(missing)})
    reader = RowReader(table.shape, mapping, FIELDS)
    loaded = Loaded()
    for place, (number, values) in enumerate(table.rows()):
        if place >= MOST_ROWS:
            loaded.problems.append(RowProblem("", "", "figure_rows", {"most": MOST_ROWS}, row=number))
            break
        try:
            _take(reader.read(number, values).values, number, mapping, loaded, actor=actor, now=now)
        except RowProblems as found:
            loaded.problems += found.problems
    return loaded


def _take(
    values: Mapping[str, Any],
    number: int,
    mapping: Mapping[str, str],
    loaded: Loaded,
    *,
    actor: User,
    now: datetime,
) -> None:
    given = _given(values)
    problems = check_figure(given, today=now.date())
    if problems:
        loaded.problems += [
            RowProblem(mapping.get(one.field, ""), str(values.get(one.field, "")), one.code, row=number)
            for one in problems
        ]
        return
    _figure, is_new = add_figure(given, actor=actor, now=now)
    if is_new:
        loaded.added += 1
    else:
        loaded.brought_up_to_date += 1


def _given(values: Mapping[str, Any]) -> Given:
    number = {key: float(values[key]) for key in ("value", "low", "high") if key in values}
    return Given(
        name=values["name"],
        measure=MEASURES.get(plain(values["measure"]), values["measure"]),
        value=number["value"],
        since=values["since"],
        until=values["until"],
        source=values["source"],
        method=values["method"],
        link=values.get("link", ""),
        low=number.get("low"),
        high=number.get("high"),
        n=values.get("n"),
        is_same_method=bool(values.get("is_same_method", False)),
    )
