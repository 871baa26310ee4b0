"""How much would it take to see an effect worth having? Of this organisation's teams and waves. Pure.

The effect worth having is a slope: NPS points of a team's customers for ten points more of its eNPS, as it is
measured. Whatever makes the measuring better makes the same true effect larger in it, so ways to change the
plan are compared by the true one.
"""

from math import sqrt
from typing import Any, Final

from extramile import stats
from extramile.evidence.kinds import Computed, Said
from extramile.evidence.views import EvidenceClass

Json = dict[str, Any]
Facts = dict[str, float | int | str | None]

LEAST_TEAMS: Final = 6
LEAST_WAVES: Final = 3
POWER: Final = 0.80
MOST_WAVES: Final = 24
# Of the reference (docs/methods/power.md): what is felt in teams of twelve from wave to wave, and one answer.
REFERENCE: Final = {
    "signal": 0.095,
    "answer_variance": 0.66,
    "outcome_signal": 0.05,
    "outcome_variance": 0.44,
}


def compute(statement: Json, data: Json, seed: int) -> Computed:
    waves = max(int(statement["waves"]), int(data["waves_told"]) + 1)  # after the next one
    told = outlook(data, waves=waves, worth=float(statement["smallest_effect"]))
    facts: Facts = {**{name: one for name, one in told.items() if not isinstance(one, list)}}
    is_enough = told["because"] is None and told["detectable"] <= told["worth"]
    kind = EvidenceClass.DESCRIBES if is_enough else EvidenceClass.CANNOT_TELL
    return Computed({"seed": seed, **told}, [Said(kind, facts)])


def outlook(data: Json, *, waves: int, worth: float) -> Json:
    """What so many waves would show, and what to change. `because`: why nothing can be told, as a code."""
    found: Json = {
        "teams": data["teams"],
        "teams_all": data["teams_all"],
        "people": data["people"],
        "rate": data["rate"],
        "respondents": data["respondents"],
        "answers": data["answers"],
        "waves": waves,
        "worth": worth,
        "exposure_is_assumed": int(data["exposure_spread"] is None),
        "outcome_is_assumed": int(data["outcome_signal"] is None),
        "because": None,
        "detectable": None,
        "chance": None,
        "by_waves": [],
    }
    because = _refused(data, waves)
    if because is not None:
        return found | {"because": because, "least_teams": LEAST_TEAMS, "least_waves": LEAST_WAVES}
    plan = _Plan(data, waves=waves, worth=worth / 10)
    found["detectable"] = 10 * plan.detectable()
    found["chance"] = plan.chance()
    if found["detectable"] > worth:
        found["because"] = "too_weak"
    found["by_waves"] = [
        [many, 10 * plan.changed(waves=many).detectable(), plan.changed(waves=many).chance()]
        for many in sorted({LEAST_WAVES, 4, 6, 8, 12, 16, waves})
    ]
    return found | plan.needed() | plan.other_ways()


def _refused(data: Json, waves: int) -> str | None:
    if data["teams"] < LEAST_TEAMS:
        return "few_teams"
    if waves < LEAST_WAVES:
        return "few_waves"
    return "no_answers" if not data["answers"] else None


class _Plan:
    """A number of teams, waves and answers, with the spreads that go with them."""

    def __init__(self, data: Json, *, waves: int, worth: float) -> None:
        self.data, self.waves, self.worth = data, waves, worth
        self.outcome_signal = _or(data["outcome_signal"], REFERENCE["outcome_signal"])
        self.answer_variance = _or(data["answer_variance"], REFERENCE["outcome_variance"])

    def changed(self, *, waves: int | None = None, **data: Any) -> "_Plan":
        """The same true effect, measured otherwise."""
        other = _Plan(self.data | data, waves=waves or self.waves, worth=self.worth)
        other.worth = self.worth * other.reliability / self.reliability
        return other

    @property
    def noise(self) -> float:
        return float(REFERENCE["answer_variance"] / self.data["respondents"])

    @property
    def signal(self) -> float:
        """Of what is felt: from the organisation's own waves, else of the reference."""
        measured = self.data["exposure_spread"]
        return REFERENCE["signal"] if measured is None else float(self.data["exposure_signal"])

    @property
    def reliability(self) -> float:
        return self.signal**2 / (self.signal**2 + self.noise)

    @property
    def exposure_spread(self) -> float:
        return sqrt(self.signal**2 + self.noise)

    @property
    def outcome_spread(self) -> float:
        return stats.within_spread(
            signal=self.outcome_signal, answer_variance=self.answer_variance, answers=self.data["answers"]
        )

    def detectable(self) -> float:
        return stats.minimum_detectable_slope(
            teams=self.data["teams"],
            waves=self.waves,
            exposure_spread=self.exposure_spread,
            outcome_spread=self.outcome_spread,
            power=POWER,
        )

    def chance(self) -> float:
        return stats.power_of_slope(
            self.worth,
            teams=self.data["teams"],
            waves=self.waves,
            exposure_spread=self.exposure_spread,
            outcome_spread=self.outcome_spread,
        )

    def needed(self) -> Json:
        """Changing one thing alone."""
        told = stats.what_is_needed(
            self.worth,
            teams=self.data["teams"],
            waves=self.waves,
            answers=self.data["answers"],
            exposure_spread=self.exposure_spread,
            outcome_signal=self.outcome_signal,
            answer_variance=self.answer_variance,
            power=POWER,
        )
        return {"needs_teams": told.teams, "needs_waves": told.waves, "needs_answers": told.answers}

    def other_ways(self) -> Json:
        """Chances of two ways that change several figures at once: half years put together, more response."""
        found: Json = {"chance_half_years": None, "chance_more_response": None}
        if self.waves // 2 >= LEAST_WAVES:
            pooled = self.changed(
                waves=self.waves // 2,
                answers=2 * self.data["answers"],
                respondents=2 * self.data["respondents"],
            )
            found["chance_half_years"] = pooled.chance()
        if self.data["rate"] < 0.9:
            more = self.data["respondents"] * 0.9 / self.data["rate"]
            teams = self.data["teams_if_more"]
            found["chance_more_response"] = self.changed(respondents=more, teams=teams).chance()
        return found


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else float(value)
