"""A small part of the company, loaded as the whole one is: the truth is found again in the counts."""

from collections import Counter
from datetime import UTC, datetime
from math import sqrt
from typing import ClassVar
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.test import TestCase
from django.urls import resolve

from extramile.actions.models import KeptComment
from extramile.contacts.models import Contact
from extramile.demo.enthusiasm import feeling, score, votes
from extramile.demo.load import (
    Loaded,
    NotEmptyError,
    demo_people,
    is_empty,
    load_demo,
    unanswered_links,
)
from extramile.demo.plan import Size, make_plan
from extramile.demo.truth import chances_of
from extramile.demo.voice import voters_of
from extramile.engagement import queries
from extramile.invitations.models import Decision, Invitation, Reason
from extramile.invitations.queries import read_answer_link
from extramile.monitor.models import Screen, UnitDay
from extramile.monitor.operations import check, count_changes
from extramile.outbox.models import Message, State
from extramile.people.models import Employee, Unit, User
from extramile.responses.models import Answer, Credit, Response

NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)  # a Monday, in the middle of the day
SCALE = 0.05
PROGRESS: list[int] = []


class TestLoaded(TestCase):
    """Loaded once for all of these; nothing of it is kept."""

    loaded: ClassVar[Loaded]

    @classmethod
    def setUpTestData(cls) -> None:
        PROGRESS.clear()
        with patch("extramile.engagement.operations.participation.LEAST_INVITED", 20):  # as in the whole one
            cls.loaded = load_demo(now=NOW, progress=PROGRESS.append, scale=SCALE)

    def test_it_all_adds_up(self) -> None:
        assert self.loaded.technicians == 30
        assert self.loaded.jobs > 300
        assert check() == []
        assert count_changes(NOW) == 0

    def test_progress_reaches_the_end(self) -> None:
        assert sum(PROGRESS) == 100
        assert min(PROGRESS) > 0

    def test_a_second_time_is_refused_and_changes_nothing(self) -> None:
        before = (Unit.objects.count(), Response.objects.count())
        assert not is_empty()
        with pytest.raises(NotEmptyError, match="another data folder"):
            load_demo(now=NOW, scale=SCALE)
        assert (Unit.objects.count(), Response.objects.count()) == before

    def test_the_known_truth_is_found_again_in_the_counts(self) -> None:
        """Promoters and detractors of all technicians together: within four standard deviations."""
        plan = make_plan(Size.of(SCALE))
        numbers = dict(Employee.objects.values_list("pk", "external_id"))
        rows = Response.objects.filter(job_id__isnull=False).values_list("pk", "score")
        scores = {pk: score for pk, score in rows if score is not None}
        own: Counter[tuple[str, str]] = Counter()
        lead = Credit.objects.filter(share__gt="0.5").values_list("response_id", "employee_id")
        for response, employee in lead:
            if response in scores:
                own[numbers[employee], "all"] += 1
                own[numbers[employee], "promoter"] += scores[response] >= 9
                own[numbers[employee], "detractor"] += scores[response] <= 6
        for group in ("promoter", "detractor"):
            expected = variance = found = 0.0
            for one in plan.technicians:
                chance = getattr(chances_of(one.number, region=one.region, centre=one.centre), group)
                n = own[one.number, "all"]
                expected, variance = expected + n * chance, variance + n * chance * (1 - chance)
                found += own[one.number, group]
            assert abs(found - expected) < 4 * sqrt(variance), (group, found, expected)

    def test_about_a_quarter_answers(self) -> None:
        asked = Invitation.objects.filter(asked_at__isnull=False, job__isnull=False)
        answered = asked.filter(responded_at__isnull=False).count()
        assert 0.15 < answered / asked.count() < 0.32

    def test_the_counts_know_every_answer(self) -> None:
        company = Unit.objects.get(external_id="RM")
        columns = [f"s{score}" for score in range(11)]
        counted = sum(sum(row) for row in UnitDay.objects.filter(unit_id=company.pk).values_list(*columns))
        assert counted == Response.objects.filter(score__isnull=False).count() > 60

    def test_nothing_happens_in_the_future_or_is_left_to_be_sent(self) -> None:
        assert not Response.objects.filter(responded_at__gt=NOW).exists()
        assert not Invitation.objects.filter(asked_at__gt=NOW).exists()
        assert not Message.objects.exclude(state=State.SENT).exists()
        assert not Invitation.objects.filter(next_reminder_at__isnull=False).exists()
        due = Invitation.objects.filter(
            asked_at=None, cancelled_at=None, decision=Decision.ASKED, responded_at=None
        )
        assert not due.exists()

    def test_the_truth_of_the_employees_is_found_again_in_the_released_tables(self) -> None:
        plan = make_plan(Size.of(SCALE))
        company = Unit.objects.get(external_id="RM").pk
        rounds = [one for one in queries.closed_waves() if one.kind == "enps"]
        assert len(rounds) == 2
        for number, wave in ((0, rounds[-1]), (2, rounds[0])):
            feels = [(voter, feeling(voter, plan, round_number=number)) for voter in voters_of(plan)]
            scores = [score(one) for voter, one in feels if votes(voter, one, round_number=number)]
            exact = 100 * sum((one >= 9) - (one <= 6) for one in scores) / len(scores)
            [found] = queries.released(wave.id, [company], layers=False)
            figure = found.figure("enps")
            assert figure is not None
            assert found.least is not None
            assert found.most is not None
            # One or two who came or went since are in the plan and not in the round.
            assert abs(figure.value - exact) <= 12
            assert found.least - 3 <= len(scores) <= found.most + 3

    def test_a_centre_sees_what_came_of_what_it_chose(self) -> None:
        """Chosen after the first round, done, measured again by the third; and then the next thing."""
        centre = Unit.objects.get(name="Groningen").pk
        third, _pulse, first = (wave.id for wave in queries.closed_waves()[1:])
        [chosen] = queries.conversation(first, centre).changes
        assert (chosen.outcome, bool(chosen.looking_back)) == ("done", True)
        measured = queries.measured_again(first, centre, {"enps"})["enps"]
        assert (measured.wave_name, len(measured.now), measured.breaks) == ("eNPS, tweede meting", 1, False)
        assert len(queries.conversation(third, centre).changes) == 1
        before = queries.talked_before(third, centre)
        assert before is not None
        assert before.wave_id == first

    def test_every_round_says_how_many_took_part(self) -> None:
        for wave in queries.closed_waves():
            [told] = queries.participation(wave.id)
            assert 60 <= told.low_percent <= 90
            assert told.day == wave.closes_at.date()

    def test_a_round_is_open_for_whoever_tries_it(self) -> None:
        [wave] = queries.open_waves(NOW)
        assert wave.kind == "enps"
        assert wave.remind_on_days == ()

    def test_nobody_answers_in_the_middle_of_the_night(self) -> None:
        zone = ZoneInfo("Europe/Amsterdam")
        moments = Response.objects.values_list("responded_at", flat=True)
        hours = Counter(moment.astimezone(zone).hour for moment in moments)
        assert not set(hours) & set(range(6))
        assert len(hours) > 6

    def test_no_address_is_a_real_one(self) -> None:
        customers = Contact.objects.exclude(email="").values_list("email", flat=True)
        assert {address.partition("@")[2] for address in customers} == {
            "example.org",
            "example.com",
            "example.net",
        }
        employees = User.objects.filter(email__isnull=False).values_list("email", flat=True)
        assert {str(address).partition("@")[2] for address in employees} == {"ruitmeesters.example"}

    def test_not_everybody_can_be_asked(self) -> None:
        reasons = set(Invitation.objects.filter(decision=Decision.NOT_ASKED).values_list("reason", flat=True))
        assert Reason.NO_ADDRESS in reasons

    def test_unanswered_links_are_ours_and_unanswered(self) -> None:
        links = unanswered_links(20, now=NOW)
        assert len(set(links)) == 20
        for link in links:
            number = read_answer_link(link.rsplit("/", 1)[1])
            assert number is not None
            assert Invitation.objects.get(pk=number).responded_at is None

    def test_a_helpful_selection_of_people_can_sign_in(self) -> None:
        people = demo_people()
        roles = [person.role for person in people]
        assert len(set(roles)) == len(roles)
        for role in ("coach", "centre manager", "region manager", "director", "insights owner", "hr",
                     "administrator", "board reader", "colleague without customers"):  # fmt: skip
            assert role in roles
        for person in people:
            path = person.sign_in.partition("://")[2].partition("/")[2]
            assert resolve(f"/{path}").url_name == "demo_sign_in"

    def test_comments_come_in_several_languages(self) -> None:
        languages = Counter(Response.objects.filter(has_words=True).values_list("language", flat=True))
        assert {"nl", "en"} <= set(languages)
        words = list(Answer.objects.filter(question="why").values_list("words", flat=True))
        assert len(set(words)) > 0.8 * len(words)

    def test_people_did_something_with_what_was_said(self) -> None:
        assert KeptComment.objects.exists()
        assert Screen.objects.count() == 3
