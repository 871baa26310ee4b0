"""The kinds of studies: how each reads its data and computes with them. A file each, named as in `StudyKind`.

A file of this folder has a `KIND`. `read` asks the rooms upstream and gives all that the study needs, as JSON
(aggregates within the release rules, no names); it is kept with the run and hashed. `compute` is pure: the
same statement, data and seed give the same figures to the last digit, here and in a sealed bundle.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from typing import Any, TypeAlias

from extramile.evidence.views import Estimate, EvidenceClass

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A finding to be. `question`: where it differs from the study's (one item of many)."""

    evidence_class: EvidenceClass
    facts: Mapping[str, float | int | str | None]
    estimate: Estimate | None = None
    subject: str = ""
    question: Mapping[str, str] | None = None
    since: date | None = None
    until: date | None = None
    bins: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, slots=True)
class Computed:
    """`figures`: every number that was computed, as JSON. NaN and infinite ones: `canonical.plain`."""

    figures: Json
    findings: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A study as a kind sees it."""

    key: str
    statement: Json
    frozen_at: datetime


def _nothing_wrong(_statement: Json) -> dict[str, str]:
    return {}


def _never(_asked: Asked, _last: datetime | None, _now: datetime) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Kind:
    """`problems`: what is wrong with a statement, by field, in words. `is_due(asked, last_read, now)`: is
    there something new to read since the last run began? (`run_due` asks it of frozen studies.)"""

    read: Callable[[Asked, datetime], Json]
    compute: Callable[[Json, Json, int], Computed]  # statement, data, seed
    problems: Callable[[Json], dict[str, str]] = field(default=_nothing_wrong)
    is_due: Callable[[Asked, datetime | None, datetime], bool] = field(default=_never)


def kind_of(name: str) -> Kind:
    """Loaded when it is asked for: a kind may know the queries, and needs no list to be put on."""
    found: Kind = import_module(f"extramile.evidence.kinds.{name}").KIND
    return found
