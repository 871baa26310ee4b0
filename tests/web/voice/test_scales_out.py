"""A loaded instrument's scales go out with the released table: in files, and over the API."""

import csv

from django.test import Client
from django.urls import reverse

from extramile.engagement.queries import released, scales_of_wave
from extramile.web.api.waves import ScaleOut, _group
from tests.cast import Cast
from tests.engagement.released import release, show
from tests.engagement.round import Company
from tests.engagement.test_scales import figure, wave_of
from tests.questionnaires.made_up import instrument, rating
from tests.web.voice.visits import client_of


def test_they_stand_below_their_items(cast: Cast) -> None:
    keys = [f"lamp{number}" for number in range(9)]
    raw = instrument(
        *(rating(key) for key in keys), scales=[{"key": "light", "scoring": "uwes-9", "items": keys}]
    )
    company = Company(cast.company, (), (cast.team,), {})
    wave = wave_of(company, raw, cast.now)
    group = show(release(wave, now=cast.now), cast.company)
    for number, key in enumerate(keys):
        figure(group, key, 100 if number in {0, 1, 4} else 0)
    client: Client = client_of(cast.hanna)
    response = client.get(reverse("voice:table-file", args=[wave.public_id, cast.company.pk, "csv"]))
    assert response.status_code == 200
    rows = list(csv.DictReader(response.getvalue().decode("utf-8-sig").splitlines()))
    told = {row["question"]: row["value"] for row in rows if row["measure"] == "scale"}
    assert told["light.total"] in ("2", "2.0")
    assert set(told) == {"light.total", "light.vigour", "light.dedication", "light.absorption"}
    (whole,) = released(wave.pk, [cast.company.pk])
    said: list[ScaleOut] = _group(whole, None, scales_of_wave(wave.pk)).scales
    assert {one.scale: one.value for one in said} == {key: float(value) for key, value in told.items()}
