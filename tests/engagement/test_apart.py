"""The database keeps answers apart from names: what the web role may not do, and what nobody may."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError

from extramile.core.postgres import web_role


@pytest.fixture
def as_web(db: None) -> Iterator[str]:
    role = web_role.prepare()
    assert role
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
    yield role
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def _refused(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["castballot", "castcomment", "spentballot"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM engagement_{}",
        "SELECT count(*) FROM engagement_{}",
        "SELECT wave_id FROM engagement_{} LIMIT 1",
        "DELETE FROM engagement_{}",
        "UPDATE engagement_{} SET wave_id = 1",
        "TRUNCATE engagement_{}",
        "ALTER TABLE engagement_{} DISABLE ROW LEVEL SECURITY",
        "COPY engagement_{} TO STDOUT",
    ],
)
def test_the_web_role_reads_no_answer(as_web: str, table: str, statement: str) -> None:
    _refused(statement.format(table))


@pytest.mark.parametrize("table", ["castballot", "castcomment", "spentballot"])
def test_a_grant_by_mistake_still_shows_no_answer(db: None, table: str) -> None:
    role = web_role.prepare()
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT SELECT ON engagement_{table} TO "{role}"')
        cursor.execute(f"SELECT polcmd FROM pg_policy WHERE polrelid = 'engagement_{table}'::regclass")
        assert cursor.fetchall() == [("a",)]  # adding alone; no policy shows a row
        assert not web_role.ready()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE engagement_cellkey SET sealed = 'of another'",
        "INSERT INTO engagement_cellkey (cell_id, sealed) VALUES (1, 'mine')",
        "UPDATE engagement_cell SET public_key = 'one for you alone'",
        "INSERT INTO engagement_releasedtable DEFAULT VALUES",
        "DELETE FROM engagement_releasedfigure",
        "UPDATE engagement_releasedcomment SET words = 'kinder'",
        "DELETE FROM engagement_commentmessage",
    ],
)
def test_the_web_role_changes_no_key_and_no_release(as_web: str, statement: str) -> None:
    _refused(statement)


@pytest.mark.parametrize("table", ["releasedtable", "releasedgroup", "releasedfigure", "releasedcomment"])
def test_a_release_has_a_guard_against_everybody(db: None, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = 'released_for_ever'"
            " AND tgenabled = 'O'",
            [f"engagement_{table}"],
        )
        assert cursor.fetchone() == (1,)


def test_a_comment_that_promises_nonsense_is_no_right(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON TABLE engagement_cell IS 'web role: EVERYTHING'")
    with pytest.raises((KeyError, DatabaseError)):
        web_role.prepare()
