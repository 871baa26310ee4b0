"""What may be done with files on their way out."""

from extramile.exports.operations.asking import TooManyExports, ask, cancel, downloaded, remove
from extramile.exports.operations.making import make, run_waiting
from extramile.exports.operations.tidying import delete_old, take_back

__all__ = [
    "TooManyExports",
    "ask",
    "cancel",
    "delete_old",
    "downloaded",
    "make",
    "remove",
    "run_waiting",
    "take_back",
]
