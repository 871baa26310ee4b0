"""Counts of a part of the answers, and across the ends of months."""

from datetime import date, timedelta

from django.db import connection

from extramile.invitations.models import Invitation
from extramile.invitations.operations.feed import asked
from extramile.monitor.models import UnitDay
from extramile.monitor.operations import check, count_changes, rebuild
from extramile.monitor.queries import (
    Only,
    employee_counts,
    have_answers,
    members_with_answers,
    unit_counts,
    unit_days,
    unit_mark,
    unit_ticks,
)
from extramile.people.models import Unit
from tests.cast import Cast
from tests.monitor.facts import answered, change
from tests.responses.asked import ask


def by_channel(cast: Cast, channel: str, *, days_ago: int, score: int) -> None:
    at = cast.now - timedelta(days=days_ago)
    invitation = ask(cast.team, cast.sanne, now=at)
    Invitation.objects.filter(pk=invitation.pk).update(channel=channel)
    change(invitation.pk, now=at, score=score, praise=["tidy"], improve=["informed"])


def test_counts_of_one_channel_or_questionnaire(cast: Cast) -> None:
    """Days ago that lie in whole months and around them."""
    for days_ago in (1, 20, 50, 80):
        by_channel(cast, "sms", days_ago=days_ago, score=10)
        by_channel(cast, "email", days_ago=days_ago, score=3)
    count_changes(cast.now)
    since, until = cast.today - timedelta(days=90), cast.today
    questionnaire = UnitDay.objects.values_list("questionnaire_id", flat=True)[0]
    for only, detractors, promoters in (
        (Only(), 4, 4),
        (Only(channel="sms"), 0, 4),
        (Only(channel="email"), 4, 0),
        (Only(questionnaire_id=questionnaire), 4, 4),
        (Only(questionnaire_id=questionnaire, channel="sms"), 0, 4),
        (Only(questionnaire_id=questionnaire + 1), 0, 0),
    ):
        of_unit = unit_counts([cast.west.pk], since=since, until=until, only=only)[cast.west.pk]
        of_employee = employee_counts([cast.sanne.pk], since=since, until=until, only=only)[cast.sanne.pk]
        days = unit_days(cast.west.pk, since=since, until=until, only=only)
        assert of_unit.groups == of_employee.groups == (promoters, 0, detractors)
        assert sum(tally.n for tally in days.values()) == promoters + detractors
        ticked = unit_ticks(cast.west.pk, since=since, until=until, only=only)
        assert ticked.total() == promoters + detractors
    assert check() == []


def test_asked_in_one_month_and_answered_in_another(cast: Cast) -> None:
    """What a rebuild gathers month by month is what was counted as it came; leap days and years too."""
    last_of_month = cast.now.replace(month=1, day=31)
    for asked_at, later in ((last_of_month, 3), (last_of_month.replace(year=2024), 29), (cast.now, 0)):
        invitation = ask(cast.team, cast.sanne, now=asked_at)
        asked([invitation])
        change(invitation.pk, now=asked_at + timedelta(days=later), score=9, praise=["tidy"])
    count_changes(cast.now)
    counted = set(UnitDay.objects.values_list("unit_id", "day", "s9", "asked", "answered"))
    assert (cast.west.pk, date(2026, 1, 31), 0, 1, 1) in counted
    assert (cast.west.pk, date(2026, 2, 3), 1, 0, 0) in counted
    assert (cast.west.pk, date(2024, 2, 29), 1, 0, 0) in counted
    assert check() == []
    UnitDay.objects.all().delete()
    assert check() != []
    assert rebuild(cast.now) == len(counted)
    assert set(UnitDay.objects.values_list("unit_id", "day", "s9", "asked", "answered")) == counted
    assert rebuild(cast.now) == 0


def test_enough_of_a_team_have_answers_exactly_in_these_days(cast: Cast) -> None:
    team = [cast.sanne.pk, cast.wim.pk, cast.youssef.pk]
    answered(cast.team, cast.sanne, now=cast.now, score=9)
    answered(cast.team, cast.wim, now=cast.now, score=9)
    answered(cast.team, cast.youssef, now=cast.now - timedelta(days=1), score=9)
    today, yesterday = cast.today, cast.today - timedelta(days=1)
    assert have_answers(team, cast.team, since=yesterday, until=today, wanted=3)
    # The same month, not the same day: two people are too few.
    assert not have_answers(team, cast.team, since=today, until=today, wanted=3)
    assert have_answers(team, cast.team, since=today, until=today, wanted=2)
    assert not have_answers([], cast.team, since=yesterday, until=today, wanted=1)


def test_answers_about_work_elsewhere_hide_nobody(cast: Cast) -> None:
    """Whoever came from another team, or helped there, has none among the team's counts."""
    answered(cast.team, cast.sanne, now=cast.now, score=9)
    answered(cast.team, cast.wim, now=cast.now, score=9)
    answered(cast.other_team, cast.bram, cast.youssef, now=cast.now, score=9)

    def enough(unit: Unit) -> tuple[int, bool]:
        day = cast.today
        return members_with_answers(unit, day=day, since=day, until=day, wanted=3)

    team = [cast.sanne.pk, cast.wim.pk, cast.youssef.pk]
    assert not have_answers(team, cast.team, since=cast.today, until=cast.today, wanted=3)
    assert have_answers(team, cast.centre, since=cast.today, until=cast.today, wanted=3)
    assert enough(cast.team) == (3, False)
    assert enough(cast.centre)[1]


def test_which_units_lie_below_is_asked_once_however_many_answers(cast: Cast) -> None:
    """Asked again for each, it took longer than the rest of an employee's page."""
    for back in range(6):
        answered(cast.other_team, cast.sanne, now=cast.now - timedelta(hours=back), score=9)
    since = cast.today - timedelta(days=1)
    before = _times_units_were_read()
    assert not have_answers([cast.sanne.pk], cast.team, since=since, until=cast.today, wanted=1)
    assert _times_units_were_read() - before == 1


def _times_units_were_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_get_xact_numscans('people_unit'::regclass)"
            " + coalesce((SELECT sum(pg_stat_get_xact_numscans(indexrelid))::bigint FROM pg_index"
            " WHERE indrelid = 'people_unit'::regclass), 0)"
        )
        return int(cursor.fetchone()[0])


def test_a_units_mark_changes_with_its_own_answers_alone(cast: Cast) -> None:
    rebuild(cast.now)
    before = {unit.pk: unit_mark(unit.pk) for unit in (cast.team, cast.west, cast.east)}
    answered(cast.team, cast.sanne, now=cast.now, score=9)
    count_changes(cast.now)
    after = {pk: unit_mark(pk) for pk in before}
    assert after[cast.team.pk] != before[cast.team.pk]
    assert after[cast.west.pk] != before[cast.west.pk]
    assert after[cast.east.pk] == before[cast.east.pk]
