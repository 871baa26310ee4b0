"""How a file is written: found by looking at it, shown to whoever imports it, kept with the batch."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

DateOrder = Literal["dmy", "mdy"]


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything needed to read the same file the same way again; plain JSON as a mapping."""

    format: Literal["csv", "xlsx"] = "csv"
    encoding: str = "utf-8"
    damaged: bool = False  # UTF-8, but with bytes here and there that are not
    delimiter: str = ","
    escape: str = ""  # a backslash where quotes are written \" (R, MySQL)
    skip: int = 0  # records before the heading: "sep=;" of Excel
    sheet: str = ""
    sheets: tuple[str, ...] = ()  # of the workbook, those that can be chosen
    header: bool = True
    columns: tuple[str, ...] = ()
    guarded: bool = False  # a list of problems of ours: an apostrophe stands before what could be a formula
    rows: int = 0  # records below the heading
    dates: Mapping[str, DateOrder] = field(default_factory=dict)  # column -> which comes first
    unsure_dates: tuple[str, ...] = ()  # no date above the 12th told day from month
    decimals: Mapping[str, str] = field(default_factory=dict)  # column -> "," or "."

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Shape":
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        for name in ("columns", "unsure_dates", "sheets"):
            if name in known:
                known[name] = tuple(known[name])
        return cls(**known)

    def with_dates(self, dates: Mapping[str, DateOrder]) -> "Shape":
        return replace(self, dates={**self.dates, **dates})

    def date_order(self, column: str) -> DateOrder:
        return self.dates.get(column, "dmy")

    def decimal_sign(self, column: str) -> str:
        return self.decimals.get(column, "")
