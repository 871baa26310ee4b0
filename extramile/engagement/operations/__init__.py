"""What may be done with the employees' voice."""

from extramile.engagement.operations.ballots import sign_ballot
from extramile.engagement.operations.cards import (
    hand_in_by_card,
    print_cards,
    tick_off,
    untick,
    wave_of_code,
)
from extramile.engagement.operations.closing import close_due, is_closing_due
from extramile.engagement.operations.hand_in import hand_in
from extramile.engagement.operations.inviting import remind_due
from extramile.engagement.operations.mixing import mix, mix_now_and_then
from extramile.engagement.operations.opening import open_due
from extramile.engagement.operations.participation import count_participation
from extramile.engagement.operations.planning import Plan, call_off, change_plan, clear_called_off, plan
from extramile.engagement.operations.restoring import begin_again
from extramile.engagement.operations.shipping import ship_ready_made

__all__ = [
    "Plan",
    "begin_again",
    "call_off",
    "change_plan",
    "clear_called_off",
    "close_due",
    "count_participation",
    "hand_in",
    "hand_in_by_card",
    "is_closing_due",
    "mix",
    "mix_now_and_then",
    "open_due",
    "plan",
    "print_cards",
    "remind_due",
    "ship_ready_made",
    "sign_ballot",
    "tick_off",
    "untick",
    "wave_of_code",
]
