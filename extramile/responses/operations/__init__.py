"""What may be done with answers."""

from extramile.responses.operations.changes import forget_words, take_changes
from extramile.responses.operations.importing import import_responses
from extramile.responses.operations.indexing import index_words
from extramile.responses.operations.partitions import astray, ensure_months, make_partitions
from extramile.responses.operations.store import Outcome, Stored, store, store_within

__all__ = [
    "Outcome",
    "Stored",
    "astray",
    "ensure_months",
    "forget_words",
    "import_responses",
    "index_words",
    "make_partitions",
    "store",
    "store_within",
    "take_changes",
]
