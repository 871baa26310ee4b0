"""Into which group each ballot goes: nobody alone, nobody lost, no manager in the results they read."""

import random
from collections import Counter
from collections.abc import Iterable

import pytest

from extramile.engagement.cells import Division, Person, divide, home_of, layer_of

FLOOR = 5
FRONT, MIDDLE, TOP, STAFF = "front_line", "middle", "top", "staff"


def tree_of(parents: dict[int, int | None]) -> dict[int, tuple[int, ...]]:
    """Unit -> the ids from the top down to itself."""
    paths: dict[int, tuple[int, ...]] = {}
    for unit, parent in sorted(parents.items()):
        paths[unit] = (*(paths[parent] if parent is not None else ()), unit)
    return paths


def crew(first: int, size: int, *, team: int, layer: str = FRONT) -> list[Person]:
    return [Person(first + number, team, layer) for number in range(size)]


def leader(number: int, *, team: int, of: int, layer: str = MIDDLE) -> Person:
    return Person(number, team, layer, frozenset({of}))


def sizes(division: Division) -> dict[tuple[int, str], int]:
    return {group: len(people) for group, people in division.cells.items()}


def everybody(division: Division) -> list[int]:
    return sorted(person.employee_id for people in division.cells.values() for person in people)


# company 1 > regions 2, 3 > teams 4, 5 (of 2), 6 (of 3)
COMPANY = tree_of({1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3})


def test_a_team_of_five_is_a_cell_and_one_of_four_goes_up() -> None:
    people = crew(0, 5, team=4) + crew(10, 4, team=5) + crew(20, 5, team=6)
    division = divide(people + crew(30, 5, team=2), COMPANY, least=FLOOR)
    assert sizes(division) == {(2, FRONT): 9, (4, FRONT): 5, (6, FRONT): 5}
    assert division.merged == ((5, FRONT),)


def test_small_teams_meet_in_the_unit_above() -> None:
    division = divide(crew(0, 3, team=4) + crew(10, 3, team=5) + crew(20, 8, team=6), COMPANY, least=FLOOR)
    assert sizes(division) == {(2, FRONT): 6, (6, FRONT): 8}


def test_what_is_too_small_above_goes_on_to_the_top() -> None:
    people = crew(0, 2, team=4) + crew(10, 2, team=5) + crew(20, 4, team=6)
    assert sizes(divide(people, COMPANY, least=FLOOR)) == {(1, FRONT): 8}


def test_layers_stay_apart_on_the_way_up() -> None:
    people = crew(0, 8, team=4) + crew(10, 3, team=4, layer=STAFF) + crew(20, 3, team=6, layer=STAFF)
    division = divide(people, COMPANY, least=FLOOR)
    assert sizes(division) == {(1, STAFF): 6, (4, FRONT): 8}


def test_a_manager_in_the_own_team_votes_in_the_unit_above() -> None:
    manager = leader(99, team=4, of=4)
    assert home_of(manager, COMPANY) == 2
    others = [leader(90 + number, team=5, of=5) for number in range(5)]
    division = divide([*crew(0, 6, team=4), manager, *others], COMPANY, least=FLOOR)
    assert sizes(division) == {(2, MIDDLE): 6, (4, FRONT): 6}
    assert manager not in division.cells[4, FRONT]


def test_who_leads_two_units_goes_above_the_higher_one() -> None:
    assert home_of(Person(1, 4, MIDDLE, frozenset({4, 2})), COMPANY) == 1
    assert home_of(Person(1, 4, MIDDLE, frozenset({2})), COMPANY) == 1


def test_who_leads_another_unit_stays_in_the_own_team() -> None:
    assert home_of(leader(1, team=4, of=6), COMPANY) == 4


def test_who_leads_the_top_stays_at_the_top() -> None:
    assert home_of(leader(1, team=1, of=1, layer=TOP), COMPANY) == 1
    assert home_of(leader(1, team=4, of=1, layer=TOP), COMPANY) == 1


def test_a_shop_of_five_is_one_cell_of_joined_layers() -> None:
    shop = tree_of({1: None, 2: 1})
    division = divide([*crew(0, 4, team=2), leader(9, team=2, of=2)], shop, least=FLOOR)
    assert sizes(division) == {(1, ""): 5}
    assert division.merged == ((1, MIDDLE), (2, FRONT))


def test_a_shop_of_four_is_asked_nothing() -> None:
    division = divide(crew(0, 4, team=1), tree_of({1: None}), least=FLOOR)
    assert (sizes(division), division.too_small) == ({}, (1,))


def test_nobody_at_all() -> None:
    assert divide([], COMPANY, least=FLOOR) == Division({}, (), ())


def test_one_unit_without_layers() -> None:
    assert sizes(divide(crew(0, 5, team=1), tree_of({1: None}), least=FLOOR)) == {(1, FRONT): 5}


def test_small_layers_at_the_top_are_joined_and_large_ones_left_alone() -> None:
    people = crew(0, 20, team=4) + crew(50, 3, team=1, layer=TOP) + crew(60, 4, team=1, layer=STAFF)
    assert sizes(divide(people, COMPANY, least=FLOOR)) == {(1, ""): 7, (4, FRONT): 20}


