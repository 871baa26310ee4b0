"""The pages of a beginning by lot: what they promise is what the step does."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

from django.test import Client
from django.urls import reverse

from extramile.evidence.kinds import Asked, kind_of
from extramile.evidence.models import DatedChange
from extramile.evidence.operations.rollouts import call_off, draw_lots, plan_rollout
from extramile.evidence.queries import study_of
from extramile.evidence.queries.rollouts import RolloutView, rollout_of
from extramile.evidence.views import StudyView
from tests.cast import Cast
from tests.web.office.rollouts.made import LATER, centres
from tests.web.voice.visits import client_of


def uneven(cast: Cast, now: datetime) -> RolloutView:
    """Ten weeks apart and thirteen weeks on: no whole number of periods of four weeks, so the last period
    reaches past the weeks that were planned."""
    first = now.date() + LATER
    plan = plan_rollout(
        name="Coaching on the job",
        unit_ids=[unit.pk for unit in centres(cast.west)],
        starts_on=[first, first + timedelta(weeks=10)],
        weeks_after=13,
        actor=None,
        now=now,
    )
    draw_lots(plan, actor=None, now=now, seed="0f" * 16)
    return found(plan)


def found(plan: UUID) -> RolloutView:
    view = rollout_of(plan)
    assert view is not None
    return view


def question_of(view: RolloutView) -> StudyView:
    assert view.study_id is not None
    study = study_of(view.study_id)
    assert study is not None
    return study


def reading_day(study: StudyView, now: datetime) -> date:
    """When the step takes it up, a day at a time."""
    asked = Asked(study.key, dict(study.statement), now)
    is_due = kind_of(study.kind).is_due
    day = now + LATER
    while not is_due(asked, None, day):
        day += timedelta(days=1)
    return day.date()


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def test_both_pages_tell_the_day_on_which_it_is_read(cast: Cast, now: datetime) -> None:
    view, ines = uneven(cast, now), client_of(cast.ines)
    study = question_of(view)
    day = reading_day(study, now)
    promised = f"It is read by itself, once, on {day.day} {day:%B %Y}"
    assert promised in text_of(ines, reverse("office:rollout", args=[view.public_id]))
    assert promised in text_of(ines, reverse("office:study", args=[study.public_id]))
    assert promised in text_of(ines, reverse("office:studies"))


def test_what_began_when_says_the_same_of_it(cast: Cast, now: datetime) -> None:
    """Once: the page of the change promised a look within a minute, and said "began" of days to come."""
    view, ines = uneven(cast, now), client_of(cast.ines)
    day = reading_day(question_of(view), now)
    change = DatedChange.objects.get(rollout__public_id=view.public_id)
    text = text_of(ines, reverse("office:change", args=[change.public_id]))
    assert f"It is read by itself, once, on {day.day} {day:%B %Y}" in text
    assert "within a minute" not in text
    assert "Begins on" in text
    assert "Began on" not in text


def test_the_list_ends_a_rollout_on_the_last_day_that_is_looked_at(cast: Cast, now: datetime) -> None:
    view, ines = uneven(cast, now), client_of(cast.ines)
    last = reading_day(question_of(view), now) - timedelta(days=15)
    assert view.ends_on == last
    assert f"to {last.day} {last:%B %Y}" in text_of(ines, reverse("office:rollouts"))


def test_nothing_is_promised_of_one_that_was_called_off(cast: Cast, now: datetime) -> None:
    view, ines = uneven(cast, now), client_of(cast.ines)
    call_off(view.public_id, why="A merger.", actor=None, now=now)
    question = text_of(ines, reverse("office:study", args=[view.study_id]))
    assert "stopped before anything was read of it" in question
    for text in (question, text_of(ines, reverse("office:rollout", args=[view.public_id]))):
        assert "read by itself" not in text
