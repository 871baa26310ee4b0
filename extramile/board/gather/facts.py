"""What a report is composed of: numbers and texts of no language, as they were when it was made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from extramile.board.gather.basis import Basis
from extramile.evidence.views import FindingView
from extramile.monitor.tally import Tally


@dataclass(frozen=True, slots=True)
class Colleagues:
    """An eNPS as it was released: rounded, its answers in a band, coded at the ends."""

    value: int
    low: int | None
    high: int | None
    is_at_least: bool
    is_at_most: bool
    least: int | None
    most: int | None
    line: str


@dataclass(frozen=True, slots=True)
class Place:
    """The company, a country or a region. `employees` empty: nothing was released of it; `why` says why."""

    unit_id: int
    name: str
    path: str  # the names of the units above it
    kind: str
    customers: Tally
    employees: Colleagues | None = None
    why_withheld: str = ""
    verdict: int = 0  # its customers' score: +1 clearly above the others of its kind, -1 below, 0 neither


@dataclass(frozen=True, slots=True)
class Stretch:
    """A month or a quarter of the trend."""

    first: date
    is_quarter: bool
    customers: Tally


@dataclass(frozen=True, slots=True)
class WaveFacts:
    name: str
    closed_on: date
    company: Colleagues | None
    fingerprint: str
    rules: str
    participation: tuple[int, int] | None = None  # in percent, a band


@dataclass(frozen=True, slots=True)
class QuoteFacts:
    """A customer's words, drawn by lot; `where` no smaller than a region, so that no team is pointed at."""

    number: int
    response_id: int
    responded_at: datetime
    words: str
    language: str
    where: str
    said_on: date
    group: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class CommentFacts:
    words: str
    where: str
    wave: str


@dataclass(frozen=True, slots=True)
class ChosenChange:
    """What a unit chose to change after a wave."""

    what: str
    where: str
    owner: str
    due_on: date
    outcome: str


@dataclass(frozen=True, slots=True)
class StudyFacts:
    key: str
    question: Mapping[str, str]
    statement_hash: str
    frozen_on: date | None
    run: str  # the run's public id
    versions: str


@dataclass(frozen=True, slots=True)
class Facts:
    organisation: str
    since: date
    until: date
    made_on: date
    minimum: int  # answers below which no score is told
    company: Place
    areas: tuple[Place, ...] = ()
    trend: tuple[Stretch, ...] = ()
    waves: tuple[WaveFacts, ...] = ()  # the oldest first
    findings: tuple[FindingView, ...] = ()
    studies: tuple[StudyFacts, ...] = ()
    quotes: tuple[QuoteFacts, ...] = ()
    comments: tuple[CommentFacts, ...] = ()
    changes: tuple[ChosenChange, ...] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)  # of all chosen changes, how many of each
    late: int = 0
    # The final report before, and what customers said since it ended (they share no answers).
    before: Basis | None = None
    customers_since: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    since_then: tuple[date, date] | None = None
    version: str = ""
