"""What may be asked about invitations."""

from extramile.invitations.queries.decisions import KINDS, Tally, decisions, own_jobs, tally
from extramile.invitations.queries.foresight import Forecast, foresee
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
    "KINDS",
    "Forecast",
    "Tally",
    "answer_link",
    "decisions",
    "foresee",
    "own_jobs",
    "pieces_for",
    "read_answer_link",
    "read_stop_link",
    "read_walk_in_link",
    "stop_link",
    "tally",
    "walk_in_link",
]
