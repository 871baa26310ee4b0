"""Where everybody thinks alike, that is not told: no end of the scale, the same pattern of what is shown."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest

from extramile.engagement.models import ReleasedFigure, ReleasedGroup
from extramile.engagement.operations import close_due
from extramile.stats.disclosure import coded_mean, coded_nps
from extramile.stats.disclosure import coding as told
from tests.attacks.organisation import next_ids, world
from tests.engagement.round import make_company, open_round, version

TEAMS = (5, 6, 8, 11, 14, 19, 21, 33)
Answer = Callable[[int], Mapping[str, object]]
# Of the second team, by the place of who answers.
PLANTED: Mapping[str, Answer] = {
    "all nines": lambda _: {"enps": 9, "energy": 5},
    "all noughts": lambda _: {"enps": 0, "energy": 1},
    "all but one": lambda place: {"enps": 10 if place else 0, "energy": 5 if place else 1},
    "all passive": lambda _: {"enps": 7, "energy": 3},
}


def mixed(place: int) -> Mapping[str, object]:
    return {"enps": (10, 3, 8, 9, 6)[place % 5], "energy": 1 + place % 5}


def pattern(answer: Answer, *, now: datetime) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """What is shown and withheld, and what is told, when every team answers like this."""
    company = make_company(teams=TEAMS)
    made = open_round(company, asked=version(now), now=now)
    made.vote((one, answer(place)) for team in company.people.values() for place, one in enumerate(team))
    while close_due(now + timedelta(days=2)):
        pass
    groups = ReleasedGroup.objects.order_by("unit_id", "layer")
    figures = ReleasedFigure.objects.order_by("group__unit_id", "group__layer", "question_key")
    return (
        list(groups.values_list("unit_id", "layer", "is_shown", "why_withheld", "least", "most")),
        list(
            figures.values_list(
                "measure", "value", "low", "high", "group__least", "is_at_least", "is_at_most"
            )
        ),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("planted", PLANTED)
def test_it_is_withheld_bit_for_bit_like_a_mixed_one(planted: str, now: datetime) -> None:
    begin = next_ids()
    with world(begin):
        groups, figures = pattern(PLANTED[planted], now=now)
    with world(begin):
        other, _ = pattern(mixed, now=now)
    assert groups == other
    assert len(figures) > 6
    for measure, value, *_ in figures:
        # Nobody's answer follows: never the end of the scale, and the interval leaves room.
        assert -100 < int(str(value)) < 100 if measure == "enps" else 0 < int(str(value)) < 100


def _ends(n: int) -> list[int]:
    """What is told of teams that are all of one mind."""
    return [
        coded_nps(n, 0, 0, kind="node").points,
        -coded_nps(0, 0, n, kind="node").points,
        2 * coded_mean(5 * n, n, lowest=1, highest=5, kind="node").points - 100,
    ]


@pytest.mark.parametrize("n", [*range(5, 31), 50, 99, 200])
def test_all_of_one_mind_is_told_as_this_much_or_more(n: int) -> None:
    """And so is a team of which one thinks otherwise: no certainty of anybody."""
    assert max(_ends(n)) < 100
    assert coded_nps(n, 0, 0, kind="node").top_coded
    if n < 20:
        assert coded_nps(n, 0, 0, kind="node") == coded_nps(n - 1, 0, 1, kind="node")


def test_it_would_be_told_without_the_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: without coding at the ends, a team of one mind is told as 100."""
    monkeypatch.setattr(told, "told", lambda value, step, _end: told.rounded(value, step))
    monkeypatch.setattr(told, "step_of", lambda *_: 10)
    monkeypatch.setattr(told, "end_of", lambda *_: 100)
    assert coded_nps(8, 0, 0, kind="node").points == 100
    assert coded_nps(8, 0, 0, kind="node") != coded_nps(7, 0, 1, kind="node")