def test_two_directors_are_joined_with_the_smallest_of_the_highest_cells() -> None:
    people = [
        *crew(0, 6, team=4),
        *crew(10, 9, team=2, layer=STAFF),
        *crew(20, 7, team=3, layer=STAFF),
        *crew(30, 2, team=1, layer=TOP),
    ]
    division = divide(people, COMPANY, least=FLOOR)
    assert sizes(division) == {(1, ""): 9, (2, STAFF): 9, (4, FRONT): 6}


def test_regions_of_one_team_each() -> None:
    parents: dict[int, int | None] = {1: None}
    people: list[Person] = []
    for number in range(8):
        region, team = 2 + 2 * number, 3 + 2 * number
        parents |= {region: 1, team: region}
        people += [*crew(100 * number, 6, team=team), leader(100 * number + 50, team=team, of=team)]
        people.append(leader(100 * number + 51, team=region, of=region))
    division = divide(people, tree_of(parents), least=FLOOR)
    teams = {(3 + 2 * number, FRONT): 6 for number in range(8)}
    assert sizes(division) == teams | {(1, MIDDLE): 16}  # one manager of a team a region: none stays alone


def test_two_companies_in_one_database_are_never_mixed() -> None:
    two = tree_of({1: None, 2: None, 3: 1, 4: 2})
    division = divide(crew(0, 12, team=3) + crew(50, 3, team=4), two, least=FLOOR)
    assert (sizes(division), division.too_small) == ({(3, FRONT): 12}, (2,))


def test_a_higher_floor_makes_larger_cells() -> None:
    people = crew(0, 7, team=4) + crew(10, 8, team=5)
    assert sizes(divide(people, COMPANY, least=8)) == {(1, ""): 15}
    assert sizes(divide(people, COMPANY, least=FLOOR)) == {(4, FRONT): 7, (5, FRONT): 8}


def _random_company(random_: random.Random) -> tuple[dict[int, tuple[int, ...]], list[Person]]:
    parents: dict[int, int | None] = {1: None}
    for unit in range(2, random_.randint(2, 40)):
        parents[unit] = random_.randint(1, unit - 1)
    tree = tree_of(parents)
    people = [
        Person(
            number,
            team := random_.choice(list(tree)),
            random_.choice([FRONT, FRONT, FRONT, MIDDLE, TOP, STAFF]),
            frozenset({random_.choice(tree[team])}) if random_.random() < 0.2 else frozenset(),
        )
        for number in range(random_.randint(0, 150))
    ]
    return tree, people


def _broken(division: Division, tree: dict[int, tuple[int, ...]], people: Iterable[Person]) -> list[str]:
    broken = []
    for (unit, layer), group in division.cells.items():
        if len(group) < FLOOR:
            broken.append(f"{len(group)} people in {unit} {layer}")
        for person in group:
            if unit not in tree[home_of(person, tree)]:
                broken.append("somebody votes outside the own branch")
            if layer and person.layer != layer:
                broken.append("somebody votes in another layer")
            if len(tree[unit]) > 1 and unit in person.leads and unit in tree[person.team]:
                broken.append("a manager votes in the unit they lead")
    counted = Counter(everybody(division))
    lost = [one for one in people if counted[one.employee_id] != 1]
    if lost and not division.too_small:
        broken.append(f"{len(lost)} lost or twice")
    return broken


@pytest.mark.parametrize("seed", range(60))
def test_of_any_company_nobody_is_alone_lost_or_elsewhere(seed: int) -> None:
    random_ = random.Random(seed)
    tree, people = _random_company(random_)
    division = divide(people, tree, least=FLOOR)
    assert _broken(division, tree, people) == []
    shuffled = list(people)
    random_.shuffle(shuffled)
    assert divide(shuffled, tree, least=FLOOR) == division
    if len(people) >= FLOOR:
        assert division.too_small == ()


def test_sixty_thousand_people_in_six_thousand_teams() -> None:
    random_ = random.Random(7)
    parents: dict[int, int | None] = {1: None}
    parents |= dict.fromkeys(range(2, 32), 1)
    parents |= {unit: random_.randint(2, 31) for unit in range(32, 632)}
    parents |= {unit: random_.randint(32, 631) for unit in range(632, 6632)}
    tree = tree_of(parents)
    people = [Person(number, random_.randint(632, 6631), FRONT) for number in range(54_000)]
    people += [leader(60_000 + unit, team=unit, of=unit) for unit in range(632, 6632)]
    division = divide(people, tree, least=FLOOR)
    assert _broken(division, tree, people) == []
    assert len(everybody(division)) == 60_000
    assert len(division.cells) > 5_000


@pytest.mark.parametrize(
    ("leads", "team_kind", "in_staff_unit", "layer"),
    [
        ([], "team", False, FRONT),
        ([], "centre", False, FRONT),
        ([], "region", False, STAFF),
        ([], "company", False, STAFF),
        ([], "team", True, STAFF),
        (["team"], "team", False, MIDDLE),
        (["centre"], "team", True, MIDDLE),
        (["region"], "region", False, MIDDLE),
        (["country"], "country", False, TOP),
        (["team", "company"], "team", False, TOP),
    ],
)
def test_layers(leads: list[str], team_kind: str, in_staff_unit: bool, layer: str) -> None:
    assert layer_of(leads=leads, team_kind=team_kind, in_staff_unit=in_staff_unit) == layer
