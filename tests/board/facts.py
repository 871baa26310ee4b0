"""What a report may be composed of, made up, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from extramile.board.gather.facts import Colleagues, Facts, Place, WaveFacts
from extramile.evidence.views import Estimate, EvidenceClass, FindingView
from extramile.monitor.tally import Tally

SLOPE = Estimate(1.4, 0.6, 2.2, "points_per_ten")
# Every number that a sentence of a linkage study may ask for.
LINKAGE: dict[str, float | int | str | None] = {
    "exposure_measure": "enps",
    "outcome_measure": "nps",
    "teams": 40,
    "waves": 5,
    "customers": 12_000,
    "employees": 1_200,
    "within": 1.4,
    "within_low": 0.6,
    "within_high": 2.2,
    "lead": 0.1,
    "lead_p": 0.6,
    "lead_minimum_detectable": 0.9,
    "minimum_detectable": 0.9,
    "smallest_effect": 1.0,
    "between": 2.0,
    "between_low": 0.5,
    "between_high": 3.5,
    "because": "too_few_teams",
    "found": 4,
    "needed": 6,
}


def tally(promoters: int, passives: int, detractors: int, *, asked: int = 0) -> Tally:
    n = promoters + passives + detractors
    scores = {9: promoters, 7: passives, 3: detractors}
    return Tally(Tally.of(scores).scores, asked, n if asked else 0)


def colleagues(value: int = 20, *, low: int = 5, high: int = 35, line: str = "l") -> Colleagues:
    return Colleagues(value, low, high, False, False, 200, 499, line)


def place(unit_id: int, name: str, counts: Tally, **other: Any) -> Place:
    return Place(unit_id, name, other.pop("path", ""), other.pop("kind", "region"), counts, **other)


def finding(
    evidence_class: EvidenceClass,
    *,
    key: str = "enps-nps",
    kind: str = "linkage",
    estimate: Estimate | None = SLOPE,
    **facts: Any,
) -> FindingView:
    return FindingView(
        public_id=UUID(int=7),
        study_key=key,
        question={"en": "Do the two go together?", "nl": "Gaan de twee samen?"},
        evidence_class=evidence_class,
        estimate=estimate,
        facts={**LINKAGE, **facts},
        found_at=datetime(2026, 3, 1, tzinfo=UTC),
        since=date(2025, 3, 1),
        until=date(2026, 2, 28),
        bins=((-10.0, -2.0), (0.0, 0.0), (10.0, 2.0)),
        kind=kind,
    )


def wave(name: str = "Spring", day: date = date(2026, 1, 31), **other: Any) -> WaveFacts:
    return WaveFacts(name, day, other.pop("company", colleagues()), other.pop("mark", "f" * 64), "1")


COMPANY = place(1, "Ruitmeesters", tally(620, 260, 120, asked=4000), kind="company", employees=colleagues())
FACTS = Facts(
    organisation="Ruitmeesters",
    since=date(2025, 3, 1),
    until=date(2026, 2, 28),
    made_on=date(2026, 3, 2),
    minimum=10,
    company=COMPANY,
    areas=(
        place(3, "East", tally(300, 130, 70), employees=colleagues(10)),
        place(2, "West", tally(320, 130, 50)),
    ),
    waves=(wave("Autumn", date(2025, 9, 30)), wave()),
)


def facts(*findings: FindingView, **other: Any) -> Facts:
    return replace(FACTS, findings=findings, **other)
