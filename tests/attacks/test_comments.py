"""Words do not tell who wrote them: withheld among few, with no score, without what points at somebody."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from extramile.engagement.models import ReleasedComment, ReleasedFigure
from extramile.engagement.operations import close_due
from extramile.engagement.release import homes as release_homes
from extramile.people.models import Employee
from extramile.stats import disclosure
from extramile.web.voice.apart.names import forget_names
from tests.attacks.organisation import next_ids, world
from tests.cast import Cast
from tests.engagement.round import Company, Round, make_company, open_round, version
from tests.still import stand_still
from tests.web.voice.visits import open_round as open_at_the_cast
from tests.web.voice.visits import post

pytestmark = pytest.mark.django_db
PLAIN = ("The tools are worn.", "Planning comes late.", "Good colleagues.", "The coffee is cold.")
CANARIES = {
    "name": "Ask Wim Janssen, he knows.",
    "phone": "Call me on 06-12345678.",
    "email": "Write to kanarie@example.org.",
    "number": "My badge is 8812345.",
    "dialect": "Da's toch wel kei goed, houdoe.",
}
POINTING = {
    "name": "Janssen", "phone": "12345678", "email": "kanarie@", "number": "8812345", "dialect": "houdoe",
}  # fmt: skip


def closed(
    company: Company, said: Sequence[tuple[int, str]], *, now: datetime, scores: Sequence[int] = (9,)
) -> Round:
    """Everybody answers; these words come from these teams (by their place)."""
    made = open_round(company, asked=version(now), now=now)
    voters = [one for team in company.people.values() for one in team]
    made.vote((one, {"enps": scores[place % len(scores)]}) for place, one in enumerate(voters))
    for team, words in said:
        made.say(company.teams[team], words)
    while close_due(now + timedelta(days=2)):
        pass
    return made


def shown() -> dict[str, int]:
    return dict(ReleasedComment.objects.values_list("words", "unit_id"))


def test_one_commenter_of_ten_is_not_read(now: datetime) -> None:
    """Nor at the team, nor above: below three comments nothing is shown, wherever it would be."""
    closed(make_company(teams=[10, 12]), [(0, "kanarie")], now=now)
    assert shown() == {}


def test_one_commenter_of_a_team_is_read_among_more(now: datetime) -> None:
    company = make_company(teams=[10, 12], regions=1)
    closed(company, [(0, "kanarie"), *((1, words) for words in PLAIN[:2])], now=now)
    assert shown()["kanarie"] in {company.regions[0].pk, company.top.pk}


def test_nine_answers_are_too_few(now: datetime) -> None:
    company = make_company(teams=[9, 30], regions=2)
    closed(company, [(0, words) for words in PLAIN], now=now)
    assert company.teams[0].pk not in shown().values()


@pytest.mark.parametrize(("name", "value"), [("LEAST_COMMENTS", 1), ("LEAST_ANSWERS", 5)])
def test_the_lone_commenter_would_be_read(
    now: datetime, monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    """The twins: with one floor lower, the canary stands at a team of too few. (Of teams that small no figure
    is told either, since colleagues are counted: that rule is off here.)"""
    monkeypatch.setattr(release_homes, name, value)
    monkeypatch.setattr(
        disclosure, "decide", partial(disclosure.decide, rules=replace(disclosure.ALL, insiders=False))
    )
    company = make_company(teams=[10 if name == "LEAST_COMMENTS" else 9, 30])
    many = [(0, "kanarie")] if name == "LEAST_COMMENTS" else [(0, words) for words in ("kanarie", *PLAIN)]
    least = release_homes.LEAST_ANSWERS
    monkeypatch.setattr("extramile.engagement.operations.closing.step.LEAST_ANSWERS", least)
    closed(company, many, now=now)
    assert shown()["kanarie"] == company.teams[0].pk


def test_words_never_stand_with_a_score(now: datetime) -> None:
    """The same words, whoever gave which score, are kept as the same. There is no column for more."""
    kept = []
    begin = next_ids()
    for scores in ((0, 3, 10), (10, 0, 3)):
        with world(begin):
            closed(make_company(teams=[12, 12]), [(0, words) for words in PLAIN], now=now, scores=scores)
            kept.append(sorted(ReleasedComment.objects.values_list("unit_id", "question_key", "words")))
    assert kept[0] == kept[1]
    columns = {field.attname for field in ReleasedComment._meta.get_fields() if hasattr(field, "attname")}
    assert columns == {"id", "table_id", "unit_id", "question_key", "words", "reply_address"}
    assert "why" not in set(ReleasedFigure.objects.values_list("question_key", flat=True))


@pytest.mark.parametrize("kind", CANARIES)
def test_the_writer_is_warned(cast: Cast, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    stand_still(monkeypatch, cast.now)
    forget_names()
    opened = open_at_the_cast(cast)
    path = reverse("ballot-look", kwargs={"wave": opened.wave.public_id})
    found = json.loads(
        post(Client(), path, {"comments": [CANARIES[kind], PLAIN[0]], "language": "nl"}).content
    )
    assert kind in {sign["kind"] for sign in found["signs"][0]}
    assert found["signs"][1] == []


@pytest.mark.parametrize("kind", CANARIES)
def test_what_points_at_somebody_is_taken_out(now: datetime, kind: str) -> None:
    """Though the writer was warned and sent it all the same: others may be meant, or may read along."""
    company = make_company(teams=[12, 12])
    Employee.objects.filter(pk=company.people[company.teams[0].pk][0].pk).update(name="Wim Janssen")
    closed(company, [(0, words) for words in (CANARIES[kind], *PLAIN)], now=now)
    words = " ".join(shown())
    assert all(plain in words for plain in PLAIN)
    assert POINTING[kind] not in words
    assert "[…]" in words
