"""A company of which the truth is known, written into the counts themselves: what the fit reads."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from extramile.monitor.models import EmployeeMonth, UnitDay
from extramile.people.models import Employee, Membership, Unit, UnitKind
from extramile.people.operations import add_unit

STARTED = date(2020, 1, 1)
WEEKS = 52
Scores = tuple[int, int, int]  # promoters, passives, detractors


@dataclass
class Company:
    now: datetime
    top: Unit
    regions: list[Unit] = field(default_factory=list)
    teams: list[Unit] = field(default_factory=list)
    people: list[Employee] = field(default_factory=list)
    team_of: dict[int, Unit] = field(default_factory=dict)  # by employee
    level: dict[int, float] = field(default_factory=dict)  # the truth, by employee
    counts: dict[int, list[int]] = field(default_factory=dict)  # by employee: promoters, passives, detractors
    by_day: dict[tuple[int, date], list[int]] = field(default_factory=dict)  # by employee and day

    @property
    def first_week(self) -> date:
        today = self.now.date()
        return today - timedelta(days=today.weekday(), weeks=WEEKS)

    def people_of(self, team: Unit) -> list[Employee]:
        return [one for one in self.people if self.team_of[one.pk].pk == team.pk]

    def add_team(self, region: Unit, people: int) -> Unit:
        number = len(self.teams) + 1
        team = add_unit(f"Team {number:03}", kind=UnitKind.TEAM, parent=region)
        self.teams.append(team)
        made = Employee.objects.bulk_create(
            Employee(external_id=f"e{number}-{one}", name=f"Person {number:03}-{one}", started_on=STARTED)
            for one in range(people)
        )
        Membership.objects.bulk_create(
            Membership(employee=one, unit=team, started_on=STARTED) for one in made
        )
        self.people += made
        self.team_of |= dict.fromkeys((one.pk for one in made), team)
        return team

    def give(self, employee: Employee, scores: Scores, *, week: int = 0, day: int = 0) -> None:
        """Answers on one day."""
        on = self.first_week + timedelta(weeks=week, days=day)
        found = self.by_day.setdefault((employee.pk, on), [0, 0, 0])
        total = self.counts.setdefault(employee.pk, [0, 0, 0])
        for place, count in enumerate(scores):
            found[place] += count
            total[place] += count

    def write(self) -> None:
        """As the counts would be: the employee's months, and the days of the team and every unit above."""
        EmployeeMonth.objects.all().delete()
        UnitDay.objects.all().delete()
        months: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0, 0])
        days: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0, 0])
        for (employee, on), scores in self.by_day.items():
            units = [int(part) for part in self.team_of[employee].path.split(".") if part]
            for sums in (months[employee, on.replace(day=1)], *(days[unit, on] for unit in units)):
                for place, count in enumerate(scores):
                    sums[place] += count
        EmployeeMonth.objects.bulk_create(
            EmployeeMonth(employee_id=pk, month=month, **_row(one)) for (pk, month), one in months.items()
        )
        UnitDay.objects.bulk_create(
            UnitDay(unit_id=pk, day=day, asked=sum(one) * 3, answered=sum(one), **_row(one))
            for (pk, day), one in days.items()
        )


def _row(scores: Sequence[int]) -> dict[str, object]:
    promoters, passives, detractors = scores
    return {"questionnaire_id": 1, "channel": "email", "s10": promoters, "s8": passives, "s3": detractors}


def build(now: datetime, *, regions: int, teams: int, people: int) -> Company:
    """So many teams a region, people a team; nobody has answers."""
    top = add_unit("Known Truth", kind=UnitKind.COMPANY)
    company = Company(now, top)
    for number in range(regions):
        region = add_unit(f"Region {number + 1}", kind=UnitKind.REGION, parent=top)
        company.regions.append(region)
        for _team in range(teams):
            company.add_team(region, people)
    return company


def tell(
    company: Company,
    *,
    answers: float,
    seed: int,
    spread: Mapping[str, float] | None = None,
    step: Callable[[Unit, int], float] = lambda _team, _week: 0.0,
) -> None:
    """Everybody's customers answer all year, by a truth drawn from the spread (standard deviations)."""
    chance = random.Random(seed)
    sizes = {"region": 0.0, "team": 0.0, "person": 0.0} | dict(spread or {})
    drawn: dict[int, float] = {}
    for one in company.people:
        team = company.team_of[one.pk]
        for unit, kind in ((team.parent_id, "region"), (team.pk, "team")):
            drawn.setdefault(int(unit or 0), chance.gauss(0, sizes[kind]))
        level = 0.45 + drawn[int(team.parent_id or 0)] + drawn[team.pk] + chance.gauss(0, sizes["person"])
        company.level[one.pk] = min(max(level, -0.6), 0.9)
        weight = chance.uniform(0.4, 1.6)  # some have more work than others
        for week in range(WEEKS):
            now = company.level[one.pk] + step(team, week)
            scores = [0, 0, 0]
            for _answer in range(poisson(chance, answers * weight / WEEKS)):
                scores[answer_at(chance, now)] += 1
            if any(scores):
                company.give(one, (scores[0], scores[1], scores[2]), week=week, day=chance.randrange(5))
    company.write()


def answer_at(chance: random.Random, level: float) -> int:
    """0 promoter, 1 passive, 2 detractor: a quarter of all is passive, as far as the level allows."""
    passive = min(0.25, 1 - abs(level))
    promoter = (1 - passive + level) / 2
    drawn = chance.random()
    return 0 if drawn < promoter else 1 if drawn < promoter + passive else 2


def poisson(chance: random.Random, mean: float) -> int:
    count, left = 0, chance.expovariate(1)
    while left < mean:
        count += 1
        left += chance.expovariate(1)
    return count
