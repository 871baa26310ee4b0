"""Rows of a file of responses as the columns that `reading` makes of them; an object a row only on demand."""

from collections.abc import Iterator, Sequence
from typing import overload

from extramile.responses.incoming import Incoming
from extramile.responses.reading import Columns, each, wide

# Where each column of `reading.response_columns` stands.
NUMBER, NAME, SCORE, RATING, MOMENT, UNIT, WORKER, MARK = 0, 1, 2, 3, 5, 6, 7, 12
DAYS, CLOCKS, SAID, NUMBERED, WORDED, KEPT = 13, 14, 15, 16, 17, 18


class Block(Sequence[Incoming]):
    """Some rows of a file; one that is asked for is made then."""

    def __init__(self, columns: Columns) -> None:
        self.columns: Columns = tuple(map(wide, columns))

    def __len__(self) -> int:
        return len(self.columns[0])

    @overload
    def __getitem__(self, index: int) -> Incoming: ...
    @overload
    def __getitem__(self, index: slice) -> "Block": ...
    def __getitem__(self, index: int | slice) -> "Incoming | Block":
        if isinstance(index, slice):
            return Block(tuple(column[index] for column in self.columns))
        return next(each(tuple([column[index]] for column in self.columns)))

    def __iter__(self) -> Iterator[Incoming]:
        return each(self.columns)

    def among(self, places: Sequence[int]) -> "Block":
        return Block(tuple([column[place] for place in places] for column in self.columns))
