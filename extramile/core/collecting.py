"""Fewer walks of the garbage collector while millions of short-lived rows are made.

They hold no circles and go when nobody holds them any more; the collector's looking at them in vain was two
fifths of the time of reading a file. The threshold is the whole process's: the last to leave puts it back.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

RARELY: Final = 1_000_000  # objects made and still held before it looks; some ten times a chunk's
_lock: Final = threading.Lock()
_usual: list[tuple[int, int, int]] = []  # one for each that is at work


@contextmanager
def rarely_collecting() -> Iterator[None]:
    with _lock:
        _usual.append(_usual[0] if _usual else gc.get_threshold())
        gc.set_threshold(RARELY, *_usual[0][1:])
    try:
        yield
    finally:
        with _lock:
            before = _usual.pop()
            if not _usual:
                gc.set_threshold(*before)
