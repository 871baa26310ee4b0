"""What the tables of the voice could hold: read from the database, so that a new column is seen here."""

from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


MAY_HOLD = {
    "engagement_castballot": {"id": "uuid", "wave_id": "bigint", "cell_id": "bigint", "answers": "jsonb"},
    "engagement_castcomment": {
        "id": "uuid",
        "wave_id": "bigint",
        "cell_id": "bigint",
        "question_key": "text",
        "words": "text",
        "may_be_shown": "boolean",
        "reply_address": "character varying",
    },
    "engagement_spentballot": {"ballot_hash": "bytea", "wave_id": "bigint"},
    "engagement_codecard": {
        "code_hash": "character varying",
        "wave_id": "bigint",
        "cell_id": "bigint",
        "is_spent": "boolean",
    },
}


@pytest.mark.parametrize("table", list(MAY_HOLD))
def test_no_column_could_hold_a_moment_an_order_or_a_name(db: None, table: str) -> None:
    columns = _rows(
        "SELECT column_name, data_type, column_default FROM information_schema.columns"
        f" WHERE table_name = '{table}'"
    )
    assert {name: kind for name, kind, _ in columns} == MAY_HOLD[table]
    assert [default for _, _, default in columns if default] == []  # no sequence, no now()
    targets = _rows(
        f"SELECT confrelid::regclass::text FROM pg_constraint WHERE conrelid = '{table}'::regclass"
        " AND contype = 'f'"
    )
    assert {target for (target,) in targets} <= {"engagement_wave", "engagement_cell"}


def test_who_was_invited_keeps_no_moment_either(db: None) -> None:
    kinds = _rows(
        "SELECT DISTINCT data_type FROM information_schema.columns"
        " WHERE table_name IN ('engagement_invitee', 'engagement_cell', 'engagement_cellkey')"
    )
    assert not {"date", "timestamp with time zone", "timestamp without time zone"} & {
        kind for (kind,) in kinds
    }
