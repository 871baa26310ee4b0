"""Both worlds, walked once for all tests: the same tables, of other answers by other numbers of people."""

import argparse
import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from extramile.cli import main
from extramile.cli.program import make_parser
from extramile.responses.operations import sending
from extramile.web.answer.sending import forget_brand
from extramile.web.api import responses
from extramile.web.api.auth import forget_keys
from extramile.web.voice.apart.names import forget_names
from tests.attacks.crawling import DRAWN, MARKER, Seen, Visit, Walker, differences, visits
from tests.attacks.organisation import World, next_ids, people, table, told_so, world
from tests.cast import Cast
from tests.still import stand_still
from tests.web.permissions import STRANGER

PEOPLE: Final = (
    "administrator", "hr", "insights_owner", "manager", "colleague", "board_reader", STRANGER,
    "no_key", "voice_key", "responses_key", "people_key", "jobs_key", "customers_key",
)  # fmt: skip
PATIENCE: Final = 2
LATER: Final = timedelta(days=82)
# Who took part is known; what was answered is there until the wave closes, for nobody to read.
NOT_COMPARED: Final = frozenset(
    {"engagement_castballot", "engagement_invitee", "engagement_cellkey", "django_session"}
)
RANDOM_COLUMNS: Final = frozenset(
    {"id", "blinded_hash", "public_key", "sealed", "code_hash", "secret_hash", "last_login"}
)


@dataclass(frozen=True)
class Crawl:
    """One world: what was told, what is true, and all that anybody got to see of it."""

    tables: Mapping[str, list[Any]]
    numbers: Mapping[str, Mapping[int, int]]  # how many answered, by wave and cell
    seen: Seen
    planted: Mapping[str, Seen]
    database: Mapping[str, Counter[str]]
    log: Counter[str]
    files: Mapping[str, Counter[str]]  # what the command line writes


