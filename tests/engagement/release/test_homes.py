"""Every comment has one home, at which ten answered or more, and homes share nobody."""

from collections import defaultdict
from random import Random

from extramile.engagement.release.homes import homes

# Company 1; centres 2 and 3; teams 4, 5 (of 2) and 6 (of 3). A cell a team, named after it times ten.
ABOVE = {40: (1, 2, 4), 50: (1, 2, 5), 60: (1, 3, 6), 10: (1,)}
EVERYWHERE = frozenset({1, 2, 3, 4, 5, 6})


def test_a_large_team_is_its_own_home() -> None:
    found = homes(
        ABOVE, answers={40: 12, 50: 12, 60: 12, 10: 12}, comments=dict.fromkeys(ABOVE, 3), shown=EVERYWHERE
    )
    assert found == {40: 4, 50: 5, 60: 6, 10: 1}


def test_small_teams_meet_at_the_centre() -> None:
    found = homes(ABOVE, answers={40: 6, 50: 6, 60: 12}, comments=dict.fromkeys(ABOVE, 3), shown=EVERYWHERE)
    assert found[40] == found[50] == 2
    assert found[60] == 6


def test_what_is_left_beside_a_home_is_a_group_like_any_other() -> None:
    """Team 5 has six answers. At the centre they would be all that is not from team 4: so they go further."""
    found = homes(ABOVE, answers={40: 20, 50: 6, 60: 6}, comments=dict.fromkeys(ABOVE, 3), shown=EVERYWHERE)
    assert found[40] == 4
    assert found[50] == found[60] == 1


def test_what_finds_no_home_is_never_shown() -> None:
    found = homes(ABOVE, answers={40: 20, 50: 4, 60: 5}, comments=dict.fromkeys(ABOVE, 9), shown=EVERYWHERE)
    assert found == {40: 4}


def test_two_comments_are_too_few_for_a_home() -> None:
    found = homes(ABOVE, answers={40: 20, 50: 20}, comments={40: 2, 50: 2}, shown=EVERYWHERE)
    assert found == {40: 2, 50: 2}


def test_a_withheld_unit_is_no_home() -> None:
    found = homes(
        ABOVE, answers=dict.fromkeys(ABOVE, 20), comments=dict.fromkeys(ABOVE, 5), shown=frozenset({1})
    )
    assert set(found.values()) == {1}


def test_a_floor_can_be_raised_not_lowered() -> None:
    few = {40: 9}
    assert homes({40: (1,)}, answers=few, comments={40: 9}, shown=frozenset({1}), least_answers=2) == {}
    many = {40: 12}
    assert homes({40: (1,)}, answers=many, comments={40: 9}, shown=frozenset({1}), least_answers=15) == {}


def test_homes_are_large_enough_in_any_organisation() -> None:
    random = Random(7)
    for _ in range(200):
        above = {
            cell: (1, 2 + cell % 3, 10 + cell % random.randint(1, 9) + 20 * (cell % 3)) for cell in range(12)
        }
        answers = {cell: random.randint(0, 14) for cell in above}
        comments = {cell: random.randint(0, answers[cell]) for cell in above}
        shown = frozenset(unit for path in above.values() for unit in path if random.random() < 0.8)
        at_home: dict[int, list[int]] = defaultdict(list)
        for cell, unit in homes(above, answers=answers, comments=comments, shown=shown).items():
            assert unit in above[cell]
            assert unit in shown
            at_home[unit].append(cell)
        for cells in at_home.values():
            assert sum(answers[cell] for cell in cells) >= 10
            assert sum(comments[cell] for cell in cells) >= 3
