"""What both imports share: counting each row once, and a savepoint a row."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from django.db import DatabaseError, transaction

from extramile.core.tables import Applied, Row, RowProblem
from extramile.people.problems import Refused

Outcome = Literal["created", "updated", "unchanged"]
CHUNK = 1000


def chunks(rows: Iterable[Row], *, size: int = CHUNK) -> Iterable[list[Row]]:
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == size:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def take(row: Row, write: Callable[[], Outcome], outcomes: dict[int, Outcome | RowProblem]) -> None:
    """Write one row in its own savepoint; what is refused becomes the row's problem."""
    try:
        with transaction.atomic():
            outcomes[row.number] = write()
    except Refused as refused:
        outcomes[row.number] = problem_of(row, refused)
    except DatabaseError as error:
        # Somebody else took the same number or address at the same moment: say so, go on.
        outcomes[row.number] = RowProblem("", "", "database", {"reason": str(error)[:200]}, row=row.number)


def problem_of(row: Row, refused: Refused) -> RowProblem:
    return RowProblem(refused.field, refused.value, refused.code, refused.parameters, row=row.number)


def refuse_unfit(rows: Iterable[Row], seen: dict[str, int]) -> tuple[list[Row], list[RowProblem]]:
    """The first row of each external id, a problem for each further one. `seen`: the rows before these.

    And one for each row with a zero byte: names are looked up for many rows at once, and PostgreSQL refuses
    the whole question for one such.
    """
    kept, refused = [], []
    for row in rows:
        if bad := next((key for key, value in row.values.items() if _has_zero_byte(value)), ""):
            refused.append(RowProblem(bad, "", "characters", row=row.number))
            continue
        external_id = str(row.values.get("external_id", "")).strip()
        if external_id and seen.setdefault(external_id, row.number) != row.number:
            parameters = {"row": seen[external_id], "value": external_id}
            refused.append(RowProblem("external_id", external_id, "doubled_row", parameters, row=row.number))
            continue
        kept.append(row)
    return kept, refused


def _has_zero_byte(value: object) -> bool:
    return any("\x00" in str(one) for one in value) if isinstance(value, list) else "\x00" in str(value)


def counted(
    outcomes: dict[int, Outcome | RowProblem],
    problems: list[RowProblem],
    later: Mapping[int, str] = MappingProxyType({}),
) -> Applied:
    values = [outcome for number, outcome in outcomes.items() if number not in later]
    problems = [*problems, *(one for one in values if isinstance(one, RowProblem))]
    return Applied(
        created=values.count("created"),
        updated=values.count("updated"),
        unchanged=values.count("unchanged"),
        problems=sorted(problems, key=lambda one: one.row),
        later=dict(later),
    )
