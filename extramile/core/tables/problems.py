"""What can be wrong with a file or a row: a code and its parameters, put into words later.

The words are chosen when somebody reads them, in that person's language: see `words.py`.
"""

from collections.abc import Mapping


class TableProblem(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, code: str, parameters: Mapping[str, object] | None = None) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters = dict(parameters or {})


class RowProblem(Exception):
    """One value (or, with an empty column, one row) cannot be taken; the rest of the file goes on."""

    def __init__(
        self,
        column: str,
        value: str,
        code: str,
        parameters: Mapping[str, object] | None = None,
        *,
        row: int = 0,
    ) -> None:
        super().__init__(column, value, code)
        self.column = column
        self.value = value
        self.code = code
        self.parameters = dict(parameters or {})
        self.row = row

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RowProblem):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((self.row, self.column, self.code))

    def __repr__(self) -> str:
        return f"RowProblem(row={self.row}, column={self.column!r}, code={self.code!r}, {self.parameters})"

    def _parts(self) -> tuple[object, ...]:
        return (self.row, self.column, self.value, self.code, self.parameters)
