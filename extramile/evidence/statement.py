"""What a linkage study must say before its data are read, and what is wrong with one. Pure.

question          by language
units             ids, with everything below each; null: the whole company
waves             {"least": 3, "most": 12}: the newest that tell the exposure, and how many it takes
periods           {"from_day", "days", "until_next_wave"}: the customers' window after each closing
lag               waves between the two, beyond that the window follows the wave
exposure          {"measure": "enps" | "mean", "question": a key, or "*": each of that measure}
outcome           {"measure": "nps" | "ticked", "tick": a topic or "*", "least_answers": 10}
method            in words; fixed by the program
smallest_effect   points of the outcome per ten points of the exposure that would be worth having
level, draws, seed
"""

from typing import Any, Final

from django.utils.translation import gettext as _

Json = dict[str, Any]

LEAST_WAVES: Final = 3
LEAST_ANSWERS: Final = 10  # of customers, in each team and window: fewer are left out, of the bundle too
MOST_DAYS: Final = 366
MOST_LAG: Final = 8  # waves


def problems(statement: Json) -> dict[str, str]:
    """By field, what is wrong and what to do; empty: it can be frozen."""
    checks = (
        ("question", _asks(statement), _("Write the question down, in words that a board member would use.")),
        ("waves", _waves(statement), _("Choose three waves or more: fewer cannot tell a rise from a habit.")),
        (
            "periods",
            _periods(statement),
            _("Choose a window of 1 to 366 days that begins after the closing."),
        ),
        ("lag", _whole(statement.get("lag"), 0, MOST_LAG), _("Choose a lag of 0 to 8 waves.")),
        ("exposure", _exposure(statement), _("Choose what is asked of employees.")),
        ("outcome", _outcome(statement), _("Choose what is counted of customers, of ten answers or more.")),
        (
            "smallest_effect",
            _between(statement.get("smallest_effect"), 0.0, 100.0),
            _("Say how many points for every ten would be worth having: more than 0."),
        ),
        ("level", _between(statement.get("level"), 0.5, 1.0), _("Choose a level such as 0.95.")),
        ("draws", _whole(statement.get("draws"), 99, 99_999), _("Choose 99 draws or more, such as 999.")),
        ("seed", _whole(statement.get("seed"), 0, 2**53), _("Choose a whole number.")),
    )
    return {field: remedy for field, is_right, remedy in checks if not is_right}


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _between(value: Any, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low < value < high


def _asks(statement: Json) -> bool:
    question = statement.get("question")
    return (
        isinstance(question, dict)
        and bool(question)
        and all(isinstance(text, str) and text.strip() for text in question.values())
    )


def _waves(statement: Json) -> bool:
    waves = statement.get("waves")
    return (
        isinstance(waves, dict)
        and _whole(waves.get("least"), LEAST_WAVES, 200)
        and _whole(waves.get("most"), waves["least"], 200)
    )


def _periods(statement: Json) -> bool:
    periods = statement.get("periods")
    return (
        isinstance(periods, dict)
        and _whole(periods.get("from_day"), 1, MOST_DAYS)
        and _whole(periods.get("days"), 1, MOST_DAYS)
        and isinstance(periods.get("until_next_wave"), bool)
    )


def _exposure(statement: Json) -> bool:
    exposure = statement.get("exposure")
    return (
        isinstance(exposure, dict)
        and exposure.get("measure") in {"enps", "mean"}
        and bool(exposure.get("question"))
        and isinstance(exposure["question"], str)
    )


def _outcome(statement: Json) -> bool:
    outcome = statement.get("outcome")
    return (
        isinstance(outcome, dict)
        and outcome.get("measure") in {"nps", "ticked"}
        and (outcome["measure"] == "nps" or bool(outcome.get("tick")))
        and _whole(outcome.get("least_answers"), LEAST_ANSWERS, 10_000)
    )
