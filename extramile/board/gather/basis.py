"""What a later report compares with: counts, released figures and classes, kept with the report as text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Released:
    value: int
    low: int | None
    high: int | None
    line: str


@dataclass(frozen=True, slots=True)
class Basis:
    """By `COMPANY` or the id of a unit, as text: (promoters, passives, detractors), and what was released."""

    since: date
    until: date
    made_on: date
    names: Mapping[str, str] = field(default_factory=dict)
    customers: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    employees: Mapping[str, Released] = field(default_factory=dict)
    wave: str = ""  # the fingerprint of the released table
    classes: Mapping[str, str] = field(default_factory=dict)  # of findings, by the key of their study

    def to_text(self) -> str:
        values = {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "made_on": self.made_on.isoformat(),
            "names": dict(self.names),
            "customers": {key: list(counts) for key, counts in self.customers.items()},
            "employees": {
                key: [one.value, one.low, one.high, one.line] for key, one in self.employees.items()
            },
            "wave": self.wave,
            "classes": dict(self.classes),
        }
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> "Basis":
        values: dict[str, Any] = json.loads(text)
        return cls(
            since=date.fromisoformat(values["since"]),
            until=date.fromisoformat(values["until"]),
            made_on=date.fromisoformat(values["made_on"]),
            names=values["names"],
            customers={key: (one[0], one[1], one[2]) for key, one in values["customers"].items()},
            employees={key: Released(*one) for key, one in values["employees"].items()},
            wave=values["wave"],
            classes=values["classes"],
        )
