"""What may be asked about invitations."""

from extramile.invitations.queries.links import (
    answer_link,
    read_answer_link,
    read_stop_link,
    read_walk_in_link,
    stop_link,
    walk_in_link,
)
from extramile.invitations.queries.pieces import pieces_for

__all__ = [
    "answer_link",
    "pieces_for",
    "read_answer_link",
    "read_stop_link",
    "read_walk_in_link",
    "stop_link",
    "walk_in_link",
]
