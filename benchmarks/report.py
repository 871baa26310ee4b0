"""A report to the board: gathered from a database, composed in both languages, frozen, drawn and set as PDF.

The paper needs no database: contents of 24 centres and of 6,000 units are made up, of which paper shows the
first 600; their floor is an empty page of the same typesetter. With DATABASE_URL in the environment, the
whole report of all that is there is made too, in a transaction that only reads; its floor is one count of the
tree and two empty pages; from a thousand units on, its target is that of a large company. Child processes
count: the typesetter is one.

    DATABASE_URL=... python -m benchmarks.report
"""

import json
import os
import resource
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import RUNS, figure, interleaved
from extramile.board.content import (
    PARTS,
    Area,
    Content,
    Figure,
    Heading,
    Link,
    Mark,
    Picture,
    PictureKind,
    Section,
    Words,
)
from extramile.board.paper import as_pdf, setting

CENTRES: Final = 24
UNITS: Final = 6_000
LARGE: Final = 1_000  # units
EMPTY: Final = '#set document(title: "empty", date: none)\n#set text(font: "Noto Sans")\nempty'


def made_up(count: int) -> Content:
    """Every part as long as it gets: areas, words, remarks on how sure it is, methods."""
    return Content(
        language="en",
        title="Report to the board",
        company="A company",
        period="1 October 2025 to 30 September 2026",
        made_on="22 November 2026",
        answer="Where colleagues become more enthusiastic, customers do too half a year later.",
        picture=_teams(count),
        how_sure=("It is no proof of a cause.",) * 4,
        to_know_more=("Two more waves would make the likely range half as wide.",) * 3,
        to_decide=("Ask again in March.",) * 3,
        chain=tuple(
            Link(key, key, "They go together.", "No sure change.", (_nps(58),), _months()) for key in "abcd"
        ),
        areas=tuple(
            Area(
                f"Centre {number}",
                "Region West",
                "centre",
                _nps(number % 60),
                _nps(number % 80),
                "Not told apart.",
            )
            for number in range(count)
        ),
        customers_words=(Words("He put cardboard under my garage door. " * 6, "en", "Haarlem", "March 2026"),)
        * 12,
        employees_words=(Words("Meer tijd per klant zou veel schelen. " * 6, "nl", "Region West"),) * 6,
        promises=(),
        changed=("NPS went from +55 to +58.",) * 5,
        methods=(Section("How", ("Every score is promoters less detractors. " * 9,) * 3),) * 6,
        headings=tuple(Heading(key, key) for key in PARTS),
    )


def _nps(value: float) -> Figure:
    return Figure("NPS", value, value - 9, value + 9, n="1,204 answers", note="response 24 %")


def _teams(count: int) -> Picture:
    points = tuple((n * 37 % 101 - 40.0, n * 53 % 89 - 10.0) for n in range(count))
    return Picture(PictureKind.SCATTER, "Teams", "Teams.", points=points)


def _months() -> Picture:
    marks = tuple(Mark(f"month {n}", 50.0 + n % 5, 40.0, 60.0) for n in range(24))
    return Picture(PictureKind.TREND, "Months", "Months.", marks=marks)


def own_and_children() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def cpu_of(work: Callable[[], object]) -> Callable[[], float]:
    def measure() -> float:
        started = own_and_children()
        work()
        return (own_and_children() - started) * 1000

    return measure


def empty_page() -> bytes:
    order = {"template": EMPTY, "report": "{}", "fonts": str(setting.FONTS), "is_accessible": True}
    return setting._typeset(json.dumps(order).encode()).stdout


def paper() -> None:
    contents = {"24 centres": made_up(CENTRES), "6,000 units": made_up(UNITS)}
    works: dict[str, Callable[[], object]] = {
        name: partial(as_pdf, content) for name, content in contents.items()
    }
    works["floor"] = empty_page
    for name, milliseconds in interleaved({k: cpu_of(work) for k, work in works.items()}, runs=RUNS).items():
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        more: dict[str, Any] = {} if name == "floor" else {"bytes": len(as_pdf(contents[name]))}
        figure(f"report on paper, {name} (CPU)", milliseconds, typesetter_peak_mb=largest, **more)


def from_database() -> None:
    """The whole report of the newest year, in both languages, as it is made, opened and printed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extramile.settings")
    import django

    django.setup()
    from extramile.board.compose import LANGUAGES, compose
    from extramile.board.frozen import fingerprint_of, from_text, to_text
    from extramile.board.gather import gather
    from extramile.people.models import Unit
    from extramile.web.board.drawing import shown

    until = _newest_day()
    steps: dict[str, float] = {}
    started, backend = time.perf_counter(), backend_cpu()
    with only_reading(), counted(steps, "gather"):
        facts = gather(
            uuid.UUID(int=0), since=until - timedelta(days=364), until=until, before=None, today=until
        )
    postgres = backend_cpu() - backend
    with counted(steps, "compose"):
        contents = [compose(facts, language) for language in LANGUAGES]
    with counted(steps, "freeze"):
        frozen = [to_text(content) for content in contents]
        marks = {fingerprint_of(text) for text in frozen}
    with counted(steps, "page"):
        for text in frozen:
            shown(from_text(text), ())
    with counted(steps, "paper"):
        sizes = [len(as_pdf(content)) for content in contents]
    wall = time.perf_counter() - started
    floor: dict[str, float] = {}
    with counted(floor, "floor"):
        units = Unit.objects.count()
        for _language in LANGUAGES:
            empty_page()
    figure(
        "report from the database",
        [],
        target_seconds=300 if units >= LARGE else 15,
        cpu_seconds=round(sum(steps.values()) + postgres, 2),
        own_cpu_seconds={name: round(seconds, 2) for name, seconds in steps.items()},
        postgres_cpu_seconds=postgres,
        floor_seconds=round(floor["floor"], 2),
        wall_seconds=wall,
        units=units,
        areas=len(facts.areas),
        answers=facts.company.customers.n,
        texts=len(marks),
        bytes=sizes,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


@contextmanager
def counted(steps: dict[str, float], name: str) -> Iterator[None]:
    """The CPU that this takes, ours and of our children."""
    cpu = own_and_children()
    yield
    steps[name] = own_and_children() - cpu


@contextmanager
def only_reading() -> Iterator[None]:
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def backend_cpu() -> float:
    """Seconds of the server's process that works for us; nought where it is on another machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _newest_day() -> date:
    from extramile.monitor.models import UnitDay

    return UnitDay.objects.order_by("-day").values_list("day", flat=True)[0]


def main() -> None:
    paper()
    if os.environ.get("DATABASE_URL"):
        from_database()


if __name__ == "__main__":
    main()
