"""Who × what × allowed? Every page and API call of the program has a row; a test walks all addresses.

Where to put a row: in the list `ROWS` of `tests/web/<door>/rows.py` (`tests/web/office/people/rows.py`...);
every file of that name below tests/web is found by itself. A row:

    Row("people", GET, only("administrator", "hr"))                       # url name; the rest: see `only`
    Row("employee", GET, only("administrator"), args=lambda cast: {"pk": cast.sanne.pk})
    Row("unit_page", GET, {**everybody(404), "manager": 200}, args=..., data=...)
    Row("api:take_jobs", POST, keys("jobs"), data={...}, json=True)       # API calls: who = which key

`who` are the people of tests/cast.py. What a row does is rolled back after each person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from extramile.people.models import User
from tests.cast import Cast, user_of

GET: Final = "GET"
POST: Final = "POST"

# In the words of the table -> who that is. "stranger" is not signed in.
PEOPLE: Final[Mapping[str, Callable[[Cast], User]]] = {
    "sanne": lambda cast: user_of(cast.sanne),  # the employee that rows are about
    "colleague": lambda cast: user_of(cast.wim),  # in Sanne's team
    "elsewhere": lambda cast: user_of(cast.noor),  # in another region
    "coach": lambda cast: user_of(cast.els),  # of Sanne and Youssef
    "manager": lambda cast: user_of(cast.mirjam),  # of Sanne's centre
    "region_manager": lambda cast: user_of(cast.rik),  # of Sanne's region
    "other_manager": lambda cast: user_of(cast.tom),  # of Zwolle
    "insights_owner": lambda cast: user_of(cast.ines),
    "board_reader": lambda cast: cast.boris,
    "hr": lambda cast: user_of(cast.hanna),
    "administrator": lambda cast: user_of(cast.ada),
}
STRANGER: Final = "stranger"
KEYS: Final = ("no_key", "jobs_key", "people_key", "responses_key", "customers_key", "voice_key")

Expected = Mapping[str, int]


@dataclass(frozen=True)
class Row:
    name: str  # the name of the address, with its namespace
    method: str
    expected: Expected
    args: Callable[[Cast], Mapping[str, Any]] = field(default=lambda _cast: {})
    data: Mapping[str, Any] | Callable[[Cast], Any] = field(default_factory=dict)
    json: bool = False
    query: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.name}{self.query}"


def everybody(status: int = 200, *, stranger: int = 302) -> dict[str, int]:
    """Whoever is signed in; a stranger is sent to the sign-in page."""
    return {STRANGER: stranger, **dict.fromkeys(PEOPLE, status)}


def only(*who: str, status: int = 200, otherwise: int = 404) -> dict[str, int]:
    """These; for other people the page is not there, a stranger is sent to the sign-in page."""
    unknown = set(who) - set(PEOPLE)
    if unknown:
        raise KeyError(unknown)
    return {**everybody(otherwise), **dict.fromkeys(who, status)}


def anybody(status: int = 200) -> dict[str, int]:
    """Open to the world."""
    return everybody(status, stranger=status)


def keys(scope: str, *, status: int = 200) -> dict[str, int]:
    """API: only a key of that scope; another key is told so (403), no key neither (401)."""
    if f"{scope}_key" not in KEYS:
        raise KeyError(scope)
    return {**dict.fromkeys(KEYS, 403), "no_key": 401, f"{scope}_key": status}


def rows() -> list[Row]:
    """Every row of every door."""
    here = Path(__file__).parent
    root = here.parent.parent
    found: list[Row] = []
    for file in sorted(here.rglob("rows.py")):
        module = import_module(".".join(file.relative_to(root).with_suffix("").parts))
        found += module.ROWS
    return found
