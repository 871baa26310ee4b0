"""The demo as the command loads it: both voices beside each other, kept together or not at all."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NoReturn

import pytest
from django.db import connection, connections, transaction

from extramile.contacts.models import Contact
from extramile.core.models import Setting
from extramile.core.preferences import preferences
from extramile.demo import load
from extramile.demo.beside import Beside, Lines, VoiceStopped, follow
from extramile.demo.load import is_empty, load_demo
from extramile.demo.story import Story
from extramile.demo.unfinished import LOCK, BusyError, mark_unfinished, take_away_unfinished
from extramile.engagement import queries
from extramile.monitor.operations import check
from extramile.people.models import Employee, Unit, UnitKind
from extramile.people.operations import add_unit
from extramile.responses.models import Response

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
SCALE = 0.05

pytestmark = pytest.mark.django_db(transaction=True)


def stop() -> NoReturn:
    raise KeyboardInterrupt


def test_both_voices_are_there_and_add_up() -> None:
    done: list[int] = []
    loaded = load_demo(now=NOW, progress=done.append, scale=SCALE)
    assert loaded.jobs > 300
    assert sum(done) == 100
    assert check() == []
    assert len(queries.closed_waves()) == 4
    assert len(queries.open_waves(NOW)) == 1
    assert not preferences().half_told
    assert not is_empty()


def test_stopped_halfway_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The company is founded, the voice is being told, and somebody presses Ctrl-C."""
    monkeypatch.setattr(Story, "tell", lambda _story, _progress: stop())
    with pytest.raises(KeyboardInterrupt):
        load_demo(now=NOW, scale=SCALE)
    assert not Unit.objects.exists()
    assert not Employee.objects.exists()
    assert not queries.closed_waves()
    assert not Setting.objects.exists()
    assert is_empty()


def test_a_voice_that_stops_takes_the_river_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """The river is kept already when the other process goes away: that is taken back too."""

    def gone(_beside: object, _part: object) -> NoReturn:
        assert Response.objects.exists()
        assert not connection.in_atomic_block
        raise VoiceStopped("told")

    monkeypatch.setattr(Beside, "told", gone)
    with pytest.raises(VoiceStopped):
        load_demo(now=NOW, scale=SCALE)
    assert not Response.objects.exists()
    assert not Contact.objects.exists()
    assert not queries.closed_waves()
    assert is_empty()


def test_what_a_killed_load_left_is_taken_away_by_the_next() -> None:
    add_unit("Half a company", kind=UnitKind.COMPANY)
    mark_unfinished()
    assert is_empty()
    take_away_unfinished()
    assert not Unit.objects.exists()
    assert not Setting.objects.exists()


def test_a_company_without_the_mark_is_never_taken_away() -> None:
    add_unit("A real company", kind=UnitKind.COMPANY)
    take_away_unfinished()
    assert Unit.objects.count() == 1
    with pytest.raises(load.NotEmptyError):
        load_demo(now=NOW, scale=SCALE)


def test_two_at_once_do_not_take_each_other_away() -> None:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            add_unit("Being founded", kind=UnitKind.COMPANY)
            mark_unfinished()
            with pytest.raises(BusyError, match="just now"):
                load_demo(now=NOW, scale=SCALE)
            assert Unit.objects.count() == 1
            # Closing lets go of it too, but only a moment later: when the next test may be loading.
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    finally:
        other.close()


class Said:
    """One end of the lines: what is said there, and what comes back."""

    def __init__(self, *back: str) -> None:
        self.back: Iterator[str] = iter([f"{line}\n" for line in back])
        self.said: list[str] = []

    def write(self, words: str) -> int:
        self.said.append(words.strip())
        return len(words)

    def flush(self) -> None:
        """Nothing waits."""

    def __iter__(self) -> Iterator[str]:
        return self.back


def test_whoever_is_led_tells_nothing_when_nobody_says_so() -> None:
    """The other end went away before the company was founded."""
    ends = Said()
    with pytest.raises(VoiceStopped, match="tell"):
        follow(Lines(ends, ends), scale=SCALE, now=NOW)  # type: ignore[arg-type]
    assert not ends.said


def test_told_is_said_once_it_is_kept() -> None:
    with transaction.atomic():
        load_the_company()
    ends = Said("tell")
    with connection.execute_wrapper(_no_word_of_it(ends)):
        follow(Lines(ends, ends), scale=SCALE, now=NOW)  # type: ignore[arg-type]
    assert ends.said[-1] == "told"
    assert not connection.in_atomic_block
    assert len(queries.closed_waves()) == 4


def _no_word_of_it(ends: Said) -> Any:
    """As long as anything is asked of the database, `told` was not said."""

    def ask(execute: Callable[..., Any], *arguments: Any) -> Any:
        assert "told" not in ends.said
        return execute(*arguments)

    return ask


def load_the_company() -> None:
    telling = load.Telling(NOW, SCALE, load.Bar(None))
    telling.found()
