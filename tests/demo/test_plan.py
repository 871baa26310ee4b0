"""Who the company is, and what is true of it."""

from collections import Counter
from random import Random

import pytest

from extramile.demo.plan import COACHES, Colleague, Size, Technician, make_plan
from extramile.demo.truth import chances_of, draw_group, draw_score

WHOLE = make_plan(Size())


def test_the_company_is_as_large_as_promised() -> None:
    assert len(WHOLE.centres) == 24
    assert len({centre.region for centre in WHOLE.centres}) == 3
    assert len(WHOLE.technicians) == 240
    assert Counter(one.role for one in WHOLE.colleagues)["coach"] == sum(COACHES.values()) == 20
    assert WHOLE.size.weeks == 26


def test_everybody_is_somebody_else() -> None:
    people: list[Technician | Colleague] = [*WHOLE.technicians, *WHOLE.colleagues]
    assert len({one.number for one in people}) == len(people)
    assert len({one.name for one in people}) == len(people)
    addresses = [one.email for one in people if one.email]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@ruitmeesters.example") for address in addresses)


def test_each_team_has_one_coach() -> None:
    teams = Counter(team for _coach, teams in WHOLE.coach_teams() for team in teams)
    assert teams == Counter({one.team: 1 for one in WHOLE.technicians})


def test_the_same_seed_makes_the_same_company_and_another_seed_another() -> None:
    make_plan.cache_clear()
    assert make_plan(Size()) == WHOLE
    assert make_plan(Size(), seed=1).technicians != WHOLE.technicians


@pytest.mark.parametrize("scale", [0, -1, 1.5])
def test_a_scale_that_means_nothing_is_refused(scale: float) -> None:
    with pytest.raises(ValueError, match="use more than 0"):
        Size.of(scale)


def test_chances_are_chances_and_differ_from_one_to_another() -> None:
    all_chances = [chances_of(one.number, region=one.region, centre=one.centre) for one in WHOLE.technicians]
    for chances in all_chances:
        assert min(chances.promoter, chances.passive, chances.detractor) >= 0
        assert chances.promoter + chances.passive + chances.detractor == pytest.approx(1)
    points = sorted(chances.nps for chances in all_chances)
    assert points[0] < 0.3
    assert points[-1] > 0.6


def test_what_is_drawn_follows_the_chances() -> None:
    """Within four standard deviations of 20,000 draws."""
    chances = chances_of("T001", region="north", centre="C-GRO9")
    random = Random(11)
    drawn = Counter(draw_group(chances, random) for _ in range(20_000))
    for group, chance in (("promoter", chances.promoter), ("detractor", chances.detractor)):
        assert abs(drawn[group] / 20_000 - chance) < 4 * (chance * (1 - chance) / 20_000) ** 0.5


@pytest.mark.parametrize(
    ("group", "low", "high"), [("promoter", 9, 10), ("passive", 7, 8), ("detractor", 0, 6)]
)
def test_a_score_is_of_its_group(group: str, low: int, high: int) -> None:
    scores = {draw_score(group, Random(seed)) for seed in range(200)}
    assert scores == set(range(low, high + 1))
