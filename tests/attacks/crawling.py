"""Walk every address of the program, as everybody, and keep all that is said.

Addresses come from the program's own table of addresses, so a new page is walked without a word here. What an
address needs is known by the name of its parameter; of others the permission table has one (rows.py of each
door), and it must have a row for each.
"""

import io
import json
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.parse import urlencode

from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import extramile
from extramile.engagement.models import Cell, ReleasedComment
from extramile.people.models import User
from extramile.people.operations import SCOPES, make_api_key
from tests.attacks.organisation import OPEN, World
from tests.web.permissions import GET, PEOPLE, POST, STRANGER, Row, rows

OK: Final = 200
BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
RANDOM_HEADERS: Final = frozenset({"Set-Cookie", "Expires", "Last-Modified"})
PACKED: Final = (".xlsx", "/bundle")  # as long as what was drawn in it packs; what is inside is compared
# Drawn at random, and on nothing else.
DRAWN: Final = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|nonce-[^\'" ]+|nonce="[^"]+"'
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{64}\b|\b[0-9a-f]{40}\b|\b[0-9a-f]{32}\b|[\w-]{340,}"
    r"|\b[0-9A-F]{4}(?: [0-9A-F]{4}){3}\b|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}\b|\bxm_[0-9a-f]{7}…"
)
# Comments stand in an order that is drawn: a line for each, whichever is first, in whichever row of a sheet.
PIECES: Final = re.compile(r"\n|(?=<li\b)|(?=</ul>|</sheetData>)|(?<=</row>)")
ROW: Final = re.compile(r'(?<=r=")([A-Z]*)\d+(?=")')
ASKED_FOR: Final = re.compile(r"""GET(?:\.get(?:list)?\(|\[)\s*["']([a-z_-]+)["']""")
MARKER: Final = "NOWHERE"
WAVE_OF: Final = {"voice:map": "Autumn"}  # where there is a culture map


@dataclass(frozen=True, slots=True)
class Said:
    """What came back: the status, headers, the text, and which statements the database was asked."""

    status: int
    headers: tuple[tuple[str, str], ...]
    lines: Counter[str]
    statements: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Visit:
    who: str
    method: str
    name: str  # of the address
    path: str
    data: Any = None
    json: bool = False
    wave: object = None

    def __str__(self) -> str:
        return f"{self.who} {self.method} {self.path}"


Seen = dict[str, Said]


