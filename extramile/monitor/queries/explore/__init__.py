"""Any measure, split, period and choice of units, answered from the counts."""

from extramile.monitor.queries.explore.answering import MOST_ROWS, Answer, Place, Row, answer
from extramile.monitor.queries.explore.benchmarks import (
    Beside,
    BesidePublished,
    Claim,
    Compared,
    Peers,
    beside_parent,
    beside_published,
    peers,
    together_of,
)
from extramile.monitor.queries.explore.counting import Counted, ticked_topics
from extramile.monitor.queries.explore.figures import Figure, figures_of, is_enough
from extramile.monitor.queries.explore.question import (
    LEVELS,
    OF_TIME,
    OF_UNITS,
    Lately,
    Measure,
    Question,
    Sort,
    Split,
)
from extramile.monitor.queries.explore.reading import (
    CHANNELS,
    Problem,
    UnreadableError,
    query_string,
    read,
)
from extramile.monitor.queries.explore.spans import Span, after_of

__all__ = [
    "CHANNELS",
    "LEVELS",
    "MOST_ROWS",
    "OF_TIME",
    "OF_UNITS",
    "Answer",
    "Beside",
    "BesidePublished",
    "Claim",
    "Compared",
    "Counted",
    "Figure",
    "Lately",
    "Measure",
    "Peers",
    "Place",
    "Problem",
    "Question",
    "Row",
    "Sort",
    "Span",
    "Split",
    "UnreadableError",
    "after_of",
    "answer",
    "beside_parent",
    "beside_published",
    "figures_of",
    "is_enough",
    "peers",
    "query_string",
    "read",
    "ticked_topics",
    "together_of",
]
