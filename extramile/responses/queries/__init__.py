"""What may be asked of the answers."""

from extramile.responses.queries.answering import About, Answering, Place, answering
from extramile.responses.queries.lots import answers_with_words
from extramile.responses.queries.returns import Returned, returns
from extramile.responses.queries.said import (
    Hits,
    Looked,
    Said,
    Which,
    group_of,
    said,
    search_employees,
    words_of_employees,
    words_of_units,
)
from extramile.responses.queries.scores import (
    DayScore,
    OneAnswer,
    answers_of_employee,
    scores_of_employees,
    ticks_among,
)
from extramile.responses.queries.searching import search_units
from extramile.responses.queries.silence import Heard, heard
from extramile.responses.queries.where import GROUPS, Group, Key, Position

__all__ = [
    "GROUPS",
    "About",
    "Answering",
    "DayScore",
    "Group",
    "Heard",
    "Hits",
    "Key",
    "Looked",
    "OneAnswer",
    "Place",
    "Position",
    "Returned",
    "Said",
    "Which",
    "answering",
    "answers_of_employee",
    "answers_with_words",
    "group_of",
    "heard",
    "returns",
    "said",
    "scores_of_employees",
    "search_employees",
    "search_units",
    "ticks_among",
    "words_of_employees",
    "words_of_units",
]
