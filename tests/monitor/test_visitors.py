"""Whoever walks in was asked by nobody: their answer counts, and no response rate does."""

from datetime import datetime
from importlib import import_module

import pytest
from django.db import connection

from extramile.invitations.models import AskedChange, Invitation
from extramile.invitations.operations import make_walk_in, open_walk_in
from extramile.monitor.models import UnitDay, UnitMonth, UnitYear
from extramile.monitor.operations import check, count_changes, rebuild
from extramile.monitor.queries import unit_counts
from extramile.questionnaires.models import Questionnaire
from extramile.responses.models import Response, ResponseChange
from extramile.responses.operations import store
from tests.cast import Cast
from tests.monitor.facts import answered
from tests.responses.asked import ask

MIGRATIONS = (
    "invitations.migrations.0004_nobody_asked_a_visitor",
    "responses.migrations.0014_nobody_asked_a_visitor",
    "monitor.migrations.0011_nobody_asked_a_visitor",
)


def walks_in(cast: Cast, number: str, now: datetime) -> Invitation:
    """Somebody answers at the code of the team."""
    questionnaire = Questionnaire.objects.get(slug="nps-after-job")
    code = make_walk_in(unit=cast.team, questionnaire=questionnaire, actor=None, now=now)
    opened = open_walk_in(code, number, language="nl", now=now)
    store(opened.pk, {"nps": "9"}, complete=True, language="nl", now=now)
    return opened


@pytest.fixture
def a_day(cast: Cast, now: datetime) -> None:
    """Two customers were asked and one answered; three walked in."""
    answered(cast.team, cast.sanne, now=now)
    AskedChange.objects.create(
        unit_id=cast.team.pk,
        day=now.date(),
        questionnaire_id=Questionnaire.objects.get(slug="nps-after-job").pk,
        channel=ask(cast.team, cast.sanne, now=now).channel,
        asked=1,
    )
    for number in ("first-visitor-001", "second-visitor-01", "third-visitor-001"):
        walks_in(cast, number, now)


def rate_of(cast: Cast, now: datetime) -> tuple[int, float | None]:
    tally = unit_counts([cast.team.pk], since=now.date(), until=now.date())[cast.team.pk]
    return tally.n, tally.response_rate


@pytest.mark.usefixtures("a_day")
def test_their_answers_count_and_no_response_rate_does(cast: Cast, now: datetime) -> None:
    count_changes(now)
    assert rate_of(cast, now) == (4, 0.5)
    visitors = UnitDay.objects.filter(unit_id=cast.team.pk, channel="qr_unit").get()
    assert (visitors.s9, visitors.asked, visitors.answered) == (3, 0, 0)
    assert check() == []


@pytest.mark.usefixtures("a_day")
def test_what_was_counted_before_is_mended(cast: Cast, now: datetime) -> None:
    """As it was: asked on the day, in the invitation, the answer, the feeds and every count."""
    count_changes(now)
    visits = Invitation.objects.filter(channel="qr_unit")
    visits.update(asked_on=now.date())
    Response.objects.filter(channel="qr_unit").update(asked_on=now.date())
    rebuild(now)
    assert rate_of(cast, now) == (4, 0.8)
    late = walks_in(cast, "fourth-visitor-01", now)  # and still waiting to be counted
    visits.update(asked_on=now.date())
    Response.objects.filter(invitation_id=late.pk).update(asked_on=now.date())
    ResponseChange.objects.update(asked_on=now.date())
    AskedChange.objects.create(
        unit_id=cast.team.pk,
        day=now.date(),
        questionnaire_id=visits.values_list("version__questionnaire_id", flat=True)[0],
        channel="qr_unit",
        asked=1,
    )
    with connection.cursor() as cursor:
        for name in MIGRATIONS:
            cursor.execute(import_module(f"extramile.{name}").FORWARDS)
    assert rate_of(cast, now) == (4, 0.5)
    for model in (UnitDay, UnitMonth, UnitYear):
        assert not model.objects.filter(channel="qr_unit").exclude(asked=0, answered=0).exists()
    count_changes(now)
    assert rate_of(cast, now) == (5, 0.5)
    assert check() == []
