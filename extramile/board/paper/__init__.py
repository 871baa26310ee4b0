"""A report on paper: PDF, the same order and words as the page.

    as_pdf(content, remarks=remarks, is_draft=True)

README.md says what may be relied on.
"""

from extramile.board.paper.setting import as_pdf

__all__ = ["as_pdf"]
