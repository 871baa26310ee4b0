"""The employees' voice of the demo: its truth follows from the seed and the number alone."""

from collections import Counter
from random import Random
from statistics import fmean

from extramile.demo.enthusiasm import STATEMENTS, feeling, moods, points, score, votes
from extramile.demo.plan import Size, make_plan
from extramile.demo.truth import chances_of
from extramile.demo.voice import answers_of, voters_of
from extramile.engagement.shipped import definition_of
from extramile.questionnaires.definition import Definition, group_of


def test_moods_go_along_with_customers_as_far_as_said() -> None:
    plan = make_plan(Size())
    team: dict[str, list[float]] = {one.team: [] for one in plan.technicians}
    for one in plan.technicians:
        team[one.team].append(chances_of(one.number, region=one.region, centre=one.centre).promoter)
    known = moods(plan)
    pairs = [(fmean(chances), known[key]) for key, chances in team.items()]
    assert 0.3 < _correlation(pairs) < 0.9


def _correlation(pairs: list[tuple[float, float]]) -> float:
    first, second = fmean(one for one, _ in pairs), fmean(one for _, one in pairs)
    both = sum((a - first) * (b - second) for a, b in pairs)
    alone = sum((a - first) ** 2 for a, _ in pairs) * sum((b - second) ** 2 for _, b in pairs)
    return float(both / alone**0.5)


def test_the_company_looks_like_one() -> None:
    """Neither all enthusiasts nor none, and most of them take part."""
    plan = make_plan(Size())
    voters = list(voters_of(plan))
    feels = {voter.number: feeling(voter, plan, round_number=0) for voter in voters}
    groups = Counter(group_of(score(one)).value for one in feels.values())
    assert min(groups.values()) > len(voters) // 10
    took_part = sum(votes(voter, feels[voter.number], round_number=0) for voter in voters)
    assert 0.7 < took_part / len(voters) < 0.86


def test_the_same_seed_says_the_same() -> None:
    plan = make_plan(Size.of(0.1))
    voter = next(voters_of(plan))
    assert feeling(voter, plan, round_number=1) == feeling(voter, plan, round_number=1)
    assert feeling(voter, plan, round_number=1) != feeling(voter, plan, round_number=2)


def test_divided_points_make_a_hundred() -> None:
    for seed in range(200):
        for layer in ("", "manager", "staff"):
            for moment in ("now", "wished"):
                divided = points(layer, moment, Random(seed))
                assert sum(divided.values()) == 100
                assert min(divided.values()) >= 0
                assert tuple(divided) == STATEMENTS


def test_every_answer_is_one() -> None:
    plan = make_plan(Size.of(0.1))
    voter = next(voters_of(plan))
    for slug in ("enps", "pulse", "culture-map"):
        questions = {one.key: one for one in Definition.read(definition_of(slug)).questions}
        for key, value in answers_of(slug, voter, 0.4, Random(1)).items():
            assert questions[key].read_answer(value) == value
