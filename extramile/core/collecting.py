"""While millions of short-lived rows are made: fewer walks of the collector, quicker turns of threads.

Rows hold no circles and go when nobody holds them any more; the collector's looking at them in vain was two
fifths of the time of reading a file. And the thread that feeds the database must not wait 5 ms for
the one that reads ahead, each time the database has answered: that was a quarter of an import.

Both are settings of the whole process: the last to leave puts them back.
"""

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

RARELY: Final = 1_000_000  # objects made and still held before the collector looks; some ten times a chunk's
TURN: Final = 0.0005  # seconds that a thread may go on when another waits
_lock: Final = threading.Lock()
_usual: list[tuple[tuple[int, int, int], float]] = []  # one for each that is at work


@contextmanager
def rarely_collecting() -> Iterator[None]:
    with _lock:
        _usual.append(_usual[0] if _usual else (gc.get_threshold(), sys.getswitchinterval()))
        gc.set_threshold(RARELY, *_usual[0][0][1:])
        sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        with _lock:
            threshold, turn = _usual.pop()
            if not _usual:
                gc.set_threshold(*threshold)
                sys.setswitchinterval(turn)


def set_aside_what_is_loaded() -> None:
    """What is there now stays: the collector need not walk it again, to find nothing. Its longest walk took
    100 ms of whichever request it came upon, mostly through modules, models and addresses."""
    gc.freeze()
