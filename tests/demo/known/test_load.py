"""Loading a known company: into an empty database alone, to the end, and so that it can be looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Event
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection
from django.test import TestCase

from extramile.cli.demo import TRUTHS
from extramile.demo.known.calendar import closes_at, days_of, opens_at
from extramile.demo.known.load import Known, load_known
from extramile.demo.known.worlds import PERIODS, SEED, WAVES, Size, Truth, answers
from extramile.demo.load import NotEmptyError, demo_people
from extramile.engagement import queries
from extramile.engagement.queries import state
from extramile.evidence.queries import studies
from extramile.monitor.operations import check, count_changes
from extramile.outbox.models import Message
from extramile.people.models import Employee, Unit
from extramile.responses.models import ImportedResponse, Response
from extramile.responses.operations import partitions

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SMALL = Size(answers=10)


@contextmanager
def tidied_until_somebody_waits(table: str) -> Iterator[Event]:
    """PostgreSQL tidies this table, as it does when it finds the time, until the maker of months pauses."""
    gave_way = Event()
    with psycopg.connect(**connection.get_connection_params()) as cleaner:
        cleaner.execute(f"LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE")

        def pause(_seconds: float) -> None:
            cleaner.rollback()
            gave_way.set()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(partitions, "time", SimpleNamespace(sleep=pause))
            yield gave_way


class TestLoaded(TestCase):
    """Loaded once for all of these; nothing of it is kept."""

    known: Known
    told: list[int]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.told = []
        with tidied_until_somebody_waits("responses_response_default") as gave_way:
            cls.known = load_known(Truth.FEW_TEAMS, now=NOW, size=SMALL, progress=cls.told.append)
        assert gave_way.is_set()  # and the load tried again

    def test_it_is_all_there_and_adds_up(self) -> None:
        teams = len(self.known.founded.teams)
        assert teams == 4
        assert Response.objects.count() == self.known.answers == teams * PERIODS * SMALL.answers
        assert Employee.objects.count() == teams * (SMALL.people + 2) + 5
        assert check() == []
        assert count_changes(NOW) == 0
        assert sum(self.told) == 100

    def test_customers_answer_what_is_true_of_their_team(self) -> None:
        world = self.known.world
        scores = dict(Response.objects.values_list("pk", "score"))
        taken = dict(ImportedResponse.objects.values_list("external_id", "response_id"))
        for team, period in ((0, 0), (3, PERIODS - 1)):
            numbers = [f"A{period}-{team:02}-{place:03}" for place in range(SMALL.answers)]
            given = [scores[taken[number]] for number in numbers]
            assert given == list(answers(world, team, period, began=None, size=SMALL, seed=SEED))

    def test_every_wave_tells_every_team(self) -> None:
        waves = queries.closed_waves()
        assert len(waves) == WAVES
        teams = {team.pk for team in self.known.founded.teams}
        for wave in waves:
            assert teams | {self.known.founded.company.pk} <= set(queries.released_units(wave.id))
        assert state.leftovers() == state.Leftovers(keys=0, answers=0, waves_without_table=0)

    def test_what_is_asked_was_frozen_before_anybody_answered(self) -> None:
        standing = [one for one in studies() if one.is_standing]
        assert standing
        first = opens_at(0, now=NOW)
        assert all(one.frozen_at and one.frozen_at < first for one in standing)

    def test_nothing_lies_in_the_future_or_is_left_to_be_sent(self) -> None:
        assert not Response.objects.filter(responded_at__gte=NOW).exists()
        assert not Message.objects.exists()

    def test_it_can_be_looked_at(self) -> None:
        roles = {person.role for person in demo_people()}
        assert {"director", "insights owner", "hr", "administrator", "board reader"} <= roles

    def test_a_second_one_is_refused_and_changes_nothing(self) -> None:
        before = Unit.objects.count(), Response.objects.count()
        with pytest.raises(NotEmptyError):
            load_known(Truth.NONE, now=NOW, size=SMALL)
        assert (Unit.objects.count(), Response.objects.count()) == before


@pytest.mark.django_db
def test_one_that_fails_halfway_leaves_nothing() -> None:
    def stop(_percent: int) -> None:
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt

    calls: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        load_known(Truth.FEW_TEAMS, now=NOW, size=SMALL, progress=stop)
    assert not Unit.objects.exists()
    assert not Response.objects.exists()


def test_the_command_knows_every_truth() -> None:
    assert set(TRUTHS) == set(Truth)


def test_days_follow_each_other_and_end_yesterday() -> None:
    days = list(_all_days())
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert days[-1] == NOW.date() - timedelta(days=1)
    for wave in range(WAVES):
        assert days_of(wave + 1, now=NOW)[0] == closes_at(wave, now=NOW).date() + timedelta(days=1)


def _all_days() -> Iterator[date]:
    for period in range(PERIODS):
        yield from days_of(period, now=NOW)
