"""How long it takes says nothing of an answer: 1,000 calls, in an order drawn at random, by Welch's test.

Of logarithms, a fifth trimmed at both ends (Yuen): now and then the machine does something else meanwhile.

pytest tests/attacks/timing.py                # part of `make attack`; wants a quiet machine
pytest tests/attacks/timing.py -k planted     # the twins alone: a program that waits a little is found
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from random import Random
from typing import Any, Final

import numpy as np
import pytest
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client
from scipy.stats import ttest_ind

from extramile.engagement.models import CastBallot, Cell, Invitee, ReleasedFigure, Wave, WaveState
from extramile.engagement.operations import close_due
from extramile.people.models import Unit
from extramile.stats.counts import Floats
from tests.attacks.crawled import forget
from tests.attacks.organisation import next_ids, world
from tests.cast import Cast
from tests.engagement.voting import open_wave
from tests.still import stand_still
from tests.web.voice.visits import client_of, fill, open_round, post, sent

CALLS: Final = 1_000
BLOCKS: Final = 2  # of each of two worlds, one after the other
WARMING: Final = 20
SURE: Final = 0.01
TRIMMED: Final = 0.2
WAIT: Final = 0.0005
PROMOTER, DETRACTOR = 9, 3
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_as_web_role")]


class Waiting:
    """A middleware that waits where the answer, or the told score, is high: the twin."""

    high: Callable[[HttpRequest], bool] | None = None

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if Waiting.high is not None and Waiting.high(request):
            until = time.perf_counter() + WAIT
            while time.perf_counter() < until:
                pass
        return self.get_response(request)


@pytest.fixture(params=[False, True], ids=["as it is", "planted"])
def planted(request: pytest.FixtureRequest, settings: Any) -> Iterator[bool]:
    settings.MIDDLEWARE = ["tests.attacks.timing.Waiting", *settings.MIDDLEWARE]
    yield bool(request.param)
    Waiting.high = None


def seconds(call: Callable[[], Any]) -> float:
    """Undone afterwards: the next call finds all as this one did."""
    with transaction.atomic():
        begin = time.perf_counter()
        response = call()
        took = time.perf_counter() - begin
        assert response.status_code == 200, response.content[:300]
        transaction.set_rollback(True)
    return took


def chance(some: Floats, others: Floats) -> float:
    """Of such a difference where there is none."""
    return float(ttest_ind(some, others, equal_var=False, trim=TRIMMED).pvalue)


def test_handing_in_takes_as_long_whatever_it_says(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, planted: bool
) -> None:
    stand_still(monkeypatch, cast.now)
    opened = open_round(cast)
    browser, client, random = opened.ballot(cast.sanne), Client(), Random(1)
    path = opened.path("ballot-hand-in")
    if planted:
        Waiting.high = lambda request: f'"enps": {PROMOTER}'.encode() in request.body
    scores = [PROMOTER, DETRACTOR] * (CALLS // 2)
    random.shuffle(scores)
    took: dict[int, list[float]] = {PROMOTER: [], DETRACTOR: []}
    for number, score in enumerate([PROMOTER, DETRACTOR] * WARMING + scores):
        one = seconds(lambda score=score: post(client, path, sent(browser, {"enps": score})))  # type: ignore[misc]
        if number >= 2 * WARMING:
            took[score].append(one)
    found = chance(np.log(took[PROMOTER]), np.log(took[DETRACTOR]))
    assert (found < SURE) is planted, found


def test_a_page_takes_as_long_whatever_it_tells(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, planted: bool
) -> None:
    """Two teams of a size, of promoters and of detractors, the other way round in every second world.

    Both are read one after the other, and their difference counts: what else the machine does falls out, so
    does what is particular to a team, which is the one in as many worlds as the other.
    """
    stand_still(monkeypatch, cast.now + timedelta(days=20))
    teams = (cast.team, cast.other_team)
    for team in (*teams, cast.zwolle_team):
        fill(cast, team, 25)
    begin, random = next_ids(), Random(2)
    ahead: dict[int, list[float]] = {
        0: [],
        1: [],
    }  # by which of them is high
    for _, turn in product(range(BLOCKS), (0, 1)):
        forget()
        with world(begin):
            wave = told(cast, high=teams[turn], low=teams[1 - turn])
            with reading(cast, wave, teams, planted=teams[turn] if planted else None) as read:
                ahead[turn] += in_pairs(read, CALLS // (4 * BLOCKS), random)
    found = chance(np.array(ahead[0]), np.array(ahead[1]))
    assert (found < SURE) is planted, found


def in_pairs(read: Callable[[int], float], pairs: int, random: Random) -> list[float]:
    """The logarithm of the first one's time by the second's; which is read first is drawn each time."""
    for number in [0, 1] * WARMING:
        read(number)
    found = []
    for _ in range(pairs):
        took = {number: read(number) for number in random.sample((0, 1), 2)}
        found.append(float(np.log(took[0] / took[1])))
    return found


@contextmanager
def reading(
    cast: Cast, wave: Wave, teams: tuple[Unit, Unit], *, planted: Unit | None
) -> Iterator[Callable[[int], float]]:
    client = client_of(cast.hanna)
    paths = [f"/voice/{wave.public_id}/results/{team.pk}/" for team in teams]
    if planted is not None:
        Waiting.high = lambda request: request.path.endswith(f"/{planted.pk}/")
    yield lambda team: seconds(lambda: client.get(paths[team]))
    Waiting.high = None


def told(cast: Cast, *, high: Unit, low: Unit) -> Wave:
    """A closed wave that tells +40 or more of one team, and -40 or less of another."""
    wave = open_wave(cast.company, now=cast.now, despite="To see how long it takes.")
    for cell in Cell.objects.filter(wave=wave):
        invitees = list(Invitee.objects.filter(cell=cell))
        score = {high.pk: PROMOTER, low.pk: DETRACTOR}.get(cell.unit_id, 8)
        CastBallot.objects.bulk_create(
            CastBallot(wave=wave, cell=cell, answers={"enps": score}) for _ in invitees
        )
    Invitee.objects.filter(wave=wave).update(took_ballot=True)
    while close_due(cast.now + timedelta(days=20)):
        pass
    wave.refresh_from_db()
    assert wave.state == WaveState.CLOSED
    figures = dict(
        ReleasedFigure.objects.filter(
            group__table__wave=wave, group__unit_id__in=[high.pk, low.pk], measure="enps"
        ).values_list("group__unit_id", "value")
    )
    assert figures[high.pk] >= 40
    assert figures[low.pk] <= -40
    return wave
