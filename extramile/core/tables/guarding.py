"""Values that a spreadsheet would run as a formula, made harmless in a way that can be undone.

An apostrophe before `=`, `+`, `-`, `@`, tab or return (or before apostrophes and such a sign) makes it text.
Our own lists carry a column that says so, and are read back without the apostrophes: nothing is changed.
One rule for every list that leaves: `guarded` where Python writes, `guarded_in_sql` where PostgreSQL does.
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
# Its first sign first: few begin with one of these, and a pattern costs a hundred times as much.
_IN_SQL: Final = r"""
    CASE WHEN left(<text>, 1) IN ('=', '+', '-', '@', E'\t', E'\r', E'\n', E'\'')
          AND <text> ~ E'^\'*[=+@\t\r\n-]' THEN E'\'' || <text> ELSE <text> END
"""


def guarded(value: str) -> str:
    return f"'{value}" if _DANGEROUS.match(value) else value


def guarded_in_sql(text: str) -> str:
    """What `guarded` makes of it; `text` is a column of a statement."""
    return _IN_SQL.replace("<text>", text)


def unguarded(value: str) -> str:
    return value[1:] if _GUARDED.match(value) else value
