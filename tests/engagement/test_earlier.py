"""Which earlier waves the closing of a wave looks back at."""

from datetime import datetime, timedelta

import pytest

from extramile.engagement.models import Invitee, Wave, WaveState
from extramile.engagement.operations.closing.reading import earlier_waves
from extramile.questionnaires.models import Version
from tests.engagement.round import Company, Round, make_company, open_round, version
from tests.work import measured, remember_empty

pytestmark = pytest.mark.django_db


def _rounds(company: Company, number: int, *, asked: Version, now: datetime) -> list[Round]:
    return [
        open_round(company, asked=asked, now=now + timedelta(days=90 * one), name=f"Wave {one}")
        for one in range(number)
    ]


def _took_part(told: Round, *teams: int) -> None:
    Invitee.objects.filter(wave=told.wave, team_id__in=teams).update(took_ballot=True)


def _closed(told: Round, state: WaveState = WaveState.CLOSED) -> None:
    Wave.objects.filter(pk=told.wave.pk).update(state=state)


def test_closed_ones_with_somebody_of_this_one_the_oldest_first(now: datetime) -> None:
    company = make_company(teams=[6, 6])
    here, elsewhere = (team.pk for team in company.teams)
    again, others, first, open_still, nobody, this = _rounds(company, 6, asked=version(now), now=now)
    long_ago = now - timedelta(days=500)
    Wave.objects.filter(pk=first.wave.pk).update(opens_at=long_ago - timedelta(days=7), closes_at=long_ago)
    for told in (again, others, first, nobody):
        _closed(told)
    for told in (again, first, open_still, this):
        _took_part(told, here)
    _took_part(others, elsewhere)
    Invitee.objects.filter(wave=first.wave, team_id=here).update(took_ballot=False, by_card=True)
    assert earlier_waves(this.wave) == [first.wave, again.wave]
    _closed(this)
    assert earlier_waves(again.wave) == [first.wave, this.wave]


def test_everybody_is_gone_through_once_whatever_postgresql_remembers(now: datetime) -> None:
    company = make_company(teams=[200, 200, 200])
    asked = version(now)
    open_round(company, asked=asked, now=now, name="Called off")
    remember_empty(Invitee._meta.db_table)
    *earlier, this = _rounds(company, 3, asked=asked, now=now)
    for told in earlier:
        _closed(told)
    for told in (*earlier, this):
        _took_part(told, *(team.pk for team in company.teams))
    with measured() as work:
        assert earlier_waves(this.wave) == [told.wave for told in earlier]
    assert work.rows < 20_000
