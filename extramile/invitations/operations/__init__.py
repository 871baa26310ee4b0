"""What may be done: decide, ask, remind, stop, open a walk-in."""

from extramile.invitations.operations.answered import mark_answered
from extramile.invitations.operations.asking import remind_due, remind_now, send_due
from extramile.invitations.operations.deciding import decide
from extramile.invitations.operations.feed import take_changes
from extramile.invitations.operations.planning import retire_plan, save_plan, ship_default_plan
from extramile.invitations.operations.showing import NotShownError, show_question
from extramile.invitations.operations.stopping import (
    cancel_addresses,
    forget_contact,
    start_again,
    stop_asking,
    take_bounces,
)
from extramile.invitations.operations.trying import send_test_mail
from extramile.invitations.operations.walk_ins import make_walk_in, open_walk_in, revoke_walk_in

__all__ = [
    "NotShownError",
    "cancel_addresses",
    "decide",
    "forget_contact",
    "make_walk_in",
    "mark_answered",
    "open_walk_in",
    "remind_due",
    "remind_now",
    "retire_plan",
    "revoke_walk_in",
    "save_plan",
    "send_due",
    "send_test_mail",
    "ship_default_plan",
    "show_question",
    "start_again",
    "stop_asking",
    "take_bounces",
    "take_changes",
]
