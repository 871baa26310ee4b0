"""The survey coach looks at how a wave asks: how often, how many reminders, how small a group."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from extramile.core.models import AuditEntry
from extramile.engagement.models import Wave
from extramile.engagement.operations import change_plan, plan
from extramile.engagement.problems import CoachSaysNo
from extramile.engagement.queries import advice_on, fieldwork_of_questionnaire, wave_of
from extramile.people.models import Unit
from extramile.questionnaires.models import Version
from extramile.questionnaires.operations import create, publish
from tests.engagement.round import Company, make_company

pytestmark = pytest.mark.django_db
WHY = "The works council asked for it."


def rating(number: int) -> dict[str, Any]:
    texts = {
        "title": {"en": f"How well is task {number} going?"},
        "low": {"en": "badly"},
        "high": {"en": "well"},
    }
    return {"key": f"q{number}", "kind": "rating", "texts": texts}


PERSONAL: Mapping[str, Any] = {
    "key": "age",
    "kind": "single",
    "texts": {"title": {"en": "How old are you?"}},
    "options": [{"key": "a", "label": {"en": "Under 40"}}, {"key": "b", "label": {"en": "40 or over"}}],
}


def version_of(*questions: Mapping[str, Any], slug: str, now: datetime) -> Version:
    definition = {"format": 1, "languages": ["en"], "questions": list(questions)}
    made = create(slug=slug, name=slug, definition=definition, actor=None, now=now, audience="employees")
    return publish(made, actor=None, now=now, despite="a test")


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[12, 12, 8], regions=1)


def chosen(version: Version, *units: Unit, opens: datetime, **other: Any) -> dict[str, Any]:
    return {
        "name": "Wave",
        "kind": "own",
        "questionnaire_version_id": version.pk,
        "opens_at": opens,
        "closes_at": opens + timedelta(days=20),
        "languages": ["en"],
        "unit_ids": [unit.pk for unit in units],
        "remind_on_days": [3, 7],
        **other,
    }


def rules(wave: Any) -> list[tuple[str, str]]:
    view = wave_of(wave)
    assert view
    return [(one.rule, one.severity.value) for one in advice_on(view)]


class TestHowOften:
    def test_a_long_one_again_within_ninety_days_needs_a_reason_that_is_kept(
        self, company: Company, now: datetime
    ) -> None:
        long = version_of(*(rating(number) for number in range(16)), slug="long", now=now)
        plan(actor=None, now=now, **chosen(long, company.top, opens=now + timedelta(days=1)))
        again = chosen(long, company.top, opens=now + timedelta(days=61))
        with pytest.raises(CoachSaysNo) as refused:
            plan(actor=None, now=now, **again)
        assert [one.rule for one in refused.value.findings] == ["FRQ-1"]
        assert "60 days" in refused.value.findings[0].text
        with pytest.raises(CoachSaysNo):
            plan(actor=None, now=now, **again, despite="  ")
        assert Wave.objects.count() == 1
        public_id = plan(actor=None, now=now, **again, despite=WHY)
        wave = Wave.objects.get(public_id=public_id)
        assert (wave.despite, wave.overruled) == (WHY, [{"rule": "FRQ-1", "question": ""}])
        kept = AuditEntry.objects.filter(action="engagement.wave.planned").latest("pk")
        assert (kept.detail["despite"], kept.detail["overruled"]) == (WHY, wave.overruled)
        change_plan(
            public_id, actor=None, now=now, **chosen(long, company.top, opens=now + timedelta(days=100))
        )
        wave.refresh_from_db()
        assert (wave.despite, wave.overruled) == ("", [])

    def test_other_people_or_a_short_one_between_are_no_burden(self, company: Company, now: datetime) -> None:
        long = version_of(*(rating(number) for number in range(16)), slug="long", now=now)
        short = version_of(rating(1), slug="short", now=now)
        soon = now + timedelta(days=1)
        plan(actor=None, now=now, **chosen(short, company.top, opens=soon))
        plan(actor=None, now=now, **chosen(long, company.teams[0], opens=soon))
        plan(actor=None, now=now, **chosen(long, company.teams[1], opens=soon))
        with pytest.raises(CoachSaysNo):
            plan(actor=None, now=now, **chosen(long, company.top, opens=soon + timedelta(days=30)))
        layers = {"layers": ["top"]}, {"layers": ["front_line"]}
        plan(actor=None, now=now, **chosen(long, company.teams[2], opens=soon, **layers[0]))
        plan(actor=None, now=now, **chosen(long, company.teams[2], opens=soon, **layers[1]))


class TestWhoYouAre:
    def test_a_question_about_a_person_in_small_groups_is_an_error(
        self, company: Company, now: datetime
    ) -> None:
        asks = version_of(rating(1), PERSONAL, slug="asks", now=now)
        with pytest.raises(CoachSaysNo) as refused:
            plan(actor=None, now=now, **chosen(asks, company.top, opens=now + timedelta(days=1)))
        (found,) = refused.value.findings
        assert (found.rule, found.question_key) == ("ANON-1", "age")
        assert "With 6 answers" in found.text  # three quarters of the smallest team of eight

    def test_not_where_the_floor_is_raised(self, company: Company, now: datetime) -> None:
        asks = version_of(rating(1), PERSONAL, slug="asks", now=now)
        soon = now + timedelta(days=1)
        plan(actor=None, now=now, **chosen(asks, company.top, opens=soon, least_in_node=10))

    def test_not_in_large_groups(self, now: datetime) -> None:
        large = make_company(teams=[20, 20], regions=1)
        asks = version_of(rating(1), PERSONAL, slug="asks", now=now)
        plan(actor=None, now=now, **chosen(asks, large.top, opens=now + timedelta(days=1)))

    def test_publishing_is_judged_by_the_waves_to_come(self, company: Company, now: datetime) -> None:
        asks = version_of(rating(1), PERSONAL, slug="asks", now=now)
        alone = fieldwork_of_questionnaire(asks.questionnaire_id)
        assert alone.smallest_cell == 5
        soon = now + timedelta(days=1)
        plan(
            actor=None, now=now, **chosen(asks, company.top, opens=soon, least_in_node=10, remind_on_days=[1])
        )
        found = fieldwork_of_questionnaire(asks.questionnaire_id)
        assert (found.smallest_cell, found.reminders, found.first_reminder_days) == (10, 1, 1)


def test_reminders_too_early_or_to_everybody_are_warned_of_and_block_nothing(
    company: Company, now: datetime
) -> None:
    short = version_of(rating(1), slug="short", now=now)
    soon = now + timedelta(days=1)
    fine = plan(actor=None, now=now, **chosen(short, company.top, opens=soon))
    assert rules(fine) == []
    other = {"remind_on_days": [1, 7], "remind_only_without_ballot": False}
    hasty = plan(actor=None, now=now, **chosen(short, company.teams[0], opens=soon, **other))
    assert [one for one in rules(hasty) if one[0] == "REM-1"] == [("REM-1", "warning")] * 2
