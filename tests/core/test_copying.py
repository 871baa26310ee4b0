"""Lines for COPY and array literals carry any text there is, unchanged."""

import gc
import sys

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extramile.core.collecting import RARELY, TURN, rarely_collecting
from extramile.core.copying import array_of, copy_lines, fields, next_ids

pytestmark = pytest.mark.django_db
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
HOSTILE = [
    "",
    "\\N",
    "\\.",
    "a\tb",
    "a\nb",
    "a\r\nb",
    'say "no"',
    "{x,y}",
    "NULL",
    "\\",
    "é\N{ROSE}",
    " a ",
    "'",
]
quickly = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def table() -> str:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS copied (one text UNIQUE, two text) ON COMMIT DROP")
    return "copied"


def stored() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute('SELECT one, two FROM copied ORDER BY one COLLATE "C"')
        return list(cursor.fetchall())


def test_hostile_texts_come_out_as_they_went_in(table: str) -> None:
    copy_lines(table, "one two", [fields(text, text) for text in HOSTILE])
    assert stored() == sorted((text, text) for text in HOSTILE)


@quickly
@given(pairs=st.dictionaries(TEXTS, TEXTS, max_size=8))
def test_any_texts_come_out_as_they_went_in(table: str, pairs: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE copied")
    copy_lines(table, "one two", [fields(one, two) for one, two in pairs.items()])
    assert dict(stored()) == pairs


@quickly
@given(texts=st.lists(TEXTS, max_size=8))
def test_an_array_holds_any_texts(texts: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [array_of(texts)])
        assert cursor.fetchone()[0] == texts
        cursor.execute("SELECT %s::text[]", [array_of(HOSTILE)])
        assert cursor.fetchone()[0] == HOSTILE


def test_half_a_character_is_refused_as_the_database_refuses(table: str) -> None:
    with pytest.raises(DataError), transaction.atomic():
        copy_lines(table, "one two", [fields("\ud83c", "x")])
    with pytest.raises(DataError), transaction.atomic():
        copy_lines(table, "one two", [fields("\x00", "x")])


def test_what_the_database_refuses_is_raised_as_django_does(table: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_lines(table, "one two", [fields("a", "b"), fields("a", "c")])
    assert stored() == []


def test_more_lines_than_one_block(table: str) -> None:
    copy_lines(table, "one two", (fields(str(n), "x") for n in range(1203)))
    assert len(stored()) == 1203


def test_new_ids_rise_and_are_nobody_elses() -> None:
    first = next_ids("intake_job_id_seq", 3)
    assert first == sorted(set(first))
    assert min(next_ids("intake_job_id_seq", 2)) > max(first)
    assert next_ids("intake_job_id_seq", 0) == []


def test_the_last_to_leave_puts_the_collector_back() -> None:
    before = gc.get_threshold(), sys.getswitchinterval()
    outer, inner = rarely_collecting(), rarely_collecting()
    outer.__enter__()
    inner.__enter__()
    assert gc.get_threshold()[0] == RARELY
    assert sys.getswitchinterval() == pytest.approx(TURN)
    outer.__exit__(None, None, None)  # not in the order they came
    assert gc.get_threshold()[0] == RARELY
    inner.__exit__(None, None, None)
    assert (gc.get_threshold(), sys.getswitchinterval()) == before
