"""Found a known company: two regions of twelve teams (or one of four), and an office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Final

from extramile.core.preferences import choose
from extramile.core.tables import Row
from extramile.demo.known.calendar import ZONE
from extramile.demo.known.worlds import SEED, Size, World
from extramile.demo.names import draw_gender, unique_name
from extramile.people.models import Employee, RoleKind, Unit, UnitKind, User
from extramile.people.operations import add_unit, add_user, grant_role, import_people

COMPANY: Final = "Helderglas"
LONG_AGO: Final = date(2019, 5, 1)
SPARE: Final = 2  # of each team: never take part
REGIONS: Final = {
    "Regio Kust": (
        "Alkmaar", "Beverwijk", "Den Helder", "Goes", "Haarlem", "Hoorn",
        "Katwijk", "Middelburg", "Rijswijk", "Schiedam", "Vlaardingen", "Zaandam",
    ),
    "Regio Rivieren": (
        "Arnhem", "Culemborg", "Deventer", "Doesburg", "Gorinchem", "Kampen",
        "Nijmegen", "Roermond", "Tiel", "Venlo", "Wageningen", "Zutphen",
    ),
}  # fmt: skip
OFFICE: Final = (
    ("K01", "", "nl"),  # the director: see `_roles`
    ("K02", RoleKind.INSIGHTS_OWNER, "en"),
    ("K03", RoleKind.HR, "nl"),
    ("K04", RoleKind.ADMINISTRATOR, "en"),
    ("K05", "", "nl"),  # a colleague without customers
)


@dataclass(frozen=True, slots=True)
class Founded:
    """`teams` in the order of the world; `people`: of each team, those who take part, by external id."""

    company: Unit
    office: Unit
    teams: tuple[Unit, ...]
    people: tuple[tuple[str, ...], ...]
    employees: dict[str, Employee]
    insights_owner: User
    hr: User


def found(world: World, size: Size, *, now: datetime) -> Founded:
    choose(organisation=COMPANY, default_language="nl", accent="#17494d", made_up=True)
    company = add_unit(COMPANY, kind=UnitKind.COMPANY, external_id="HG", time_zone=ZONE.key)
    office = add_unit("Kantoor", kind=UnitKind.TEAM, parent=company, external_id="OFFICE")
    teams = _units(world, company)
    people = tuple(_numbers(team.external_id or "", size.people + SPARE) for team in teams)
    _employ(teams, people, office, now=now)
    employees = {one.external_id: one for one in Employee.objects.select_related("user")}
    _roles(company, employees, now=now)
    return Founded(
        company=company,
        office=office,
        teams=teams,
        people=tuple(numbers[: size.people] for numbers in people),
        employees=employees,
        insights_owner=_user(employees["K02"]),
        hr=_user(employees["K03"]),
    )


def _units(world: World, company: Unit) -> tuple[Unit, ...]:
    places = {name: iter(towns) for name, towns in REGIONS.items()}
    names = list(REGIONS)
    regions = tuple(
        add_unit(name, kind=UnitKind.REGION, parent=company, external_id=f"R{number}")
        for number, name in enumerate(names[: max(world.regions) + 1])
    )
    return tuple(
        add_unit(
            f"Team {next(places[names[region]])}",
            kind=UnitKind.TEAM,
            parent=regions[region],
            external_id=f"C{number:02}",
        )
        for number, region in enumerate(world.regions)
    )


def _numbers(team: str, people: int) -> tuple[str, ...]:
    return tuple(f"T{team[1:]}{number:02}" for number in range(people))


def _employ(
    teams: tuple[Unit, ...], people: tuple[tuple[str, ...], ...], office: Unit, *, now: datetime
) -> None:
    """From the list that the office keeps. Nobody in a team has an address: they all draw a code card."""
    rows = [Row(number, values) for number, values in enumerate(_listed(teams, people, office), start=1)]
    applied = import_people(rows, actor=None, now=now)
    if applied.created != len(rows):
        raise RuntimeError(f"the company's own people are refused: {applied.problems[:1]}")


def _listed(
    teams: tuple[Unit, ...], people: tuple[tuple[str, ...], ...], office: Unit
) -> Iterator[dict[str, object]]:
    random, taken = Random(f"{SEED}:names"), set[str]()  # noqa: S311
    places = [(number, team, "nl") for team, numbers in zip(teams, people, strict=True) for number in numbers]
    for number, unit, language in [*places, *((one[0], office, one[2]) for one in OFFICE)]:
        yield {
            "external_id": number,
            "name": unique_name(random, draw_gender(random), taken),
            "email": "",
            "language": language,
            "team": unit.external_id or "",
            "started_on": LONG_AGO,
        }


def _user(employee: Employee) -> User:
    if employee.user is None:
        raise ValueError(f"{employee} cannot sign in")
    return employee.user


def _roles(company: Unit, employees: dict[str, Employee], *, now: datetime) -> None:
    for number, role, _language in OFFICE:
        if role:
            grant_role(_user(employees[number]), role, started_on=LONG_AGO, actor=None, now=now)
    director = _user(employees["K01"])
    grant_role(director, RoleKind.MANAGER, unit=company, started_on=LONG_AGO, actor=None, now=now)
    reader = add_user(
        name="Helena van Rijn", email="helena.vanrijn@helderglas.example", now=now, language="en"
    )
    grant_role(reader, RoleKind.BOARD_READER, started_on=LONG_AGO, actor=None, now=now)
