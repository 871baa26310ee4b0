"""The process that reads a long file of one kind: see `intake.chunks`.

Whoever started it asks on stdin, in JSON, and hears chunks on stdout. It ends with the file, or when nobody
hears it any more. Signals to a whole group are for whoever writes: that ends the chunk at hand and then us.
"""

import json
import os
import signal
import sys
from dataclasses import replace


def main(kind: str) -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed is no chunk
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extramile.settings")
    from extramile.conductor.readings import reading_of
    from extramile.core.collecting import rarely_collecting
    from extramile.intake.chunks import serve

    asked = json.load(sys.stdin)
    reading = replace(reading_of(kind), chunk=asked["chunk"], characters=asked["characters"])
    try:
        with rarely_collecting():
            serve(reading, asked, out)
    except BrokenPipeError:
        os._exit(1)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
