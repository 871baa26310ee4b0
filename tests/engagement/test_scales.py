"""Scales of a loaded instrument: from released figures alone, by the key of the file, in the series."""

import json
from datetime import datetime
from typing import Any

import pytest

from extramile.engagement.models import ReleasedFigure, ReleasedGroup, Wave
from extramile.engagement.queries import released, scale_figures, scale_histories, scales_of_wave
from extramile.questionnaires.loading import load_instrument
from extramile.questionnaires.queries import newest_published
from tests.engagement.released import release, show, withhold
from tests.engagement.round import Company, make_company
from tests.engagement.voting import plan_wave
from tests.questionnaires.made_up import division, instrument, lamps, rating

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db: None) -> Company:
    return make_company(teams=[12, 12], regions=1)


def wave_of(company: Company, raw: dict[str, Any], now: datetime, **other: Any) -> Wave:
    load_instrument(json.dumps(raw).encode(), actor=None, now=now)
    version = newest_published("lamps")
    public_id = plan_wave(
        company.top, now=now, questionnaire_version_id=version.pk, languages=["en"], **other
    )
    return Wave.objects.get(public_id=public_id)


def figure(group: ReleasedGroup, key: str, value: int, **other: Any) -> None:
    chosen: dict[str, Any] = {
        "line": key * 8,
        "measure": "mean",
        "low": value - 10,
        "high": value + 10,
        **other,
    }
    ReleasedFigure.objects.create(group=group, question_key=key, value=value, **chosen)


def scales(wave: Wave, company: Company) -> list[Any]:
    (group,) = released(wave.pk, [company.top.pk])
    return scale_figures(scales_of_wave(wave.pk), group)


def test_the_mean_of_its_items_one_of_them_turned_round(company: Company, now: datetime) -> None:
    wave = wave_of(company, lamps(), now)
    group = show(release(wave, now=now), company.top)
    figure(group, "first", 80)
    figure(group, "second", 30)
    (found,) = scales(wave, company)
    # (80 + (100 - 30)) / 2 = 75 of 100, on 0 to 6; the ends in the same way.
    assert (found.key, found.value, found.low, found.high) == ("green", 4.5, 3.9, 5.1)


def test_not_where_an_item_is_not_shown_and_not_of_a_withheld_group(company: Company, now: datetime) -> None:
    wave = wave_of(company, lamps(), now)
    table = release(wave, now=now)
    figure(show(table, company.top), "first", 80)
    assert scales(wave, company) == []
    withhold(table, company.teams[0])
    (group,) = released(wave.pk, [company.teams[0].pk])
    assert scale_figures(scales_of_wave(wave.pk), group) == []


def test_an_end_that_is_not_told_stays_untold(company: Company, now: datetime) -> None:
    """Of a turned item "80 or more" is "20 or less"."""
    wave = wave_of(company, lamps(), now)
    group = show(release(wave, now=now), company.top)
    figure(group, "first", 50)
    figure(group, "second", 80, is_at_least=True)
    (found,) = scales(wave, company)
    assert (found.is_at_least, found.is_at_most) == (False, True)


def test_points_per_kind_now_and_wished(company: Company, now: datetime) -> None:
    raw = instrument(
        *(division(f"{aspect}_{moment}") for aspect in ("roof", "door") for moment in ("now", "wished")),
        scales=[
            {
                "key": "a",
                "label": {"en": "A"},
                "scoring": "points",
                "items": [{"question": aspect, "option": "a"} for aspect in ("roof", "door")],
            }
        ],
    )
    wave = wave_of(company, raw, now)
    group = show(release(wave, now=now), company.top)
    for aspect, now_points, wished in (("roof", 40, 20), ("door", 20, 30)):
        figure(group, aspect, now_points, option_key="a", moment="now", measure="points")
        figure(group, aspect, wished, option_key="a", moment="wished", measure="points")
    assert [(one.moment, one.value) for one in scales(wave, company)] == [("now", 30), ("wished", 25)]


def test_over_waves_with_a_break_where_an_item_was_asked_differently(company: Company, now: datetime) -> None:
    waves = [wave_of(company, lamps(), now, name=name) for name in ("One", "Two", "Three")]
    for number, wave in enumerate(waves):
        group = show(release(wave, now=now), company.top)
        figure(group, "first", 40 + 20 * number, line="other" if number == 2 else "same")
        figure(group, "second", 50)
    keys = scales_of_wave(waves[0].pk)
    points = scale_histories(keys, company.top.pk, until=now.date())["green", ""]
    assert [(one.wave_name, one.figure.value, one.breaks) for one in points] == [
        ("One", 2.7, False),
        ("Two", 3.3, False),
        ("Three", 3.9, True),
    ]


def test_an_ordinary_questionnaire_has_none(company: Company, now: datetime) -> None:
    public_id = plan_wave(company.top, now=now)
    assert scales_of_wave(Wave.objects.get(public_id=public_id).pk) == ()


def test_a_released_wave_of_uwes_shape_gives_four_scales(company: Company, now: datetime) -> None:
    keys = [f"lamp{number}" for number in range(9)]
    raw = instrument(
        *(rating(key) for key in keys),
        scales=[{"key": "light", "scoring": "uwes-9", "items": keys}],
    )
    wave = wave_of(company, raw, now)
    group = show(release(wave, now=now), company.top)
    for number, key in enumerate(keys):
        figure(group, key, 100 if number in {0, 1, 4} else 0)
    assert {one.key: one.value for one in scales(wave, company)} == {
        "light.total": 2.0,
        "light.vigour": 6.0,
        "light.dedication": 0.0,
        "light.absorption": 0.0,
    }
