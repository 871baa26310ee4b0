"""Values that a spreadsheet would run as a formula, made harmless in a way that can be undone.

An apostrophe before `=`, `+`, `-`, `@`, tab or return (or before apostrophes and such a sign) makes it text.
Our own lists carry a column that says so, and are read back without the apostrophes: nothing is changed.
"""

import re
from typing import Final

MARK: Final = "Extra Mile: "
ROW, COLUMN, PROBLEM, REMEDY, REST = (
    f"{MARK}{name}" for name in ("row", "column", "problem", "what to do", "values too many")
)
OURS: Final = (ROW, COLUMN, PROBLEM, REMEDY, REST)
_DANGEROUS: Final = re.compile(r"^'*[=+\-@\t\r\n]")
_GUARDED: Final = re.compile(r"^'+[=+\-@\t\r\n]")


def guarded(value: str) -> str:
    return f"'{value}" if _DANGEROUS.match(value) else value


def unguarded(value: str) -> str:
    return value[1:] if _GUARDED.match(value) else value
