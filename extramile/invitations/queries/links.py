"""The addresses that customers open. Their tokens are signed ids: nothing is stored to look them up by."""

from django.conf import settings

from extramile.core.tokens import link_token, read_link_token
from extramile.outbox.addresses import stop_address


def answer_link(invitation_id: int) -> str:
    return f"{settings.ADDRESS}/a/{link_token('answer', invitation_id)}"


def walk_in_link(walk_in_id: int) -> str:
    return f"{settings.ADDRESS}/w/{link_token('walk-in', walk_in_id)}"


def stop_link(invitation_id: int) -> str:
    return f"{settings.ADDRESS}/stop/{link_token('stop', invitation_id)}"


def stop_mail_link(invitation_id: int) -> str:
    """The same by mail; empty where no mailbox of ours is read."""
    return stop_address(link_token("stop", invitation_id))


def read_answer_link(token: str) -> int | None:
    return read_link_token("answer", token)


def read_walk_in_link(token: str) -> int | None:
    return read_link_token("walk-in", token)


def read_stop_link(token: str) -> int | None:
    return read_link_token("stop", token)
