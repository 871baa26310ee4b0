"""`python -m extramile`: the same as the command `extramile`."""

import sys

from extramile.cli import main

if __name__ == "__main__":
    sys.exit(main())
