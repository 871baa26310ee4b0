"""A question that some skipped: the floors and what remains are asked again, for each question."""

from extramile.engagement.release.items import shown_for

TREE = {1: [2, 3], 2: [4, 5]}


def test_everybody_answered_everything_is_shown() -> None:
    answered = {1: 40, 2: 20, 3: 20, 4: 10, 5: 10}
    assert shown_for(TREE, top=1, answered=answered, least=5) == {1, 2, 3, 4, 5}


def test_too_few_answered_nothing_is_shown() -> None:
    assert shown_for(TREE, top=1, answered={1: 4, 2: 4}, least=5) == frozenset()


def test_a_remainder_of_three_hides_the_smaller_child() -> None:
    answered = {1: 23, 2: 20, 3: 3, 4: 10, 5: 10}
    assert shown_for(TREE, top=1, answered=answered, least=5) == {1}


def test_a_remainder_of_nobody_is_no_remainder() -> None:
    answered = {1: 20, 2: 20, 3: 0, 4: 20, 5: 0}
    assert shown_for(TREE, top=1, answered=answered, least=5) == {1, 2, 4}


def test_nothing_is_shown_below_a_group_that_is_not() -> None:
    answered = {1: 40, 2: 4, 3: 36, 4: 4, 5: 0}
    assert shown_for(TREE, top=1, answered=answered, least=5) == {1}


def test_three_small_remainders_do_not_add_up_to_a_shown_child() -> None:
    tree = {1: [2, 3, 4]}
    answered = {1: 25, 2: 11, 3: 10, 4: 4}
    assert shown_for(tree, top=1, answered=answered, least=5) == {1, 2}