def addresses(
    patterns: Iterable[Any] | None = None, namespace: str = "", found: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named address with the names of its parameters."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        names = (*found, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner, names)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", names


@cache
def query_names() -> tuple[str, ...]:
    """Every name that the program's own code asks a query for, and some that others would try."""
    code = Path(extramile.__file__).parent / "web"
    found = {name for file in code.rglob("*.py") for name in ASKED_FOR.findall(file.read_text())}
    return tuple(sorted(found | {"format", "sort", "order", "group", "since", "until", "min", "n", "export"}))


def queries(world: World, random: Random, number: int) -> list[dict[str, str]]:
    """All names at once and some of them, with values that mean something and values that mean nothing."""
    wave = str(world.waves["Spring"].public_id)
    values = [
        "", "1", "2", "-1", "0", "csv", "xlsx", "json", "all", "e", "front_line", "middle", "enps", "score",
        "-score", "détractor", "' or 1=1 --", str(world.cast.team.pk), str(world.large.pk), "99999999999999",
        "2026-03-05", wave, world.cast.sanne.name, "1,2,3", "comments",
    ]  # fmt: skip
    made = []
    for _ in range(number):
        chosen = [name for name in query_names() if random.random() < 0.7]
        made.append({name: random.choice(values) for name in chosen})
        # Comments are read on from an id that was drawn: which of them come after a wave's own is chance.
        if made[-1].get("from") == wave:
            made[-1]["from"] = ""
    return made


class Places:
    """What an address may be filled in with, by the name of its parameter."""

    def __init__(self, world: World, *, wide: bool) -> None:
        cast = world.cast
        waves = world.waves if wide else ("Winter", OPEN)
        self.waves = world.waves
        self.known: Mapping[str, Sequence[Any]] = {
            "wave": [world.waves[name].public_id for name in waves],
            "unit": [
                unit.pk for unit in (cast.company, cast.team, world.large, *([cast.centre] if wide else []))
            ],
            "comment_id": list(
                ReleasedComment.objects.order_by("unit_id", "words").values_list("pk", flat=True)[:2]
            ),
            "ending": ["csv", "xlsx"],
            "cell": list(Cell.objects.order_by("-pk").values_list("pk", flat=True)[:2]),
        }
        self.rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows():
            self.rows[row.name, row.method].append(row)

    def of(
        self, parameters: Sequence[str], row: Row | None, cast: Any, *, wave: str | None
    ) -> Iterator[dict[str, Any]]:
        other = dict(row.args(cast)) if row else {}
        known = {**self.known, "wave": [self.waves[wave].public_id]} if wave else self.known
        places = [known.get(one) or [other.get(one, 1)] for one in parameters]
        for chosen in product(*places):
            yield dict(zip(parameters, chosen, strict=True))


def visits(
    world: World,
    people: Sequence[str],
    *,
    queried: Mapping[str, int],
    posts: bool = True,
    names: Collection[str] | None = None,
    wide: bool = False,
) -> Iterator[Visit]:
    """Every address for each of these people; those about a wave with as many queries as `queried` says.

    What a row of the permission table makes for its visit is there for that visit alone. Not `wide`: to
    addresses about something else goes one of those who may.
    """
    places, random = Places(world, wide=wide), Random(1)
    for name, parameters in sorted(set(addresses())):
        if names is not None and name not in names:
            continue
        waves = about_waves(name, parameters)
        for row in _rows(places, name, posts):
            with transaction.atomic():
                data = None if row is None or not callable(row.data) else row.data(world.cast)
                data = data if data is not None or row is None else dict(row.data)  # type: ignore[arg-type]
                filled = list(
                    places.of(parameters, row, world.cast, wave=None if wide else WAVE_OF.get(name))
                )
                for arguments, who in product(filled, people if waves or wide else _first(people, row)):
                    if row is not None and who not in row.expected:
                        continue
                    if (
                        not wide
                        and arguments is not filled[0]
                        and _again(arguments, places, row, waves=waves)
                    ):
                        continue
                    path, wave = reverse(name, kwargs=arguments), arguments.get("wave")
                    if row is not None and row.method == POST:
                        yield Visit(who, POST, name, path, data, row.json, wave)
                        continue
                    yield Visit(who, GET, name, path + (row.query if row else ""), wave=wave)
                    for query in queries(world, random, queried.get(who, 0) if waves else 0):
                        yield Visit(who, GET, name, f"{path}?{urlencode(query)}", wave=wave)
                transaction.set_rollback(True)


def about_waves(name: str, parameters: Collection[str]) -> bool:
    return "wave" in parameters or name.startswith("voice:") or "wave" in name or name == "api:get_released"


def _first(people: Sequence[str], row: Row | None) -> Sequence[str]:
    """The first who gets something there, else the first of all."""
    may = [who for who in people if row is not None and row.expected.get(who) in {200, 302}]
    named = [who for who in people if row is None or who in row.expected]
    return (may or named)[:1]


def _again(arguments: Mapping[str, Any], places: Places, row: Row | None, *, waves: bool) -> bool:
    """Whether the first has told as much: the wave is not closed, or nothing is read."""
    if not waves or (row is not None and row.method == POST):
        return True
    closed, unit = places.known["wave"][0], places.known["unit"][0]
    return bool(arguments.get("wave") != closed and arguments.get("unit", unit) != unit)


def _rows(places: "Places", name: str, posts: bool) -> list[Row | None]:
    """The rows of an address; one that has none is read all the same, as is one that only takes."""
    found: list[Row | None] = [*places.rows[name, GET]]
    if posts or not found:
        found += places.rows[name, POST]
    return found or [None]


class Walker:
    """Somebody for each of the people, signed in, and each key of the API."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients: dict[str, Client] = {STRANGER: Client(raise_request_exception=False)}
        self.headers: dict[str, dict[str, str]] = {}
        for who, user_of in PEOPLE.items():
            user = user_of(world.cast)
            User.objects.filter(pk=user.pk).update(language="en")
            self.clients[who] = Client(raise_request_exception=False)
            self.clients[who].force_login(user, backend=BACKEND)
        for scope in SCOPES:
            secret = make_api_key(scope, scopes=[scope], actor=None, now=world.cast.now)[1]
            self.clients[f"{scope}_key"] = Client(raise_request_exception=False)
            self.headers[f"{scope}_key"] = {"Authorization": f"Bearer {secret}"}
        self.clients["no_key"] = self.clients[STRANGER]

    def walk(self, wanted: Iterable[Visit], *, patience: int = 1_000_000) -> Seen:
        """Whom an address refused so often, and told nothing yet, goes on to the next."""
        seen: Seen = {}
        refused: Counter[tuple[object, ...]] = Counter()
        for visit in wanted:
            place = (visit.who, visit.method, visit.name, visit.wave)
            if refused[place] >= patience:
                continue
            said = seen[self._named(str(visit))] = self.visit(visit)
            refused[place] += 1 if said.status != OK else -1_000_000
        return seen

    def _named(self, visit: str) -> str:
        """Waves by their names: their addresses are drawn anew in every world."""
        for name, wave in self.world.waves.items():
            visit = visit.replace(str(wave.public_id), name)
        visit = visit.replace(f"/results/{self.world.cast.company.pk}/", "/results/company/")
        return DRAWN.sub(MARKER, visit)

    def visit(self, visit: Visit) -> Said:
        """Undone afterwards, whatever it did, in the database and in the browser."""
        client = self.clients[visit.who]
        kept = deepcopy(client.cookies)
        with transaction.atomic(), statements() as asked:
            response = self._send(visit)
            body = _body(response)
            transaction.set_rollback(True)
        client.cookies = kept
        headers = sorted(
            (k, DRAWN.sub("", v))
            for k, v in response.headers.items()
            if k not in RANDOM_HEADERS
            and not (k == "Content-Length" and visit.path.partition("?")[0].endswith(PACKED))
        )
        return self.as_said(body, status=response.status_code, headers=headers, asked=asked)

    @staticmethod
    def as_said(
        body: str, *, status: int = 0, headers: Sequence[tuple[str, str]] = (), asked: Sequence[str] = ()
    ) -> Said:
        text = DRAWN.sub(MARKER, body)
        return Said(status, tuple(headers), Counter(PIECES.split(text)), tuple(asked), text)

    def _send(self, visit: Visit) -> HttpResponseBase:
        client, headers = self.clients[visit.who], self.headers.get(visit.who, {})
        if visit.method == GET:
            return client.get(visit.path, headers=headers)
        if visit.json:
            return client.generic(
                "POST", visit.path, json.dumps(visit.data), content_type="application/json", headers=headers
            )
        return client.post(visit.path, visit.data, headers=headers)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The shape of each statement: lists of values of any length are one."""
    asked: list[str] = []

    def keep(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(re.sub(r"\((?:%s(?:, )?)+\)|s\d+_x\d+", "…", str(sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield asked


def _body(response: Any) -> str:
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    if raw[:2] == b"PK":  # a workbook
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return "\n".join(
                ROW.sub(r"\1", re.sub(r"(?=<(?:row|c) )", "\n", book.read(name).decode("utf-8", "replace")))
                for name in sorted(book.namelist())
                if "docProps" not in name
            )
    return raw.decode("utf-8", "replace")


def differences(one: Seen, other: Seen) -> list[str]:
    """What is not the same in both worlds, each with the first line of it."""
    found = [f"only in one: {visit}" for visit in one.keys() ^ other.keys()]
    for visit in one.keys() & other.keys():
        here, there = one[visit], other[visit]
        if here.status != there.status:
            found.append(f"{visit}: {here.status} and {there.status}")
        elif here.headers != there.headers:
            found.append(f"{visit}: {set(here.headers) ^ set(there.headers)}")
        elif here.lines != there.lines:
            lines = [line.strip() for line in (here.lines - there.lines) + (there.lines - here.lines)]
            found.append(f"{visit}: {lines[:3]}")
        elif here.statements != there.statements:
            found.append(f"{visit}: other statements, {len(here.statements)} and {len(there.statements)}")
    return sorted(found)
