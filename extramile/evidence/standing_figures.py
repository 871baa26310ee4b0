"""Standing studies of the organisation's own figures: silence, what loyalty is worth, what it would take."""

from typing import Any, Final

Json = dict[str, Any]

SEED: Final = 20260104
# Names of an extra yes-or-no column of the jobs that says: this customer came by word of mouth.
REFERRALS: Final = ["referred", "referral", "recommended", "aanbevolen", "doorverwezen", "word_of_mouth"]

FIGURES: Final[dict[str, tuple[str, Json]]] = {
    "bias": (
        "bias",
        {
            "format": 1,
            "question": {
                "en": "How far could the score be off, because some customers did not answer?",
                "nl": "Hoe ver kan de score ernaast zitten doordat een deel van de klanten niet antwoordt?",
            },
            "periods": 13,  # of four weeks: a year
            "matters_points": 10,
            "method": (
                "Answers weighted to who was asked by region, channel and kind of work; answers before and"
                " after a reminder; tipping point for those who kept silent."
            ),
            "level": 0.95,
            "smallest_effect": 10.0,
            "seed": SEED,
        },
    ),
    "worth": (
        "worth",
        {
            "format": 1,
            "question": {
                "en": "Do customers who would recommend us come back more, and what do they spend?",
                "nl": "Komen klanten die ons aanbevelen vaker terug, en wat besteden ze dan?",
            },
            "window_days": 365,
            "referral_attributes": REFERRALS,
            "method": (
                "First score of each customer; jobs in the year after that answer. Promoters less detractors"
                " within kinds of work and regions (Mantel-Haenszel); Wilson and Student intervals."
            ),
            "level": 0.95,
            "smallest_effect": 0.05,
            "seed": SEED,
        },
    ),
    "power": (
        "power",
        {
            "format": 1,
            "question": {
                "en": "How much would it take to see if enthusiastic people make enthusiastic customers?",
                "nl": "Wat is er nodig om te zien of enthousiaste medewerkers enthousiaste klanten maken?",
            },
            "waves": 4,
            "method": "Minimum detectable slope within teams at a chance of .80.",
            "level": 0.95,
            "smallest_effect": 1.0,
            "seed": SEED,
        },
    ),
}
