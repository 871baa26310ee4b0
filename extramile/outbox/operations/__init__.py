"""What may be done with messages."""

from extramile.outbox.operations.bouncing import bounced, settle_bounces
from extramile.outbox.operations.forgetting import forget_messages, forget_recipient, thin_out
from extramile.outbox.operations.placing import move_on
from extramile.outbox.operations.posting import Letter, cancel, post, post_many, try_again
from extramile.outbox.operations.sending import put_back_abandoned, send_due

__all__ = [
    "Letter",
    "bounced",
    "cancel",
    "forget_messages",
    "forget_recipient",
    "move_on",
    "post",
    "post_many",
    "put_back_abandoned",
    "send_due",
    "settle_bounces",
    "thin_out",
    "try_again",
]
