"""Who the demo company is, before anything is stored: regions, centres, teams, people and when they came.

Everything follows from the seed: the same seed and size give the same company.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final

from extramile.demo.names import as_address, draw_gender, unique_name
from extramile.demo.truth import SEED

COMPANY: Final = "Ruitmeesters"
DOMAIN: Final = "ruitmeesters.example"
REGIONS: Final = {
    "north": (
        "Noord",
        ("Groningen", "Leeuwarden", "Assen", "Zwolle", "Heerenveen", "Emmen", "Deventer", "Alkmaar"),
    ),
    "middle": (
        "Midden",
        ("Utrecht-Noord", "Amersfoort", "Almere", "Haarlem", "Leiden", "Gouda", "Ede", "Hilversum"),
    ),
    "south": (
        "Zuid",
        ("Eindhoven", "Tilburg", "Breda", "Maastricht", "Venlo", "Roosendaal", "Helmond", "Heerlen"),
    ),
}
TEAMS: Final = ("Mobiel", "Werkplaats")  # on the road, and in the workshop
IN_A_TEAM: Final = 5
COACHES: Final = {"north": 7, "middle": 7, "south": 6}
WEEKS: Final = 26


@dataclass(frozen=True, slots=True)
class Size:
    """How much of the company is told; 1.0 is all of it."""

    centres: int = 8  # of each region
    weeks: int = WEEKS

    @classmethod
    def of(cls, scale: float) -> "Size":
        if not 0 < scale <= 1:
            raise ValueError(f"scale {scale}: use more than 0, and 1 at most")
        return cls(max(1, round(8 * scale)), max(5, round(WEEKS * min(1, 4 * scale))))


@dataclass(frozen=True, slots=True)
class Technician:
    number: str  # external id: T001
    name: str
    gender: str
    region: str
    centre: str
    team: str  # external id of the unit
    language: str
    has_mail: bool
    weeks_here: int | None = None  # empty: from before the story begins
    leaves_after: int | None = None  # weeks
    moves_after: int | None = None  # weeks; to the centre's other team

    @property
    def second_team(self) -> str:
        """The centre's other one."""
        return self.team[:-1] + ("W" if self.team.endswith("M") else "M")

    @property
    def is_busy(self) -> bool:
        return int(self.number[1:]) % 16 == 4

    @property
    def first(self) -> str:
        return self.name.split(maxsplit=1)[0]

    @property
    def email(self) -> str | None:
        return f"{as_address(self.name)}@{DOMAIN}" if self.has_mail else None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Everybody else."""

    number: str
    name: str
    unit: str  # external id
    role: str  # "coach", "manager", ...; empty: none
    language: str = "nl"

    @property
    def email(self) -> str:
        return f"{as_address(self.name)}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Centre:
    number: str
    name: str
    region: str

    @property
    def teams(self) -> tuple[str, ...]:
        return tuple(f"{self.number}-{name[0]}" for name in TEAMS)


@dataclass(frozen=True, slots=True)
class Plan:
    size: Size
    centres: tuple[Centre, ...]
    technicians: tuple[Technician, ...]
    colleagues: tuple[Colleague, ...]

    def __hash__(self) -> int:
        """Of two of one size hardly any differ; hashing everybody in it is what took the time."""
        return hash(self.size)

    def coach_teams(self) -> Iterator[tuple[Colleague, Sequence[str]]]:
        """Each coach with whole teams of the coach's region, as even as it goes."""
        for region in REGIONS:
            teams = [team for centre in self.centres if centre.region == region for team in centre.teams]
            coaches = [one for one in self.colleagues if one.role == "coach" and one.unit == region.upper()]
            for number, coach in enumerate(coaches):
                yield coach, teams[number :: len(coaches)]


@lru_cache(maxsize=4)
def make_plan(size: Size = Size(), seed: int = SEED) -> Plan:
    random = Random(f"{seed}:people")  # noqa: S311
    taken: set[str] = set()
    centres = tuple(_centres(size))
    technicians = tuple(_technicians(centres, random, taken, size))
    return Plan(size, centres, technicians, tuple(_colleagues(centres, random, taken)))


def _centres(size: Size) -> Iterator[Centre]:
    for region, (_name, places) in REGIONS.items():
        for place in places[: size.centres]:
            yield Centre(f"C-{place[:3].upper()}{len(place)}", place, region)


def _technicians(
    centres: Sequence[Centre], random: Random, taken: set[str], size: Size
) -> Iterator[Technician]:
    number = 0
    for centre in centres:
        for team in centre.teams:
            for _ in range(IN_A_TEAM):
                number += 1
                gender = draw_gender(random)
                yield Technician(
                    number=f"T{number:03}",
                    name=unique_name(random, gender, taken),
                    gender=gender,
                    region=centre.region,
                    centre=centre.number,
                    team=team,
                    language="en" if number % 9 == 4 else "nl",
                    has_mail=number % 10 not in {3, 7},
                    weeks_here=2 if number % 40 == 15 else None,
                    leaves_after=size.weeks - 3 if number % 80 == 38 else None,
                    moves_after=size.weeks // 2 if number % 60 == 29 else None,
                )


OFFICE: Final = (
    ("K01", "manager", "RM"),  # the director
    ("K02", "insights_owner", "OFFICE"),
    ("K03", "hr", "OFFICE"),
    ("K04", "administrator", "OFFICE"),
    ("K05", "", "OFFICE"),  # a colleague without customers
)


def _colleagues(centres: Sequence[Centre], random: Random, taken: set[str]) -> Iterator[Colleague]:
    def name() -> str:
        return unique_name(random, "v" if random.random() < 0.45 else "m", taken)

    for number, role, unit in OFFICE:
        language = "en" if role in {"insights_owner", "administrator"} else "nl"
        yield Colleague(number, name(), unit, role, language)
    for region in REGIONS:
        yield Colleague(f"R-{region.upper()}", name(), region.upper(), "manager")
        for index in range(COACHES[region] if len(centres) >= 12 else 1):
            yield Colleague(f"H-{region.upper()}{index + 1}", name(), region.upper(), "coach")
    for index, centre in enumerate(centres):
        yield Colleague(f"M-{centre.number}", name(), centre.number, "manager", "en" if index == 1 else "nl")
