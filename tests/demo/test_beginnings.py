"""New tools, whose study is done, and days out by lot, which are still to come."""

from datetime import UTC, datetime, timedelta

import pytest

from extramile.demo.beginnings import DAYS_OUT, TOOLS, tell_beginnings
from extramile.demo.found import Company, found_company
from extramile.demo.plan import Size, make_plan
from extramile.evidence.operations import run_due
from extramile.evidence.queries import newest_findings, study_of
from extramile.evidence.queries.changes import change_of, changes
from extramile.evidence.queries.rollouts import rollout_of, rollouts, starting
from extramile.people.models import UnitKind

NOW = datetime(2026, 3, 4, 13, 0, tzinfo=UTC)  # a Wednesday

pytestmark = pytest.mark.django_db


def told(centres: int) -> Company:
    """Of each region so many centres."""
    founded = NOW - timedelta(weeks=26)
    company = found_company(make_plan(Size(centres, 5)), until=NOW.date(), now=founded)
    tell_beginnings(author=company.insights_owner, now=NOW)
    return company


def test_the_tools_were_noted_and_asked_about_before_they_came_and_are_read_today() -> None:
    told(3)
    days_out, tools = changes()
    assert (days_out.what, days_out.is_rollout, tools.what) == (DAYS_OUT, True, TOOLS)
    assert tools.noted_at.date() < tools.first < tools.last < NOW.date()
    assert tools.units == 5
    assert tools.study_id is not None
    study = study_of(tools.study_id)
    assert study is not None
    assert study.statement["stated_before"]
    while run_due(NOW):
        pass
    assert len(newest_findings([study.key])) == 1
    whole = change_of(tools.public_id)
    assert whole is not None
    assert len(whole.findings) == 1
    assert not whole.findings[0].facts["is_early"]


def test_the_days_out_are_drawn_and_all_to_come() -> None:
    company = told(3)
    centres = {unit.pk for unit in company.units.values() if unit.kind == UnitKind.CENTRE}
    (plan,) = rollouts()
    assert plan.state == "drawn"
    assert set(plan.unit_ids) == centres
    assert plan.drawn_at is not None
    assert plan.drawn_at < NOW
    whole = rollout_of(plan.public_id)
    assert whole is not None
    assert [one.group for one in whole.starts] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert len(starting(NOW.date(), NOW.date() + timedelta(weeks=8))) == 3


def test_a_company_too_small_to_compare_anything_begins_nothing() -> None:
    told(2)
    assert changes() == []
    assert rollouts() == []
