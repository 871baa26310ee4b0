"""Write the released table and destroy what it was made of, in one transaction."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from secrets import SystemRandom
from typing import Any, Final

from django.db import connection
from psycopg import sql

from extramile.engagement.models import (
    CastBallot,
    CastComment,
    CellKey,
    CodeCard,
    LostBallots,
    ReleasedComment,
    ReleasedFigure,
    ReleasedGroup,
    ReleasedTable,
    SpentBallot,
    Wave,
)
from extramile.engagement.operations.closing.clearing import clearing
from extramile.engagement.operations.closing.deciding import Decided
from extramile.engagement.release.figures import Coded
from extramile.engagement.release.groups import Place
from extramile.people.models import Unit

# Goes up when a rule or the coding of a figure changes, and never for another reason.
RULES: Final = "3"
PIECE: Final = 1000
HOLDING: Final = tuple(
    model._meta.db_table for model in (CastBallot, CastComment, SpentBallot, CodeCard, CellKey)
)


def write(
    wave: Wave,
    decided: Decided,
    *,
    figures: Mapping[Place, Sequence[Coded]],
    bands: Mapping[Place, tuple[int, int | None]],
    lines: Mapping[str, str],
    homes: Mapping[int, int],
    closed_on: date,
) -> None:
    comments = _comments(wave, homes)
    table = ReleasedTable.objects.create(
        wave=wave,
        closed_on=closed_on,
        rules=RULES,
        least_in_node=wave.least_in_node,
        least_in_cut=wave.least_in_cut,
        fingerprint=_fingerprint(decided, figures, bands, comments),
    )
    groups = _write_groups(table, decided, bands)
    made = (
        _figure(groups[place], coded, lines) for place, published in figures.items() for coded in published
    )
    ReleasedFigure.objects.bulk_create(made, batch_size=PIECE)
    for comment in comments:
        comment.table = table
    ReleasedComment.objects.bulk_create(comments, batch_size=PIECE)


def _write_groups(
    table: ReleasedTable, decided: Decided, bands: Mapping[Place, tuple[int, int | None]]
) -> dict[Place, ReleasedGroup]:
    names = dict(
        Unit.objects.filter(pk__in={one.unit_id for one in decided.groups}).values_list("pk", "name")
    )
    made = [
        ReleasedGroup(
            table=table,
            unit_id=group.unit_id,
            unit_name=names[group.unit_id],
            layer=group.layer,
            is_shown=group.place in bands,
            why_withheld=decided.why_withheld.get(group.place, ""),
            least=bands[group.place][0] if group.place in bands else None,
            most=bands[group.place][1] if group.place in bands else None,
        )
        for group in decided.groups
    ]
    ReleasedGroup.objects.bulk_create(made, batch_size=PIECE)
    return {(group.unit_id, group.layer): group for group in made}


def _figure(group: ReleasedGroup, coded: Coded, lines: Mapping[str, str]) -> ReleasedFigure:
    return ReleasedFigure(
        group=group,
        question_key=coded.question_key,
        option_key=coded.option_key,
        moment=coded.moment,
        line=lines[coded.question_key],
        measure=coded.measure,
        value=coded.value,
        low=coded.low,
        high=coded.high,
        is_at_least=coded.is_at_least,
        is_at_most=coded.is_at_most,
        shares=dict(coded.shares) if coded.shares else None,
    )


def _comments(wave: Wave, homes: Mapping[int, int]) -> list[ReleasedComment]:
    """In an order that means nothing, with ids of their own: not those they came in with."""
    rows = CastComment.objects.filter(wave=wave, may_be_shown=True, cell_id__in=homes)
    clear = clearing()
    found = [
        ReleasedComment(
            id=uuid.uuid4(),
            unit_id=homes[cell],
            question_key=key,
            words=clear(words),
            reply_address=address,
        )
        for cell, key, words, address in rows.values_list("cell_id", "question_key", "words", "reply_address")
    ]
    SystemRandom().shuffle(found)
    return found


def _fingerprint(
    decided: Decided,
    figures: Mapping[Place, Sequence[Coded]],
    bands: Mapping[Place, tuple[int, int | None]],
    comments: Iterable[ReleasedComment],
) -> str:
    """Over everything that is released, in one order: what a report quotes to say which table it read."""
    written: list[Any] = [
        [*group.place, decided.why_withheld.get(group.place, ""), bands.get(group.place)]
        for group in sorted(decided.groups, key=lambda one: one.place)
    ]
    written += sorted(
        [*place, coded.question_key, coded.option_key, coded.moment, coded.measure, coded.value]
        for place, published in figures.items()
        for coded in published
    )
    written += sorted([comment.unit_id, comment.question_key, comment.words] for comment in comments)
    return hashlib.sha256(json.dumps(written, ensure_ascii=False).encode()).hexdigest()


def keep_lost(lost: Mapping[int, int]) -> None:
    """A number a cell, for the waves after this one."""
    LostBallots.objects.bulk_create(
        (LostBallots(cell_id=cell, number=number) for cell, number in sorted(lost.items())), batch_size=PIECE
    )


def destroy(wave: Wave) -> None:
    """Answers, comments, spent ballots, unused codes and keys: gone from the tables and from their files."""
    CellKey.objects.filter(cell__wave=wave).delete()
    for model in (CastBallot, CastComment, SpentBallot, CodeCard):
        model.objects.filter(wave=wave).delete()
    for table in HOLDING:
        rewrite(table)


def rewrite(table: str) -> None:
    """Put what remains in a new file, in a random order: the old file, with what was deleted, is given up."""
    name = sql.Identifier(table)
    kept = sql.Identifier(f"{table}_kept")
    with connection.cursor() as cursor:
        for statement in (
            "LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE",
            "SET CONSTRAINTS ALL IMMEDIATE",  # a check that still waits would forbid emptying the table
            "CREATE TEMPORARY TABLE {kept} ON COMMIT DROP AS SELECT * FROM {name} ORDER BY gen_random_uuid()",
            "TRUNCATE {name}",
            "INSERT INTO {name} SELECT * FROM {kept}",
            "DROP TABLE {kept}",
            "SET CONSTRAINTS ALL DEFERRED",
        ):
            cursor.execute(sql.SQL(statement).format(name=name, kept=kept))
