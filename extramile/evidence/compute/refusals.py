"""A refusal of `stats` as facts of a finding: why it cannot tell, and what it would need."""

from typing import Any, Final

from extramile import stats

REASONS: Final = (
    (stats.errors.TooFewTeamsError, "too_few_teams"),
    (stats.errors.TooFewWavesError, "too_few_waves"),
    (stats.errors.ConstantExposureError, "constant_exposure"),
    (stats.errors.SingularDesignError, "too_little_in_common"),
    (stats.errors.CannotTellError, "too_little"),
)


def refused(refusal: stats.StatsError) -> dict[str, Any]:
    """`because` is a word from a list, put into a sentence by `sentences`; `found`, `needed`: the numbers."""
    reason = next((word for kind, word in REASONS if isinstance(refusal, kind)), "too_little")
    numbers = refusal.facts if isinstance(refusal, stats.errors.CannotTellError) else {}
    return {"because": reason, "found": numbers.get("found"), "needed": numbers.get("needed")}
