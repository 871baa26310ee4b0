"""What a study reads: released figures alone, one layer of units, no cell of a few customers, no names."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from extramile.engagement.models import ReleasedTable
from extramile.evidence.compute.linkage import compute
from extramile.evidence.kinds import Asked
from extramile.evidence.kinds.panels import closings, is_due, read
from extramile.evidence.operations import run_due, ship_standing
from extramile.evidence.queries import data_of, newest_findings, runs_of, studies
from extramile.evidence.readings import Readings
from extramile.evidence.standing import STANDING
from extramile.evidence.teams import lowest_told, regions
from extramile.evidence.views import EvidenceClass
from tests.engagement.released import show
from tests.evidence.company import APART, LINE, Small, counts, follows, hear, live, rounded, say, small, tell

STATEMENT: dict[str, Any] = STANDING["enps-nps"][1]


def _read(now: datetime, **changed: Any) -> dict[str, Any]:
    return read(Asked("enps-nps", STATEMENT | changed, now - timedelta(days=900)), now)


def test_a_unit_and_one_below_it_are_never_both_teams() -> None:
    above = {1: (1,), 2: (1, 2), 3: (1, 2, 3), 4: (1, 2, 4), 5: (1, 5)}
    assert lowest_told({1: 6, 2: 6, 3: 6, 4: 6, 5: 6}, above) == [3, 4, 5]
    assert lowest_told({1: 6, 2: 6, 3: 1, 4: 2, 5: 6}, above) == [2, 5]  # told too seldom to be compared
    assert lowest_told({2: 6, 9: 6}, above) == [2]  # 9 is no unit any more
    assert lowest_told({}, above) == []


def test_any_choice_of_teams_overlaps_nowhere() -> None:
    random = Random(7)
    for _ in range(200):
        above: dict[int, tuple[int, ...]] = {0: (0,)}
        for unit in range(1, 40):
            above[unit] = (*above[random.randrange(unit)], unit)
        waves = {unit: random.randint(1, 8) for unit in above if random.random() < 0.7}
        teams = lowest_told(waves, above)
        assert not any(one in above[other][:-1] for one in teams for other in teams)
        assert sum(max(waves[one] - 1, 0) for one in teams) >= max(max(n - 1, 0) for n in waves.values())


def test_regions_are_two_below_the_top_unless_teams_would_be_alone() -> None:
    wide = {10: (1, 2, 3, 10), 11: (1, 2, 3, 11), 12: (1, 2, 4, 12), 13: (1, 2, 4, 13)}
    assert regions(wide, wide) == {10: 3, 11: 3, 12: 4, 13: 4}
    alone = {10: (1, 2, 3, 10), 11: (1, 2, 4, 11), 12: (1, 2, 5, 12)}
    assert regions(alone, alone) == {10: 2, 11: 2, 12: 2}
    flat = {10: (1, 10), 11: (1, 11)}
    assert regions(flat, flat) == {10: 1, 11: 1}


def test_values_are_as_released_and_withheld_stays_empty(company: Small, now: datetime) -> None:
    scores: list[int | None] = [-20, 0, None, *([40] * 9)]
    for wave in range(3):
        tell(company, wave, scores)
        hear(company, wave, [(20, 5, 5)] * 12)
    data = _read(now)
    values = sorted(row[0] for row in data["exposures"]["enps"]["values"])
    assert values == [-0.2, 0.0, *([0.4] * 9)]  # the withheld team is in no panel
    assert {n for row in data["exposures"]["enps"]["least"] for n in row} == {10}


def test_few_customers_are_left_out(company: Small, now: datetime) -> None:
    for wave in range(3):
        tell(company, wave, [10] * 12)
        hear(company, wave, [(9, 0, 0), (0, 0, 0), *([(8, 1, 1)] * 10)])
    data = _read(now)
    answers = [sum(cell) for name in ("promoters",) for cell in zip(*data["outcome"][name], strict=True)]
    assert answers == [80, 80, 80]
    assert data["outcome"]["below_least"] == 3


def test_another_wording_is_another_question(company: Small, now: datetime) -> None:
    for wave in range(4):
        tell(company, wave, [10] * 12, line="other" if wave == 0 else LINE)
        hear(company, wave, [(20, 5, 5)] * 12)
    data = _read(now)
    assert data["left_out"]["figures_on_another_line"] == 12
    assert all(row[0] is None for row in data["exposures"]["enps"]["values"])


def test_whole_units_above_the_teams_are_not_counted_again(company: Small, now: datetime) -> None:
    for wave in range(3):
        table = tell(company, wave, [10] * 12)
        say(table, company.top, 30)
        hear(company, wave, [(20, 5, 5)] * 12)
    assert len(_read(now)["regions"]) == 12


def test_layers_are_not_read(company: Small, now: datetime) -> None:
    for wave in range(3):
        table = tell(company, wave, [10] * 12)
        show(table, company.top, layer="front_line")
    assert len(_read(now)["regions"]) == 12


def test_chosen_units_alone(company: Small, now: datetime) -> None:
    live(company, follows, waves=3)
    region = company.teams[0].parent_id
    assert region is not None
    assert len(_read(now, units=[region])["regions"]) == 4


def test_a_wave_counts_once_its_window_is_over(company: Small, now: datetime) -> None:
    live(company, follows, waves=3)
    first = company.closing(0)
    asked = Asked("enps-nps", STATEMENT, first - timedelta(days=1))
    assert closings(STATEMENT, first + timedelta(days=40)) == []
    assert not is_due(asked, None, first + timedelta(days=40))
    over = company.closing(1)
    assert [one.closed_on for one in closings(STATEMENT, over)] == [first.date()]
    assert is_due(asked, None, over)
    assert not is_due(asked, over, over + timedelta(days=1))


def test_readings_are_counted_from_the_freezing_and_past_the_waves_it_takes(now: datetime, db: None) -> None:
    """What it takes is the newest twelve; how often it was read is not a matter of that."""
    company = small(teams=6, first=now - 15 * APART)
    live(company, follows, waves=14)
    frozen = company.closing(4) + timedelta(days=1)
    data = read(Asked("enps-nps", STATEMENT, frozen), now)
    assert len(data["waves"]) == 12
    assert data["over"] == {"now": 14, "at_freezing": 4}
    facts = compute(STATEMENT, data, 1).findings[0].facts
    assert facts["readings"] == 11
    assert facts["any_alarm"] == Readings(14, first=4, most=12).any_alarm(level=0.95)


@pytest.mark.parametrize("teams", [6, 24])
def test_as_many_queries_for_many_teams_as_for_few(db: None, now: datetime, teams: int) -> None:
    company = small(teams=teams, first=now - 4 * APART)
    live(company, follows, waves=3)
    with CaptureQueriesContext(connection) as asked:
        _read(now)
    assert len(asked) == 13


@pytest.fixture
def items(company: Small, now: datetime) -> Small:
    """Customers follow energy and tick "friendly" with it; clarity is a matter of chance."""
    random = Random(11)
    for wave in range(6):
        energy = [random.gauss(0.5, 0.15) for _ in company.teams]
        table = tell(company, wave, [0] * 12)
        for team, felt in zip(company.teams, energy, strict=True):
            say(table, team, rounded(felt), key="energy")
            say(table, team, rounded(random.gauss(0.5, 0.15)), key="clarity")
        hear(
            company,
            wave,
            [counts(random, 0.1 + 0.6 * felt, n=200) for felt in energy],
            ticks={
                "praise:friendly": [round(200 * (0.2 + 0.5 * felt)) for felt in energy],
                "praise:fast": [round(200 * random.uniform(0.2, 0.4)) for _ in energy],
            },
        )
    ship_standing(company.first - 2 * APART)
    while run_due(now):
        pass
    return company


def test_each_item_has_its_own_finding_adjusted_for_the_many(items: Small) -> None:
    found = {one.study_key: one for one in newest_findings(["items-nps"])}
    assert set(found) == {"items-nps:clarity", "items-nps:energy"}
    assert found["items-nps:energy"].evidence_class is EvidenceClass.WITHIN
    assert found["items-nps:clarity"].evidence_class is not EvidenceClass.WITHIN
    for one in found.values():
        assert one.facts["among"] == 2
        assert float(one.facts["adjusted_p"] or 0) >= float(one.facts["within_p"] or 0)
    [energy] = newest_findings(["items-nps:energy"])
    assert energy == found["items-nps:energy"]


def test_of_items_and_topics_the_sure_pairs_are_told(items: Small) -> None:
    about_all, *pairs = newest_findings(["items-ticked"])
    assert about_all.facts["among"] == 4
    assert about_all.evidence_class is EvidenceClass.DESCRIBES
    assert "items-ticked:energy/praise:friendly" in {one.study_key for one in pairs}
    assert all(one.estimate is not None and one.estimate.unit == "percentage_points_per_ten" for one in pairs)


def test_a_run_reads_no_name_of_a_unit(items: Small) -> None:
    names = {unit.name for unit in [items.top, *items.teams]}
    for study in studies():
        for run in runs_of(study.public_id):
            assert not any(name in str(data_of(run.public_id)) for name in names)


def test_the_closing_day_is_the_tables_own(company: Small, now: datetime) -> None:
    live(company, follows, waves=1)
    assert [one.closed_on for one in closings(STATEMENT, now)] == [ReleasedTable.objects.get().closed_on]
