"""The rows of a question, added up from the counts of units: years, months and days, whichever are fewest.

One statement for the scores and one for what was ticked, however many units there are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import connection
from psycopg import sql

from extramile.monitor.queries.explore.question import OF_UNITS, Measure, Question, Split
from extramile.monitor.queries.explore.spans import Grain, Piece, Span, grain_of, pieces
from extramile.monitor.tally import COLUMNS

Key = tuple[Any, ...]


@dataclass(slots=True)
class Counted:
    """What is known of one row. Only what its measure needs is filled."""

    n: int = 0  # answers with a score; of the response rate: asked
    promoters: int = 0
    passives: int = 0
    detractors: int = 0
    total: int = 0  # sum of the scores
    squares: int = 0
    answered: int = 0
    ticked: int = 0


def _sum(weights: dict[str, int]) -> str:
    return " + ".join(column if weight == 1 else f"{weight} * {column}" for column, weight in weights.items())


N: Final = _sum(dict.fromkeys(COLUMNS, 1))
# Not the answers too: each sum of eleven columns, row by row, is most of the time that a statement takes.
SCORES: Final = {
    "promoters": _sum(dict.fromkeys(COLUMNS[9:], 1)),
    "passives": _sum(dict.fromkeys(COLUMNS[7:9], 1)),
    "detractors": _sum(dict.fromkeys(COLUMNS[:7], 1)),
}
# Which columns of `Counted` a measure needs, and what they are made of.
COLUMNS_OF: Final[dict[Measure, dict[str, str]]] = {
    Measure.NPS: SCORES,
    Measure.PROMOTERS: SCORES,
    Measure.DETRACTORS: SCORES,
    Measure.ANSWERS: {"n": N},
    Measure.TOPIC: {"n": N},
    Measure.RESPONSE: {"n": "asked", "answered": "answered"},
    Measure.MEAN: {
        "n": N,
        "total": _sum({f"s{score}": score for score in range(1, 11)}),
        "squares": _sum({f"s{score}": score * score for score in range(1, 11)}),
    },
}
TICKED: Final = {"ticked": "count"}
TABLES: Final = {
    Grain.DAY: ("monitor_unitday", "monitor_unittickday", "day"),
    Grain.MONTH: ("monitor_unitmonth", "monitor_unittickmonth", "month"),
    Grain.YEAR: ("monitor_unityear", "monitor_unittickyear", "year"),
}

LOOKED_UP: Final = "unit_id = ANY((SELECT ids FROM wanted)::bigint[])"
# IS TRUE: else the planner makes a join of it, and looks up each unit after all, taking them for a few.
PICKED: Final = "(unit_id IN (SELECT unnest(ids) FROM wanted)) IS TRUE"


@dataclass(frozen=True, slots=True)
class Frame:
    """Which counts: of these units (each holds everything below it), these days."""

    unit_ids: Sequence[int]
    span: Span
    question: Question
    splits: tuple[Split, ...] = field(default=())
    # Of most of all units: a piece is read by its days, and the units are picked out of it. To look up each
    # of thousands of units costs more than to pass by the rows of the others, who are fewer.
    is_most: bool = False


def counted(frame: Frame) -> dict[Key, Counted]:
    """Each row that there is anything of: the key has a part for each split, in their order."""
    found: dict[Key, Counted] = {}
    if not frame.unit_ids or frame.span.until < frame.span.since:
        return found
    plain = tuple(split for split in frame.splits if split != Split.TOPIC)
    scores = _asked(frame, plain, COLUMNS_OF[frame.question.measure], is_of_ticks=False)
    if frame.question.measure != Measure.TOPIC:
        return scores
    ticks = _asked(frame, frame.splits, TICKED, is_of_ticks=True)
    if Split.TOPIC not in frame.splits:
        for key, row in scores.items():
            row.ticked = ticks[key].ticked if key in ticks else 0
        return scores
    place = frame.splits.index(Split.TOPIC)
    for key, row in ticks.items():
        answers = scores.get((*key[:place], *key[place + 1 :]))
        found[key] = Counted(n=answers.n if answers else 0, ticked=row.ticked)
    return found


def _asked(
    frame: Frame, splits: tuple[Split, ...], columns: dict[str, str], *, is_of_ticks: bool
) -> dict[Key, Counted]:
    """One statement over the pieces of the period, each added up by itself first."""
    time = next((split for split in splits if grain_of(split) != Grain.YEAR), None)
    parts: list[sql.Composed] = []
    parameters: list[Any] = []
    for piece in pieces(frame.span, grain_of(time)):
        part, values = _part(frame, piece, splits, columns, is_of_ticks=is_of_ticks)
        parts.append(part)
        parameters += values
    keys = [sql.Identifier(f"k{place}") for place in range(len(splits))]
    names = [sql.Identifier(name) for name in columns]
    statement = sql.SQL(" UNION ALL ").join(parts)
    if len(parts) > 1:
        sums = [sql.SQL("sum({})::bigint").format(name) for name in names]
        statement = sql.SQL("SELECT {} FROM ({}) AS pieces").format(
            sql.SQL(", ").join([*keys, *sums]), statement
        )
        if keys:
            statement += sql.SQL(" GROUP BY {}").format(sql.SQL(", ").join(keys))
    # The units go along once, as text, which is made in a moment; and the planner does not see them: it would
    # look up each in its statistics.
    units = f"{{{','.join(map(str, frame.unit_ids))}}}"
    statement = sql.SQL("WITH wanted AS (SELECT %s::bigint[] AS ids) {}").format(statement)
    width, make = len(splits), MADE_OF[tuple(columns)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [units, *parameters])
        return {row[:width]: make(row[width:]) for row in cursor.fetchall() if any(row[width:])}


def _scores(numbers: Sequence[int]) -> Counted:
    promoters, passives, detractors = numbers
    return Counted(promoters + passives + detractors, promoters, passives, detractors)


def _sums(numbers: Sequence[int]) -> Counted:
    n, total, squares = numbers
    return Counted(n, total=total, squares=squares)


MADE_OF: Final[dict[tuple[str, ...], Callable[[Sequence[int]], Counted]]] = {
    ("promoters", "passives", "detractors"): _scores,
    ("n", "total", "squares"): _sums,
    ("n",): lambda numbers: Counted(numbers[0]),
    ("n", "answered"): lambda numbers: Counted(numbers[0], answered=numbers[1]),
    ("ticked",): lambda numbers: Counted(ticked=numbers[0]),
}


def _part(
    frame: Frame, piece: Piece, splits: tuple[Split, ...], columns: dict[str, str], *, is_of_ticks: bool
) -> tuple[sql.Composed, list[Any]]:
    scores, ticks, day = TABLES[piece.grain]
    key_of = {
        Split.QUESTIONNAIRE: sql.SQL("questionnaire_id"),
        Split.CHANNEL: sql.SQL("channel"),
        Split.TOPIC: sql.SQL("tick"),
    }
    keys: list[sql.Composable] = []
    for split in splits:
        if split in OF_UNITS:
            keys.append(sql.SQL("unit_id"))
        elif split in key_of:
            keys.append(key_of[split])
        else:
            keys.append(
                sql.SQL("date_trunc({}, {}::timestamp)::date").format(
                    sql.Literal(str(split)), sql.Identifier(day)
                )
            )
    shown = [sql.SQL("{} AS {}").format(key, sql.Identifier(f"k{place}")) for place, key in enumerate(keys)]
    shown += [
        sql.SQL("{}sum({})::bigint AS {}").format(
            sql.SQL("" if piece.sign > 0 else "-"), sql.SQL(expression), sql.Identifier(name)
        )
        for name, expression in columns.items()
    ]
    conditions, parameters = _conditions(frame, piece, day, is_of_ticks=is_of_ticks)
    statement = sql.SQL("SELECT {} FROM {} WHERE {}").format(
        sql.SQL(", ").join(shown), sql.Identifier(ticks if is_of_ticks else scores), conditions
    )
    if keys:
        statement += sql.SQL(" GROUP BY {}").format(
            sql.SQL(", ").join(sql.SQL(str(place + 1)) for place in range(len(keys)))
        )
    return statement, parameters


def _conditions(frame: Frame, piece: Piece, day: str, *, is_of_ticks: bool) -> tuple[sql.Composed, list[Any]]:
    question = frame.question
    parts = [sql.SQL("{day} >= %s AND {day} < %s").format(day=sql.Identifier(day))]
    parameters: list[Any] = [piece.first, piece.after]
    if question.questionnaires:
        parts.append(sql.SQL("questionnaire_id = ANY(%s)").format())
        parameters.append(list(question.questionnaires))
    if question.channels:
        parts.append(sql.SQL("channel = ANY(%s)").format())
        parameters.append(list(question.channels))
    if is_of_ticks and question.topic:
        parts.append(sql.SQL("tick = %s").format())
        parameters.append(question.topic)
    parts.append(sql.SQL(PICKED if frame.is_most else LOOKED_UP).format())
    return sql.SQL(" AND ").join(parts), parameters


def ticked_topics(unit_ids: Sequence[int], span: Span) -> set[str]:
    """Every topic that a customer of these units ticked in the years of this time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tick FROM monitor_unittickyear"
            " WHERE unit_id = ANY(%s) AND year BETWEEN %s AND %s AND count > 0",
            [list(unit_ids), span.since.replace(month=1, day=1), span.until],
        )
        return {tick for (tick,) in cursor.fetchall()}


def first_day(unit_ids: Sequence[int]) -> date | None:
    """The first year of which there is anything of these units."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(year) FROM monitor_unityear WHERE unit_id = ANY(%s)", [list(unit_ids)])
        found: date | None = cursor.fetchone()[0]
    return found
