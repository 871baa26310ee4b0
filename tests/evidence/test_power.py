"""How much would it take? Against the reference table, and of a made-up organisation."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from extramile.evidence.compute.power import REFERENCE, outlook
from extramile.evidence.queries.power import as_finding, would_take
from extramile.evidence.sentences import sentence
from extramile.people.models import Unit, UnitKind
from extramile.people.operations import add_employee, add_unit
from tests.evidence.customers import centres, hear

WEEK = timedelta(weeks=1)


def data(teams: int, answers: float, **change: Any) -> dict[str, Any]:
    return {
        "teams": teams,
        "teams_if_more": teams,
        "teams_all": teams,
        "people": 12 * teams,
        "rate": 0.75,
        "respondents": 9.0,
        "answers": answers,
        "answer_variance": None,
        "outcome_signal": None,
        "exposure_spread": None,
        "exposure_signal": None,
        **change,
    }


@pytest.mark.parametrize(
    ("answers", "teams", "waves", "reference"),
    [(30, 20, 8, 1.21), (30, 100, 4, 0.78), (30, 200, 12, 0.28), (300, 50, 8, 0.33), (300, 200, 4, 0.24)],
)
def test_before_the_first_wave_it_says_what_the_reference_table_does(
    answers: float, teams: int, waves: int, reference: float
) -> None:
    """STATISTICS 3.5: teams of twelve, three of four answer. Its table was simulated: within a sixth."""
    told = outlook(data(teams, answers), waves=waves, worth=1.0)
    assert told["detectable"] == pytest.approx(reference, rel=0.17)
    assert told["exposure_is_assumed"] == 1


def test_what_it_needs_is_enough_and_one_less_is_not() -> None:
    told = outlook(data(40, 30.0), waves=4, worth=1.0)
    assert told["because"] == "too_weak"
    assert told["chance"] < 0.8
    more = outlook(data(told["needs_teams"], 30.0), waves=4, worth=1.0)
    assert more["chance"] >= 0.8
    assert outlook(data(told["needs_teams"] - 1, 30.0), waves=4, worth=1.0)["chance"] < 0.8
    assert outlook(data(40, 30.0), waves=told["needs_waves"], worth=1.0)["because"] is None
    assert outlook(data(40, 30.0), waves=told["needs_waves"] - 1, worth=1.0)["because"] == "too_weak"
    smaller = [detectable for _waves, detectable, _chance in told["by_waves"]]
    assert smaller == sorted(smaller, reverse=True)


def test_measuring_better_makes_the_same_true_effect_easier_to_see() -> None:
    told = outlook(data(60, 30.0, rate=0.5, respondents=6.0), waves=8, worth=0.5)
    assert told["chance_more_response"] > told["chance"]
    assert told["chance_half_years"] is not None
    assert outlook(data(60, 30.0), waves=4, worth=0.5)["chance_half_years"] is None


@pytest.mark.parametrize(
    ("teams", "waves", "answers", "because"),
    [(5, 8, 30.0, "few_teams"), (40, 2, 30.0, "few_waves"), (40, 8, 0.0, "no_answers")],
)
def test_what_cannot_be_told_says_why(teams: int, waves: int, answers: float, because: str) -> None:
    told = outlook(data(teams, answers), waves=waves, worth=1.0)
    assert told["because"] == because
    assert told["detectable"] is None


def peopled(units: list[Unit], now: datetime, *, each: int) -> None:
    for place, unit in enumerate(units):
        for one in range(each):
            add_employee(
                external_id=f"e{place}-{one}",
                name=f"P{place}-{one}",
                team=unit,
                started_on=now.date() - WEEK,
                now=now,
            )


@pytest.mark.django_db
def test_of_an_organisation_before_its_first_wave(now: datetime) -> None:
    units = centres(8)
    assert would_take(now=now).because == "few_teams"
    peopled(units, now, each=16)
    told = would_take(now=now, rate=0.75)
    assert (told.teams, told.people, told.because) == (8, 128, "no_answers")
    assert would_take(now=now, rate=0.5).teams == 2  # eight answers each: centres of a region together
    hear(
        units,
        lambda place, _period: 0.3 + 0.03 * place,
        since=now.date() - 50 * 2 * WEEK,
        periods=25,
        answers=40,
    )
    told = would_take(now=now, waves=8, rate=0.75)
    assert told.answers == pytest.approx(40 * 13 / 4, rel=0.3)
    assert not told.outcome_is_assumed
    assert told.exposure_is_assumed
    assert told.detectable is not None
    assert would_take(now=now, waves=8, rate=0.75, answers=20).detectable > told.detectable  # type: ignore[operator]
    assert would_take(now=now, waves=8, rate=0.75, teams=200).detectable < told.detectable  # type: ignore[operator]
    split = would_take(now=now, waves=8, rate=0.75, teams=200)
    assert split.respondents == 10  # the same people in more teams: just large enough, each
    assert would_take(now=now, waves=8, rate=0.75, teams=told.teams).respondents == told.respondents
    text = sentence(as_finding(told, now=now), "nl")
    assert text.startswith(("Met 8 metingen", "Dat is niet te zeggen: met 8 metingen"))


@pytest.mark.django_db
def test_small_teams_count_in_the_first_unit_above_them_that_is_large_enough(now: datetime) -> None:
    """Two teams of four in each of eight centres: their centres are too small too, their regions are not."""
    teams = [
        add_unit(f"{centre.name} {name}", kind=UnitKind.TEAM, parent=centre)
        for centre in centres(8)
        for name in ("a", "b")
    ]
    peopled(teams, now, each=4)
    regions = Unit.objects.filter(kind=UnitKind.REGION).count()
    assert regions > 1
    assert would_take(now=now, rate=0.75).teams == regions
    assert would_take(now=now, rate=0.1).teams == 0


def test_the_reference_is_that_of_the_table() -> None:
    """Reliability .11 at nine answers; .44 is the variance of an answer at 70/20/10."""
    noise = REFERENCE["answer_variance"] / 9
    assert REFERENCE["signal"] ** 2 / (REFERENCE["signal"] ** 2 + noise) == pytest.approx(0.11, abs=0.01)
    assert REFERENCE["outcome_variance"] == pytest.approx(0.8 - 0.6**2)
