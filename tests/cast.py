"""The cast: a small company of named people, made through operations as the program itself would.

    Ruitmeesters > Netherlands > Region West > Utrecht-Noord > Utrecht-Noord A: Sanne, Youssef, Wim
                                                             > Utrecht-Noord B: Bram, Fatma, Joris
                               > Region East > Zwolle        > Zwolle A: Noor, Kees, Anouk

Els coaches Sanne and Youssef; Mirjam manages Utrecht-Noord, Rik Region West, Tom Zwolle.
Ines is the insights owner, Hanna HR, Ada the administrator; Boris reads for the board and is no employee.
Youssef has no e-mail address: he signs in with a card.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from extramile.people.models import Employee, RoleKind, Unit, UnitKind, User
from extramile.people.operations import add_employee, add_unit, add_user, grant_role
from tests.replay import once

STARTED = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Cast:
    now: datetime
    company: Unit
    country: Unit
    west: Unit
    east: Unit
    centre: Unit  # Utrecht-Noord
    team: Unit  # Utrecht-Noord A
    other_team: Unit  # Utrecht-Noord B
    zwolle: Unit
    zwolle_team: Unit
    sanne: Employee
    youssef: Employee
    wim: Employee
    bram: Employee
    fatma: Employee
    joris: Employee
    noor: Employee
    kees: Employee
    anouk: Employee
    els: Employee  # coach
    mirjam: Employee  # manager of Utrecht-Noord
    rik: Employee  # manager of Region West
    tom: Employee  # manager of Zwolle
    ines: Employee  # insights owner
    hanna: Employee  # HR
    ada: Employee  # administrator
    boris: User  # board reader

    @property
    def today(self) -> date:
        return self.now.date()


def user_of(who: Employee | User) -> User:
    """The sign-in behind one of the cast."""
    if isinstance(who, User):
        return who
    assert who.user is not None
    return who.user


def employee(name: str, *, team: Unit, now: datetime, email: bool = True, language: str = "nl") -> Employee:
    first = name.split(maxsplit=1)[0].lower()
    return add_employee(
        external_id=f"e-{first}",
        name=name,
        team=team,
        started_on=STARTED,
        now=now,
        email=f"{first}@ruitmeesters.example" if email else None,
        language=language,
    )


def _units() -> dict[str, Unit]:
    company = add_unit("Ruitmeesters", kind=UnitKind.COMPANY, external_id="RM")
    country = add_unit(
        "Netherlands", kind=UnitKind.COUNTRY, parent=company, external_id="NL", time_zone="Europe/Amsterdam"
    )
    west = add_unit("Region West", kind=UnitKind.REGION, parent=country, external_id="W")
    east = add_unit("Region East", kind=UnitKind.REGION, parent=country, external_id="E")
    centre = add_unit("Utrecht-Noord", kind=UnitKind.CENTRE, parent=west, external_id="UN")
    zwolle = add_unit("Zwolle", kind=UnitKind.CENTRE, parent=east, external_id="ZW")
    return {
        "company": company,
        "country": country,
        "west": west,
        "east": east,
        "centre": centre,
        "team": add_unit("Utrecht-Noord A", kind=UnitKind.TEAM, parent=centre, external_id="UN-A"),
        "other_team": add_unit("Utrecht-Noord B", kind=UnitKind.TEAM, parent=centre, external_id="UN-B"),
        "zwolle": zwolle,
        "zwolle_team": add_unit("Zwolle A", kind=UnitKind.TEAM, parent=zwolle, external_id="ZW-A"),
    }


def _employees(units: dict[str, Unit], *, now: datetime) -> dict[str, Employee]:
    places = {
        "Sanne de Wit": "team",
        "Youssef El Amrani": "team",
        "Wim Janssen": "team",
        "Bram Visser": "other_team",
        "Fatma Yılmaz": "other_team",
        "Joris van den Berg": "other_team",
        "Noor Hendriks": "zwolle_team",
        "Kees Smit": "zwolle_team",
        "Anouk Mulder": "zwolle_team",
        "Els Kuipers": "centre",
        "Mirjam Bos": "centre",
        "Rik Dekker": "west",
        "Tom Willems": "zwolle",
        "Ines Moreau": "company",
        "Hanna Schulz": "company",
        "Ada Okafor": "company",
    }
    return {
        name.split()[0].lower(): employee(
            name,
            team=units[place],
            now=now,
            email=name != "Youssef El Amrani",
            language="en" if name in {"Ines Moreau", "Hanna Schulz", "Ada Okafor"} else "nl",
        )
        for name, place in places.items()
    }


def make_cast(*, now: datetime) -> Cast:
    """Through operations the first time in a process, and laid back as they left it after that."""
    return once(("cast", now), lambda: _make_cast(now=now))


def _make_cast(*, now: datetime) -> Cast:
    units = _units()
    people = _employees(units, now=now)
    boris = add_user(name="Boris van Rijn", email="boris@ruitmeesters.example", now=now, language="nl")
    everybody: dict[str, Any] = {**units, **people}
    cast = Cast(now=now, boris=boris, **everybody)

    def give(
        who: Employee | User, kind: str, *, unit: Unit | None = None, of: Employee | None = None
    ) -> None:
        grant_role(user_of(who), kind, unit=unit, employee=of, started_on=STARTED, actor=None, now=now)

    give(cast.els, RoleKind.COACH, of=cast.sanne)
    give(cast.els, RoleKind.COACH, of=cast.youssef)
    give(cast.mirjam, RoleKind.MANAGER, unit=cast.centre)
    give(cast.rik, RoleKind.MANAGER, unit=cast.west)
    give(cast.tom, RoleKind.MANAGER, unit=cast.zwolle)
    give(cast.ines, RoleKind.INSIGHTS_OWNER)
    give(cast.hanna, RoleKind.HR)
    give(cast.ada, RoleKind.ADMINISTRATOR)
    give(cast.boris, RoleKind.BOARD_READER)
    return cast
