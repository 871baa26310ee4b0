"""The search in words: everything of the chosen period, with an index or without, and nothing beside it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from importlib import import_module

import pytest
from django.db import IntegrityError, connection

from extramile.responses.operations import index_words, indexing, make_partitions
from extramile.responses.operations.partitions import ensure_months, months_from
from extramile.responses.queries import Hits, said, search_employees, search_units, searching
from extramile.responses.queries.said import Looked
from tests.cast import Cast
from tests.monitor.facts import answered, change


@pytest.fixture(autouse=True)
def _a_visitor_who_waits(patient_search: None) -> None:
    """What is found in time on a quiet machine is found on a busy one."""


@pytest.fixture
def _no_index_stays(transactional_db: None) -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname LIKE '%\\_words\\_plain'")
        for (made,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{made}"')


def words_of(looked: Looked) -> list[str]:
    return [one.words for one in looked.said]


def speak(cast: Cast, *texts: str, days: int = 20) -> None:
    """The first is the newest."""
    for number, text in enumerate(texts):
        answered(cast.team, cast.sanne, now=cast.now - timedelta(days=days * number, hours=1), words=text)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("ёЛКА", ["Красивая Ёлка"]),
        ("ΔΡΟΜΟΣ", ["Ο δρόμοσ"]),
        ("שלום", ["שָׁלוֹם"]),
        ("شكرا", ["شُكْرًا جزيلا"]),
        ("straße", ["Die Straße"]),
        ("brella", ["An umbrella, 100% kind"]),  # in the middle of a word
        ("kind umbr", ["An umbrella, 100% kind"]),
        ("kind strasse", []),
        ("0%", ["An umbrella, 100% kind"]),
        ("%", ["An umbrella, 100% kind"]),
        ("_", []),
        ("\\", []),
        ("');DROP TABLE responses_answer;--", []),
        ("$$", []),
        ("%s", []),
        ("\x00", []),
    ],
)
@pytest.mark.django_db
def test_words_are_found_in_any_script_and_nothing_is_a_wildcard(
    cast: Cast, wanted: str, found: list[str]
) -> None:
    speak(cast, "Красивая Ёлка", "Ο δρόμοσ", "שָׁלוֹם", "شُكْرًا جزيلا", "Die Straße", "An umbrella, 100% kind")
    assert words_of(search_units(None, wanted)) == found
    if wanted != "\x00":
        assert words_of(search_employees([cast.sanne.pk], wanted)) == found


@pytest.mark.django_db
def test_the_whole_period_is_looked_through_at_once_and_not_a_day_beside_it(cast: Cast) -> None:
    speak(cast, *[f"Umbrella {number}" if number % 2 else "Quick" for number in range(24)], days=31)
    looked = search_units(None, "umbrella", limit=50)
    assert words_of(looked) == [f"Umbrella {number}" for number in range(24) if number % 2]
    assert (looked.until, looked.hits) == (None, Hits(12))
    day = looked.said[3].day
    assert words_of(search_units(None, "umbrella", since=day, until=day)) == ["Umbrella 7"]
    assert words_of(search_units(None, "umbrella", since=day - timedelta(days=62), until=day)) == [
        "Umbrella 7",
        "Umbrella 9",
    ]


@pytest.mark.django_db
def test_read_on_by_pages_every_hit_comes_once(cast: Cast) -> None:
    for number in range(17):  # three at the same moment
        at = cast.now - timedelta(days=11 * (number // 3))
        answered(cast.team, cast.sanne, now=at, words=f"Umbrella {number}")
    searches: list[Callable[..., Looked]] = [
        partial(search_units, [cast.team.pk], "umbrella"),
        partial(search_employees, [cast.sanne.pk], "umbrella"),
    ]
    for search in searches:
        found: list[int] = []
        looked = search(limit=4)
        assert looked.hits == Hits(17)
        while looked.said:
            found += [one.response_id for one in looked.said]
            looked = search(limit=4, before=looked.said[-1].position)
            assert looked.hits is None  # said once
        assert len(found) == len(set(found)) == 17


@pytest.mark.django_db
def test_words_of_one_answer_may_stand_in_two_of_its_questions(cast: Cast) -> None:
    made = answered(cast.team, cast.sanne, now=cast.now, words="Friendly")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO responses_answer (response_id, responded_at, question, words)"
            " VALUES (%s, %s, 'x', %s)",
            [made.response_id, cast.now, "but late"],
        )
    assert len(search_units(None, "friendly late").said) == 1
    assert len(search_units(None, "late").said) == 1
    assert search_units(None, "late early").said == []


@pytest.mark.django_db
def test_the_number_of_hits_is_never_more_than_was_counted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_COUNTED", 5)
    monkeypatch.setattr(import_module("extramile.responses.queries.said"), "MOST_COUNTED", 5)
    speak(cast, *["Umbrella"] * 5, days=1)
    searches: list[Callable[[], Looked]] = [
        partial(search_units, None, "umb", limit=2),
        partial(search_employees, [cast.sanne.pk], "umb"),
    ]
    for search in searches:
        assert search().hits == Hits(5)
    speak(cast, "Umbrella")
    for search in searches:
        assert search().hits == Hits(5, are_more=True)
    assert len(search_units(None, "umb", limit=2).said) == 2


@pytest.mark.django_db
def test_when_the_time_is_over_it_says_how_far_it_looked_and_goes_on_from_there(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "SECONDS", -1)
    monkeypatch.setattr(searching, "COUNTING_SECONDS", -1)
    speak(cast, "Quick", "Quick", "Umbrella", "Umbrella", days=31)
    looked = search_units(None, "umbrella")
    rounds = 0
    found: list[str] = []
    while looked.until is not None:
        assert looked.hits is None or looked.hits.are_more
        found += words_of(looked)
        looked = search_units(None, "umbrella", before=looked.until)
        rounds += 1
    assert found + words_of(looked) == ["Umbrella", "Umbrella"]
    assert rounds >= 3


@pytest.mark.usefixtures("_no_index_stays")
@pytest.mark.django_db(transaction=True)
def test_months_that_are_over_get_an_index_and_it_is_used(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "SMALL", 0)
    make_partitions(cast.now)
    ensure_months(months_from((cast.now - timedelta(days=70)).date(), 3))
    speak(cast, "Quick", "Umbrella", "Quick", "Umbrella", days=20)
    before = words_of(search_units(None, "umbrella"))
    done = 0
    while index_words(cast.now):
        done += 1
    assert done >= 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname LIKE '%\\_words\\_plain' ORDER BY 1")
        made = [row[0] for row in cursor.fetchall()]
        assert f"responses_answer_{cast.now:%Y%m}_words_plain" not in made
        assert "responses_answer_202602_words_plain" in made
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT FROM responses_answer"
            " WHERE words <> '' AND responses_plain(words) LIKE '%umbrella%'"
            " AND responded_at >= '2026-02-01 UTC' AND responded_at < '2026-03-01 UTC'"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")
    assert "responses_answer_202602_words_plain" in plan
    assert words_of(search_units(None, "umbrella")) == before == ["Umbrella", "Umbrella"]
    # What was changed since is found too, and what was forgotten is not.
    one = said([(looked.response_id, looked.responded_at) for looked in search_units(None, "umbrella").said])
    assert len(one) == 2


@pytest.mark.usefixtures("_no_index_stays")
@pytest.mark.django_db(transaction=True)
def test_an_index_that_was_left_unfinished_is_made_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "SMALL", 0)
    ensure_months(months_from((cast.now - timedelta(days=31)).date(), 1))
    speak(cast, "Quick", "Umbrella", days=31)
    name = f"responses_answer_{cast.now - timedelta(days=31):%Y%m}_words_plain"
    while index_words(cast.now):
        pass
    with connection.cursor() as cursor:
        cursor.execute(f'DROP INDEX "{name}"')
        with pytest.raises(IntegrityError):  # two rows are equal: it is left behind, of no use
            cursor.execute(
                f'CREATE UNIQUE INDEX CONCURRENTLY "{name}" ON {name.removesuffix("_words_plain")} ((1))'
            )
        assert index_words(cast.now) == 1
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass", [name])
        assert cursor.fetchone()[0]
        assert index_words(cast.now) == 0


@pytest.mark.django_db
def test_changed_words_are_found_by_what_they_say_now(cast: Cast) -> None:
    from tests.responses.asked import ask

    invitation = ask(cast.team, cast.sanne, now=cast.now)
    change(invitation.pk, now=cast.now, score=9, words="Quick")
    change(invitation.pk, now=cast.now, score=9, words="Umbrella")
    assert words_of(search_units(None, "quick")) == []
    assert words_of(search_units(None, "umbrella")) == ["Umbrella"]
