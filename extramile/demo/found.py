"""Found the company: units, people, roles, what it asks and how. All by the rooms' own operations."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from extramile.core.preferences import choose
from extramile.core.tables import Row
from extramile.demo.plan import COMPANY, DOMAIN, REGIONS, TEAMS, Colleague, Plan, Technician
from extramile.demo.work import ZONE, evening_of
from extramile.invitations.operations import save_plan, ship_default_plan
from extramile.people.models import Employee, RoleKind, Unit, UnitKind, User
from extramile.people.operations import (
    add_unit,
    add_user,
    end_employee,
    grant_role,
    import_people,
    move_employee,
)
from extramile.questionnaires.operations import publish, save_draft, ship_default
from extramile.questionnaires.shipped import default_definition

LONG_AGO: Final = date(2019, 5, 1)
# What the planning system calls the work, and what customers call it.
KINDS: Final = {
    "windscreen replacement": {
        "nl": "ruitvervanging",
        "de": "Scheibenwechsel",
        "fr": "remplacement du pare-brise",
    },
    "windscreen with camera": {
        "nl": "ruitvervanging met camerakalibratie",
        "de": "Scheibenwechsel mit Kamerakalibrierung",
        "fr": "remplacement du pare-brise avec calibrage de la caméra",
    },
    "chip repair": {"nl": "sterreparatie", "de": "Steinschlagreparatur", "fr": "réparation d’impact"},
    "side window replacement": {
        "nl": "vervanging van de zijruit",
        "de": "Wechsel der Seitenscheibe",
        "fr": "remplacement de la vitre latérale",
    },
}


@dataclass(frozen=True, slots=True)
class Company:
    units: dict[str, Unit]  # by external id
    employees: dict[str, Employee]
    insights_owner: User


def found_company(plan: Plan, *, until: date, now: datetime) -> Company:
    """The company as it was when the story begins; whoever came later comes with their first day."""
    choose(organisation=COMPANY, default_language="nl", accent="#17494d", made_up=True)
    units = _units(plan)
    _employ(plan, until=until, now=now)
    employees = _employees()
    _roles(plan, units, employees, now=now)
    add_board_reader(now=now)
    company = Company(units, employees, user_of(employees["K02"]))
    _ask(company, now=now)
    return company


def change_people(plan: Plan, company: Company, *, begins: date, now: datetime) -> None:
    """Who moved to the other team and who left, each on the first day of a week."""
    for one in plan.technicians:
        employee = company.employees[one.number]
        if (moved := _day_of(one.moves_after, begins, now)) is not None:
            to = company.units[one.second_team]
            move_employee(employee, to=to, on=moved, now=evening_of(moved, now=now))
        if (left := _day_of(one.leaves_after, begins, now)) is not None:
            end_employee(employee, on=left, now=evening_of(left, now=now))


def _day_of(weeks: int | None, begins: date, now: datetime) -> date | None:
    """The day so many weeks after the story begins; None if that has not come."""
    day = begins + timedelta(weeks=weeks) if weeks is not None else None
    return day if day is not None and day <= now.astimezone(ZONE).date() else None


def company_there() -> Company:
    """The same, once it is founded."""
    units = {unit.external_id or "": unit for unit in Unit.objects.all()}
    employees = _employees()
    return Company(units, employees, user_of(employees["K02"]))


def _units(plan: Plan) -> dict[str, Unit]:
    company = add_unit(COMPANY, kind=UnitKind.COMPANY, external_id="RM", time_zone="Europe/Amsterdam")
    units = {"RM": company}
    for region, (name, _places) in REGIONS.items():
        key = region.upper()
        units[key] = add_unit(f"Regio {name}", kind=UnitKind.REGION, parent=company, external_id=key)
    units["OFFICE"] = add_unit("Hoofdkantoor", kind=UnitKind.TEAM, parent=company, external_id="OFFICE")
    for centre in plan.centres:
        parent = units[centre.region.upper()]
        above = add_unit(centre.name, kind=UnitKind.CENTRE, parent=parent, external_id=centre.number)
        units[centre.number] = above
        for key, name in zip(centre.teams, TEAMS, strict=True):
            units[key] = add_unit(f"{centre.name} {name}", kind=UnitKind.TEAM, parent=above, external_id=key)
    return units


def _employ(plan: Plan, *, until: date, now: datetime) -> None:
    """From the list that the office keeps."""
    people = [
        *(_row(one, team=one.team, started_on=_first_day(one, until=until)) for one in plan.technicians),
        *(_row(one, team=one.unit, started_on=LONG_AGO) for one in plan.colleagues),
    ]
    rows = [Row(number, values) for number, values in enumerate(people, start=1)]
    applied = import_people(rows, actor=None, now=now)
    if applied.created != len(rows):
        raise RuntimeError(f"the demo's own people are refused: {applied.problems[:1]}")


def _first_day(one: Technician, *, until: date) -> date:
    """Whoever came lately comes with their first day; the others were there all along."""
    return until - timedelta(weeks=one.weeks_here) if one.weeks_here is not None else LONG_AGO


def _row(one: Technician | Colleague, *, team: str, started_on: date) -> dict[str, object]:
    return {
        "external_id": one.number,
        "name": one.name,
        "email": one.email or "",
        "language": one.language,
        "team": team,
        "started_on": started_on,
    }


def _employees() -> dict[str, Employee]:
    return {one.external_id: one for one in Employee.objects.select_related("user")}


def user_of(employee: Employee) -> User:
    if employee.user is None:
        raise ValueError(f"{employee} cannot sign in")
    return employee.user


def _roles(plan: Plan, units: dict[str, Unit], employees: dict[str, Employee], *, now: datetime) -> None:
    for one in plan.colleagues:
        if one.role not in {"", "coach"}:
            scope = units[one.unit] if one.role == RoleKind.MANAGER else None
            grant_role(
                user_of(employees[one.number]), one.role, unit=scope, started_on=LONG_AGO, actor=None, now=now
            )
    for coach, teams in plan.coach_teams():
        for technician in plan.technicians:
            if technician.team in teams:
                grant_role(
                    user_of(employees[coach.number]),
                    RoleKind.COACH,
                    employee=employees[technician.number],
                    started_on=LONG_AGO,
                    actor=None,
                    now=now,
                )


def add_board_reader(*, now: datetime) -> None:
    reader = add_user(name="Helena van Rijn", email=f"helena.vanrijn@{DOMAIN}", now=now, language="en")
    grant_role(reader, RoleKind.BOARD_READER, started_on=LONG_AGO, actor=None, now=now)


def remind(times: int, *, actor: User, now: datetime) -> None:
    """How often somebody who does not answer is asked again."""
    plan = ship_default_plan(now)
    plan.reminders = times
    save_plan(plan, actor=actor, now=now)


def _ask(company: Company, *, now: datetime) -> None:
    """The shipped questionnaire, with the company's own words for its work."""
    remind(0, actor=company.insights_owner, now=now)
    questionnaire = ship_default(now)
    own = {**default_definition(), "words": {kind: {"en": kind, **words} for kind, words in KINDS.items()}}
    save_draft(questionnaire, own, actor=company.insights_owner, now=now)
    publish(questionnaire, actor=company.insights_owner, now=now)
