"""What may be done with the evidence."""

from extramile.evidence.operations.running import (
    ask_for_again,
    ask_for_run,
    is_run_due,
    run_again,
    run_due,
    run_study,
)
from extramile.evidence.operations.standing import ship_standing, ship_when_planned
from extramile.evidence.operations.studies import discard, freeze, restate, retire, state

__all__ = [
    "ask_for_again",
    "ask_for_run",
    "discard",
    "freeze",
    "is_run_due",
    "restate",
    "retire",
    "run_again",
    "run_due",
    "run_study",
    "ship_standing",
    "ship_when_planned",
    "state",
]
