"""Close a wave: read the answers once, write the released table, and destroy answers and keys.

Nobody can add an answer while a wave is closing, and what is read depends on nothing else, so the work may be
killed and begun again, and two hosts that do it at once write one table: the last step is one transaction
that looks at the state once more.
"""

from extramile.engagement.operations.closing.step import close_due, is_closing_due

__all__ = ["close_due", "is_closing_due"]