class Ear(logging.Handler):
    """Every line of every log, with what stands beside its words."""

    def __init__(self) -> None:
        super().__init__(level=logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        beside = {
            name: getattr(record, name) for name in ("mark", "path", "wave", "shown") if hasattr(record, name)
        }
        self.lines.append(DRAWN.sub(MARKER, f"{record.name}: {record.getMessage()} {beside}"))


@contextmanager
def listening() -> Iterator[list[str]]:
    ear, root = Ear(), logging.getLogger()
    root.addHandler(ear)
    try:
        yield ear.lines
    finally:
        root.removeHandler(ear)


def forget() -> None:
    """What the process keeps of the last world: the next one has the same ids."""
    for forget_it in (forget_names, forget_brand, forget_keys, responses.forget, sending.forget):
        forget_it()
    for name, module in list(sys.modules.items()):
        if name.startswith("extramile."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


class Leak:
    """A middleware that tells, on some pages, what is true of this world: what the crawl must find."""

    truth: str = ""
    where: str = ""  # the ending of an address
    how: Callable[[HttpResponseBase, str], None] | None = None

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if Leak.how is not None and request.path.endswith(Leak.where) and response.status_code == 200:
            Leak.how(response, Leak.truth)
        return response


def _in_the_page(response: Any, truth: str) -> None:
    told = f"<p>{truth}</p>".encode()
    if response.streaming:
        response.streaming_content = chain(response.streaming_content, [told])
    else:
        before, end, after = response.content.partition(b"</main>")
        response.content = before + told + end + after


def _in_a_header(response: Any, truth: str) -> None:
    response.headers["ETag"] = f'"{truth}"'


def _in_a_statement(_response: Any, truth: str) -> None:
    with connection.cursor() as cursor:
        for _ in range(int(truth) % 3):
            cursor.execute("SELECT 1")


def _in_the_log(_response: Any, truth: str) -> None:
    logging.getLogger("extramile.leak").warning("%s answers so far", truth)


PLANTS: Final[Mapping[str, tuple[str, str, Callable[[Any, str], None]]]] = {
    "page": ("voice:unit", "/", _in_the_page),
    "page of an open wave": ("office:wave", "/", _in_the_page),
    "export": ("voice:table-file", "csv", _in_the_page),
    "audit trail": ("office:audit-csv", "csv", _in_the_page),
    "header": ("voice:results", "/", _in_a_header),
    "statements": ("voice:results", "/", _in_a_statement),
}


@dataclass
class Both:
    one: Crawl
    other: Crawl


def crawl_both(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any, *, who: Sequence[str] = PEOPLE,
    queried: Mapping[str, int] | None = None, folder: Path, wide: bool = False,
) -> Both:  # fmt: skip
    stand_still(monkeypatch, cast.now + LATER)
    # What a process asks the database every few seconds at most, it asks as often in both worlds.
    monkeypatch.setattr("time.monotonic", lambda: 0.0)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.attacks.crawled.Leak"]
    large, begin = people(cast), next_ids()
    crawls: list[Crawl] = []
    like = None
    for _ in range(2):
        forget()
        with world(begin), listening() as heard:
            made = told_so(cast, large, like=like)
            like = like or made.given
            crawls.append(_crawl(made, who, queried or {"hr": 1}, heard, folder, wide=wide))
    return Both(crawls[0], crawls[1])


def _crawl(
    made: World, who: Sequence[str], queried: Mapping[str, int], heard: list[str], folder: Path, *, wide: bool
) -> Crawl:
    database = _database()
    walker = Walker(made)
    seen = walker.walk(
        visits(made, who, queried=queried, wide=wide), **({} if wide else {"patience": PATIENCE})
    )
    log = Counter(heard)
    return Crawl(
        tables={name: table(wave) for name, wave in made.waves.items()},
        numbers={
            name: {cell: len(given) for cell, given in cells.items()} for name, cells in made.given.items()
        },
        seen=seen,
        planted={name: _planted(walker, made, name, heard) for name in [*PLANTS, "log"]},
        database=database,
        log=log,
        files=_files(folder),
    )


def _planted(walker: Walker, made: World, name: str, heard: list[str]) -> Seen:
    """The same once more, with a number that is not in the table."""
    address, Leak.where, Leak.how = PLANTS.get(name, ("voice:home", "/", _in_the_log))
    Leak.truth = str(sum(len(given) for given in made.given["Winter"].values()))
    before = len(heard)
    wanted: Iterator[Visit] = visits(made, ["administrator", "hr"], queried={}, posts=False, names={address})
    found = walker.walk(wanted)
    Leak.how = None
    if name == "log":
        found = {"log": Walker.as_said("\n".join(heard[before:]))}
    return found


def _database() -> dict[str, Counter[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [row[0] for row in cursor.fetchall()]
        found = {}
        for one in sorted(set(tables) - NOT_COMPARED):
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{one}" AS t')
            found[one] = Counter(_row(row[0]) for row in cursor.fetchall())
    return found


def _row(raw: str) -> str:
    kept = {name: value for name, value in json.loads(raw).items() if name not in RANDOM_COLUMNS}
    return DRAWN.sub(MARKER, json.dumps(kept, sort_keys=True))


def _files(folder: Path) -> dict[str, Counter[str]]:
    """What `extramile export` writes, of every kind there is."""
    found = {}
    for kind in _kinds():
        file = folder / f"{kind}.csv"
        status = main(["export", kind, str(file)])
        text = file.read_text(errors="replace") if file.exists() else ""
        found[kind] = Counter([f"exit {status}", *DRAWN.sub(MARKER, text).splitlines()])
    return found


def _kinds() -> list[str]:
    for action in make_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            command = action.choices["export"]
            return list(next(one.choices for one in command._actions if one.dest == "kind") or ())
    return []


def all_differences(both: Both) -> list[str]:
    """Between the two worlds, whoever looks and wherever."""
    found = differences(both.one.seen, both.other.seen)
    for place, one, other in (
        ("database", both.one.database, both.other.database),
        ("file", both.one.files, both.other.files),
        ("log", {"log": both.one.log}, {"log": both.other.log}),
    ):
        for name in one.keys() | other.keys():
            here, there = one.get(name, Counter()), other.get(name, Counter())
            if here != there:
                lines = [*(here - there), *(there - here)]
                found.append(f"{place} {name}: {lines[:3]}")
    return found


def words_of(text: str) -> str:
    """What can be read of a page, a file or JSON; a drawing says in words what it draws."""
    main_part = re.search(r"<main.*?</main>", text, re.DOTALL)
    return re.sub(
        r"<(script|style|svg)\b.*?</\1>|<[^>]+>",
        " ",
        main_part.group() if main_part else text,
        flags=re.DOTALL,
    )


def numbers_in(text: str) -> set[str]:
    """Fingerprints are none."""
    return set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"\b[0-9a-f]{16}\b", " ", text)))
