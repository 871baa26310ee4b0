"""What may be done with answers."""

from extramile.responses.operations.changes import forget_words, take_changes
from extramile.responses.operations.partitions import make_partitions
from extramile.responses.operations.store import Outcome, Stored, store

__all__ = ["Outcome", "Stored", "forget_words", "make_partitions", "store", "take_changes"]
