"""The standing studies: what every organisation's data will be asked, written before there are any."""

from typing import Any, Final

from extramile.evidence.standing_figures import FIGURES

Json = dict[str, Any]

SEED: Final = 20260101
METHOD: Final = (
    "Two-way fixed effects: each team its own norm, each region and wave its own level. Team jackknife"
    " (CR3) from ten teams on, wild bootstrap (Webb) below; whole trajectories permuted within regions must"
    " agree. Beside it: slope between teams, lead placebo, lags, without each region, trimmed, weighted,"
    " reliability."
)
PERIODS: Final[Json] = {"from_day": 1, "days": 91, "until_next_wave": True}
WAVES: Final[Json] = {"least": 3, "most": 12}


def _linkage(question: dict[str, str], exposure: Json, outcome: Json, *, smallest: float) -> Json:
    return {
        "format": 1,
        "question": question,
        "units": None,  # the whole company
        "waves": WAVES,
        "periods": PERIODS,
        "lag": 0,
        "exposure": exposure,
        "outcome": outcome | {"least_answers": 10},
        "method": METHOD,
        "smallest_effect": smallest,
        "level": 0.95,
        "draws": 999,
        "seed": SEED,
    }


# Key -> kind and statement.
STANDING: Final[dict[str, tuple[str, Json]]] = {
    "enps-nps": (
        "linkage",
        _linkage(
            {
                "en": "When people on a team come to recommend working here more, do its customers recommend"
                " us more in the months after?",
                "nl": "Als mensen in een team het werk hier meer gaan aanraden, bevelen hun klanten ons dan"
                " in de maanden erna vaker aan?",
            },
            {"measure": "enps", "question": "enps"},
            {"measure": "nps"},
            smallest=1.0,
        ),
    ),
    "items-nps": (
        "linkage",
        _linkage(
            {
                "en": "Which parts of work go together with what a team's customers say?",
                "nl": "Welke kanten van het werk gaan samen met wat de klanten van een team zeggen?",
            },
            {"measure": "mean", "question": "*"},
            {"measure": "nps"},
            smallest=1.0,
        ),
    ),
    "items-ticked": (
        "linkage",
        _linkage(
            {
                "en": "Which parts of work go together with what a team's customers tick?",
                "nl": "Welke kanten van het werk gaan samen met wat de klanten van een team aanvinken?",
            },
            {"measure": "mean", "question": "*"},
            {"measure": "ticked", "tick": "*"},
            smallest=1.0,
        ),
    ),
} | FIGURES
