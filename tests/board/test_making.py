"""A report is made in the background: whole or not at all, once, and of one moment."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from extramile.board import gather as gathering
from extramile.board.compose import LANGUAGES, compose
from extramile.board.content import Content
from extramile.board.frozen import fingerprint_of, to_text
from extramile.board.gather.facts import Facts
from extramile.board.models import Frozen, Quote, Report
from extramile.board.operations import NotADraftError, is_making_due, make, make_anew, make_due, making
from extramile.board.problems import PeriodError
from extramile.board.queries import content_of
from extramile.conductor.pipeline import STEPS
from extramile.core.models import AuditEntry
from extramile.evidence.operations import ask_for_run, run_due, ship_standing
from extramile.evidence.queries import studies
from extramile.monitor.operations import count_changes
from extramile.people.models import UnitKind
from extramile.people.operations import add_unit
from tests.board.conftest import drafted, period
from tests.cast import Cast, user_of
from tests.monitor.facts import answered
from tests.outbox.post_office import database_url


class TestMade:
    pytestmark = pytest.mark.django_db

    def test_a_draft_in_both_languages_with_its_figures(self, draft: Report, company: Cast) -> None:
        assert (draft.state, draft.steps, draft.made_at) == ("draft", draft.steps_expected, company.now)
        for language in LANGUAGES:
            view = content_of(draft.public_id, language)
            assert view is not None
            assert view.content.language == language
            assert fingerprint_of(to_text(view.content)) == view.fingerprint
            (told,) = next(one for one in view.content.chain if one.key == "customers").figures
            assert (told.value, told.n.split()[0]) == (25.0, "64")
        assert make_due(company.now) == 0
        assert not is_making_due(company.now)

    def test_pressed_twice_is_one_report(self, company: Cast) -> None:
        since, until = period(company)
        first, is_new = make(since=since, until=until, actor=None, now=company.now)
        again, is_new_again = make(since=since, until=until, actor=None, now=company.now)
        assert (first.pk, is_new, is_new_again) == (again.pk, True, False)

    def test_a_period_that_cannot_be_is_refused(self, company: Cast) -> None:
        since, until = period(company)
        with pytest.raises(PeriodError):
            make(since=until, until=since, actor=None, now=company.now)
        with pytest.raises(PeriodError):
            make(since=since, until=company.today + timedelta(days=1), actor=None, now=company.now)

    def test_the_same_answers_give_the_same_words(self, draft: Report, company: Cast) -> None:
        before = {one.language: (one.body, one.fingerprint) for one in Frozen.objects.all()}
        make_anew(draft, actor=None, now=company.now)
        assert make_due(company.now) == 1
        assert {one.language: (one.body, one.fingerprint) for one in Frozen.objects.all()} == before

    def test_anew_it_holds_what_came_in_since(self, draft: Report, company: Cast) -> None:
        for _ in range(20):
            answered(company.team, company.wim, now=company.now - timedelta(days=2), score=10)
        while count_changes(company.now):
            pass
        make_anew(draft, actor=user_of(company.ines), now=company.now)
        assert make_due(company.now) == 1
        view = content_of(draft.public_id, "en")
        assert view is not None
        assert "84 answers" in next(one for one in view.content.chain if one.key == "customers").sentence

    def test_a_report_that_is_being_made_is_not_begun_again(self, company: Cast) -> None:
        since, until = period(company)
        report, _new = make(since=since, until=until, actor=None, now=company.now)
        with pytest.raises(NotADraftError):
            make_anew(report, actor=None, now=company.now)

    def test_a_company_of_one_unit_and_no_answer(self, now: datetime) -> None:
        add_unit("Alone", kind=UnitKind.COMPANY)
        report, _new = make(since=now.date() - timedelta(days=30), until=now.date(), actor=None, now=now)
        assert make_due(now) == 1
        view = content_of(report.public_id, "nl")
        assert view is not None
        assert view.content.areas == ()
        assert view.content.customers_words == ()
        assert view.content.answer

    def test_a_study_with_something_to_read_goes_first(self, company: Cast) -> None:
        since, until = period(company)
        ship_standing(company.now)
        ask_for_run(studies()[0].public_id, actor=None, now=company.now)
        make(since=since, until=until, actor=None, now=company.now)
        assert not is_making_due(company.now)
        assert make_due(company.now) == 0
        while run_due(company.now):
            pass
        assert is_making_due(company.now)
        assert make_due(company.now) == 1

    def test_a_study_that_takes_for_ever_is_not_waited_for(self, company: Cast) -> None:
        since, until = period(company)
        ship_standing(company.now)
        ask_for_run(studies()[0].public_id, actor=None, now=company.now)
        make(since=since, until=until, actor=None, now=company.now)
        assert make_due(company.now + making.PATIENCE) == 1

    def test_where_no_report_waits_no_study_is_looked_up(self, company: Cast) -> None:
        """The step looks every two seconds, for ever."""
        ship_standing(company.now)
        with CaptureQueriesContext(connection) as asked:
            assert not is_making_due(company.now)
        assert [query["sql"] for query in asked if "evidence_" in query["sql"]] == []

    def test_who_made_what_is_written_down(self, draft: Report) -> None:
        found = AuditEntry.objects.filter(subject_type="report", subject_id=str(draft.public_id))
        assert set(found.values_list("action", flat=True)) == {"board.report.asked", "board.report.made"}


@pytest.mark.django_db(transaction=True)
class TestBroken:
    def test_broken_off_three_times_it_has_failed_and_nothing_half_is_left(
        self, company: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        since, until = period(company)
        report, _new = make(since=since, until=until, actor=None, now=company.now)
        real = compose

        def broken(facts: Facts, language: str) -> Content:
            if language == "nl":
                raise RuntimeError("no ink")
            return real(facts, language)

        monkeypatch.setattr(making, "compose", broken)
        for _ in range(3):
            with pytest.raises(RuntimeError):
                make_due(company.now)
        report.refresh_from_db()
        assert (report.state, report.failure) == ("failed", "error")
        assert not Frozen.objects.exists()
        assert not Quote.objects.exists()
        monkeypatch.undo()
        make_anew(report, actor=None, now=company.now)
        assert make_due(company.now) == 1
        report.refresh_from_db()
        assert report.state == "draft"

    def test_killed_while_making_the_next_worker_makes_it(self, company: Cast) -> None:
        since, until = period(company)
        report, _new = make(since=since, until=until, actor=None, now=company.now)
        program = (
            "import django, time; django.setup()\n"
            "from extramile.board.operations import making, make_due\n"
            "from extramile.core import clock\n"
            "making.compose = lambda *_: (print('gathered', flush=True), time.sleep(600))\n"
            "make_due(clock.now())\n"
        )
        worker = subprocess.Popen(
            [sys.executable, "-c", program],
            env={
                **os.environ,
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "extramile.settings",
            },
            stdout=subprocess.PIPE,
        )
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == b"gathered"
        report.refresh_from_db()
        assert (report.state, report.steps) == ("making", gathering.STEPS)
        assert make_due(company.now) == 0  # another makes it, and lives
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        for _ in range(1200):  # until PostgreSQL has seen that its process is gone
            if make_due(company.now):
                break
            time.sleep(0.05)
        report.refresh_from_db()
        assert (report.state, report.tries, Frozen.objects.count()) == ("draft", 2, len(LANGUAGES))

    def test_two_windows_at_once_make_one_report(self, company: Cast) -> None:
        since, until = period(company)
        both, made = Barrier(2), []

        def press() -> None:
            try:
                both.wait()
                made.append(make(since=since, until=until, actor=None, now=company.now))
            finally:
                connection.close()

        threads = [Thread(target=press) for _ in range(2)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert Report.objects.count() == 1
        assert sorted(is_new for _report, is_new in made) == [False, True]

    def test_the_step_runs_in_a_process_of_its_own(self, company: Cast) -> None:
        (step,) = [one for one in STEPS if one.name == "reports"]
        assert step.apart is not None
        drafted(company)
        assert not step.apart(company.now)
