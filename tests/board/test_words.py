"""Customers' words are drawn by lot: fairly, again the same, without names, and nobody is pointed at."""

from collections import Counter
from datetime import date, timedelta

import pytest

from extramile.board.gather import customers
from extramile.board.gather.words import SHOWN, clearing, draw, shares
from extramile.monitor.operations import count_changes
from extramile.monitor.tally import Tally
from tests.cast import Cast
from tests.monitor.facts import answered


@pytest.mark.parametrize(
    ("groups", "wanted"),
    [
        ((62, 26, 12), (5, 2, 1)),
        ((100, 0, 0), (8, 0, 0)),
        ((0, 0, 3), (0, 0, 8)),
        ((97, 2, 1), (8, 0, 0)),
        ((34, 33, 33), (3, 3, 2)),
    ],
)
def test_as_many_of_each_group_as_there_are_among_all(
    groups: tuple[int, int, int], wanted: tuple[int, int, int]
) -> None:
    found = shares(dict(zip(("promoter", "passive", "detractor"), groups, strict=True)), of=SHOWN)
    assert sorted(found.values()) == sorted(wanted)
    assert sum(found.values()) == SHOWN
    assert found["promoter"] == wanted[0]


def test_of_nobody_nothing() -> None:
    assert draw({}, seed="x") == []
    assert sum(shares({"promoter": 0, "passive": 0, "detractor": 0}, of=SHOWN).values()) == 0


@pytest.mark.django_db
class TestDrawn:
    @pytest.fixture
    def days(self, cast: Cast) -> dict[date, Tally]:
        """Three busy days, one quiet day; every other answer has words."""
        for day, busy in enumerate((6, 6, 6, 2)):
            for number in range(busy):
                words = f"Said on day {day}, visit {number} of that day." if number % 2 else ""
                moment = cast.now - timedelta(days=day + 1, minutes=number)
                answered(cast.team, cast.sanne, now=moment, score=10, words=words)
        while count_changes(cast.now):
            pass
        return customers.days(customers.tops(), since=cast.today - timedelta(days=30), until=cast.today)

    def test_the_same_seed_draws_the_same(self, days: dict[date, Tally]) -> None:
        assert draw(days, seed="one") == draw(days, seed="one")
        assert draw(days, seed="one") != draw(days, seed="two")

    def test_nothing_twice_and_only_words(self, days: dict[date, Tally]) -> None:
        drawn = draw(days, seed="one")
        assert len({one.response_id for one in drawn}) == len(drawn)
        assert all(one.words for one in drawn)
        assert [one.number for one in drawn] == list(range(1, len(drawn) + 1))

    def test_an_answer_of_a_quiet_day_has_the_same_chance(self, days: dict[date, Tally]) -> None:
        """10 answers with words, 8 shown of them: over many lots each is first about as often."""
        firsts: Counter[int] = Counter()
        for seed in range(120):
            firsts[draw(days, seed=str(seed))[0].response_id] += 1
        assert len(firsts) == 10
        # 12 expected of each; chance of any beyond 28 or below 1: less than one in ten thousand, seeded
        assert all(1 <= count <= 28 for count in firsts.values())

    def test_where_is_no_smaller_than_a_region(self, days: dict[date, Tally], cast: Cast) -> None:
        assert {one.where for one in draw(days, seed="one")} == {cast.west.name}

    def test_names_addresses_and_numbers_are_taken_out(self, cast: Cast) -> None:
        clear = clearing()
        told = clear(f"{cast.sanne.name} was kind. Mail me at a.b@example.org or 06 12 34 56 78.")
        assert cast.sanne.name.split()[0] not in told
        assert "example.org" not in told
        assert "12 34" not in told
        assert "was kind" in told
