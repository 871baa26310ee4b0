"""A round of a made-up company with all but the ballots' signatures: quick, for tests of the closing."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from extramile.engagement.models import (
    CastBallot,
    CastComment,
    Cell,
    CellKey,
    Invitee,
    Wave,
    WaveState,
    WaveUnit,
)
from extramile.people.models import Employee, Membership, Unit, UnitKind
from extramile.people.operations import add_unit
from extramile.questionnaires.models import Version
from extramile.questionnaires.operations import create, publish

LONG_AGO = date(2020, 1, 1)
ENPS: dict[str, Any] = {
    "format": 1,
    "languages": ["en"],
    "questions": [
        {
            "key": "enps",
            "kind": "nps",
            "required": True,
            "texts": {
                "title": {"en": "How likely are you to recommend us as a place to work?"},
                "low": {"en": "very unlikely"},
                "high": {"en": "very likely"},
            },
        },
        {"key": "why", "kind": "text", "texts": {"title": {"en": "Why?"}}},
        {
            "key": "energy",
            "kind": "rating",
            "texts": {
                "title": {"en": "How much energy does your work give you?"},
                "low": {"en": "none"},
                "high": {"en": "a great deal"},
            },
        },
    ],
}


@dataclass(frozen=True, slots=True)
class Company:
    top: Unit
    regions: Sequence[Unit]
    teams: Sequence[Unit]  # each below a region
    people: Mapping[int, Sequence[Employee]]  # by team


def make_company(*, teams: Sequence[int], regions: int = 2) -> Company:
    """Teams of these sizes, dealt over the regions in turn."""
    top = add_unit("Glashelder", kind=UnitKind.COMPANY)
    below = [add_unit(f"Region {number}", kind=UnitKind.REGION, parent=top) for number in range(regions)]
    made = [
        add_unit(f"Team {number}", kind=UnitKind.TEAM, parent=below[number % regions])
        for number in range(len(teams))
    ]
    people = {team.pk: _hire(team, size) for team, size in zip(made, teams, strict=True)}
    return Company(top, below, made, people)


def _hire(team: Unit, size: int) -> list[Employee]:
    made = Employee.objects.bulk_create(
        Employee(external_id=f"{team.pk}-{number}", name=f"Person {team.pk}-{number}", started_on=LONG_AGO)
        for number in range(size)
    )
    Membership.objects.bulk_create(
        Membership(employee=employee, unit=team, started_on=LONG_AGO) for employee in made
    )
    return made


def version(now: datetime, *, slug: str = "enps", definition: Mapping[str, Any] = ENPS) -> Version:
    made = create(slug=slug, name=slug, definition=definition, actor=None, now=now)
    return publish(made, actor=None, now=now)


@dataclass(slots=True)
class Round:
    wave: Wave
    cells: dict[int, Cell]  # by team

    def vote(self, voters: Iterable[tuple[Employee, Mapping[str, object]]]) -> None:
        """Somebody takes a ballot; an answer comes into their cell."""
        ballots = []
        for employee, answers in voters:
            invitee = Invitee.objects.get(wave=self.wave, employee=employee)
            Invitee.objects.filter(pk=invitee.pk).update(took_ballot=True)
            ballots.append(CastBallot(wave=self.wave, cell_id=invitee.cell_id, answers=dict(answers)))
        CastBallot.objects.bulk_create(ballots)

    def say(self, team: Unit, words: str, *, may_be_shown: bool = True, reply_address: str = "") -> None:
        CastComment.objects.create(
            wave=self.wave,
            cell=self.cells[team.pk],
            question_key="why",
            words=words,
            may_be_shown=may_be_shown,
            reply_address=reply_address,
        )


def open_round(
    company: Company,
    *,
    asked: Version,
    now: datetime,
    people: Mapping[int, Sequence[Employee]] | None = None,
    name: str = "Spring",
) -> Round:
    """One cell a team, everybody in the front line; closes a day after `now`."""
    wave = Wave.objects.create(
        public_id=uuid.uuid4(),
        name=name,
        kind="enps",
        questionnaire_version=asked,
        state=WaveState.OPEN,
        opens_at=now - timedelta(days=13),
        closes_at=now + timedelta(days=1),
        languages=["en"],
        created_at=now,
    )
    WaveUnit.objects.create(wave=wave, unit=company.top)
    cells = {}
    for team, members in (people or company.people).items():
        unit = Unit.objects.get(pk=team)
        above = [int(part) for part in unit.path.strip(".").split(".")]
        cells[team] = Cell.objects.create(
            wave=wave, unit=unit, layer="front_line", above=above, invited=len(members), public_key=b"key"
        )
        CellKey.objects.create(cell=cells[team], sealed="sealed")
        Invitee.objects.bulk_create(
            Invitee(wave=wave, employee=one, cell=cells[team], team=unit, layer="front_line")
            for one in members
        )
    return Round(wave, cells)
