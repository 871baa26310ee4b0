"""Known truths, found again through the database, from released tables and counts."""

from datetime import datetime, timedelta

import pytest

from extramile.engagement.models import ReleasedTable
from extramile.evidence import queries
from extramile.evidence.operations import run_due, ship_standing
from extramile.evidence.sentences import beside, sentence
from extramile.evidence.standing import STANDING
from extramile.evidence.views import EvidenceClass, FindingView
from tests.evidence.company import APART, OPEN_FOR, Small, follows, live, nothing, reverse, say, small, tell

BEFORE = 2 * APART


def _found(company: Small, now: datetime) -> FindingView:
    """The standing study, shipped before the first wave opened, run by the step."""
    assert ship_standing(company.first - BEFORE) == len(STANDING)
    _run_all(now)
    [finding] = queries.newest_findings(["enps-nps"])
    return finding


def _run_all(now: datetime) -> None:
    while run_due(now):
        pass


def test_an_effect_within_teams_is_found(company: Small, now: datetime) -> None:
    live(company, follows, waves=6)
    found = _found(company, now)
    assert found.evidence_class is EvidenceClass.WITHIN
    assert found.estimate is not None
    assert found.estimate.low > 0
    assert found.facts["waves"] == 6
    assert found.facts["stated_after_data"] == 0
    assert sentence(found, "en").startswith("When a team’s eNPS rose by 10 points, its customers’ NPS was ")
    assert " hoger dan voor dat team gewoon is" in sentence(found, "nl")
    assert any("does not rule out" in line for line in beside(found, "en"))
    assert len(found.bins) >= 5


def test_nothing_is_not_found(company: Small, now: datetime) -> None:
    live(company, nothing, waves=6)
    found = _found(company, now)
    assert found.evidence_class is EvidenceClass.NO_LINK
    assert sentence(found, "en").startswith("We see no link between eNPS and NPS")


def test_where_customers_come_first_no_direction_is_said(company: Small, now: datetime) -> None:
    live(company, reverse, waves=6)
    found = _found(company, now)
    assert found.evidence_class is EvidenceClass.LEAD_FIRES
    assert found.facts["lead_p"] is not None
    for language, settled in (("en", "not settled"), ("nl", "staat dus niet vast")):
        assert settled in sentence(found, language)


@pytest.mark.parametrize(("teams", "waves", "because"), [(5, 6, "too_few_teams"), (12, 2, "too_few_waves")])
def test_too_little_is_said_with_what_it_would_need(
    db: None, now: datetime, teams: int, waves: int, because: str
) -> None:
    company = small(teams=teams, regions=1, first=now - waves * APART - timedelta(days=1))
    live(company, follows, waves=waves)
    found = _found(company, now)
    assert found.evidence_class is EvidenceClass.CANNOT_TELL
    assert found.facts["because"] == because
    assert str(found.facts["needed"]) in sentence(found, "en")


def test_a_study_stated_after_the_data_says_so(company: Small, now: datetime) -> None:
    live(company, follows, waves=6)
    ship_standing(company.closing(3) - timedelta(days=1))
    _run_all(now)
    [found] = queries.newest_findings(["enps-nps"])
    assert found.facts["stated_after_data"] == 1
    assert found.facts["waves_before_freezing"] == 3
    assert any(
        line.startswith("Mind: the question was written down when 3 of the 6") for line in beside(found, "en")
    )


def test_a_study_is_run_when_a_window_is_over_and_not_again(company: Small, now: datetime) -> None:
    live(company, follows, waves=6)
    study = _found(company, now).study_id
    assert study is not None
    assert len(queries.runs_of(study)) == 1
    tell(company, 6, [0] * len(company.teams))  # closed yesterday; its window is open
    for later, many in ((now + timedelta(hours=1), 1), (company.closing(6) + timedelta(days=30), 1)):
        _run_all(later)
        assert len(queries.runs_of(study)) == many
    _run_all(company.closing(7) + timedelta(days=1))
    assert len(queries.runs_of(study)) == 2
    [found] = queries.newest_findings(["enps-nps"])
    assert found.facts["waves"] == 7


def test_a_window_ends_before_the_next_wave_opens(company: Small, now: datetime) -> None:
    """So that no customer answers after the next wave's employees did: the placebo stands on that."""
    live(company, follows, waves=3)
    _found(company, now)
    study = queries.newest_findings(["enps-nps"])[0].study_id
    assert study is not None
    [run] = queries.runs_of(study)
    data = queries.data_of(run.public_id)
    opened = [(company.closing(wave) - OPEN_FOR).date().isoformat() for wave in range(1, 3)]
    assert all(wave["until"] < opens for wave, opens in zip(data["waves"], opened, strict=False))


def test_where_no_topic_was_ticked_that_is_the_reason(company: Small, now: datetime) -> None:
    live(company, follows, waves=4)
    for table in ReleasedTable.objects.all():
        for team in company.teams:
            say(table, team, 50, key="energy")
    ship_standing(company.first - BEFORE)
    _run_all(now)
    [found] = queries.newest_findings(["items-ticked"])
    assert found.facts["because"] == "no_topic"
    assert "ticked no topic" in sentence(found, "en")
    [flat] = queries.newest_findings(["items-nps"])
    assert flat.facts["because"] == "constant_exposure"
