"""What may be asked of the answers."""

from extramile.responses.queries.answering import About, Answering, Place, answering
from extramile.responses.queries.said import (
    DayScore,
    Group,
    Position,
    Said,
    group_of,
    said,
    scores_of_employees,
    words_of_employees,
    words_of_units,
)

__all__ = [
    "About",
    "Answering",
    "DayScore",
    "Group",
    "Place",
    "Position",
    "Said",
    "answering",
    "group_of",
    "said",
    "scores_of_employees",
    "words_of_employees",
    "words_of_units",
]
