"""The monitor at ten million responses: one employee's page, the company's page, what they ask of PostgreSQL.

    python -m benchmarks.monitor [responses]        default 10,000,000; try 1000000 for a quick look
    DATABASE_URL=... python -m benchmarks.monitor   loads it there once; found and used again later
    BENCH_PARTS=pages,check (default load,pages,check) BENCH_VISITS=200

The rows are made by SQL in a database of its own: see `benchmarks.company`. Times are those of the whole
request inside the server (middleware, session, queries, template), each time of another person, under the
role of the web processes, so with row-level security. Two floors: a page that asks nothing, in turn with
the others the same way through the server, and a query that reads nothing. Of each page also the processor
time of this process and of PostgreSQL, which other work on the machine disturbs less.
"""

import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.company import Company, load
from benchmarks.floors import connection_parameters
from benchmarks.harness import figure, place, usage

PAGES: Final = int(os.environ.get("BENCH_VISITS", "200"))
PARTS: Final = os.environ.get("BENCH_PARTS", "load,pages,check").split(",")
WARM_UP: Final = 5
SIZE: Final = """
    SELECT sum(pg_total_relation_size(c.oid)), sum(pg_total_relation_size(c.oid)) FILTER (
             WHERE c.relname LIKE 'monitor_%'), pg_database_size(current_database())
      FROM pg_class c WHERE c.relkind = 'r' AND (c.relname LIKE 'responses_%' OR c.relname LIKE 'monitor_%')
"""
# Who, and which address.
Visit = Callable[[int], tuple[int, str]]


def run_sql(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


@dataclass
class Measured:
    """One page, visited again and again."""

    milliseconds: list[float] = field(default_factory=list)
    own_cpu: float = 0.0
    postgres_cpu: float = 0.0
    statements: int = 0
    in_statements: float = 0.0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        """Counts what is asked of PostgreSQL."""
        started = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.statements += 1
            self.in_statements += time.perf_counter() - started

    def report(self, name: str, **more: object) -> None:
        visits = len(self.milliseconds)
        figure(
            f"monitor: {name}",
            self.milliseconds,
            cpu_ms=self.own_cpu / visits * 1000,
            postgres_cpu_ms=self.postgres_cpu / visits * 1000,
            statements=round(self.statements / visits, 1),
            statements_ms=self.in_statements / visits * 1000,
            **more,
        )


class Visits:
    """One process of the web, its middleware loaded once, and people who come in."""

    def __init__(self) -> None:
        from django.db import connection
        from django.test import Client

        self.first = Client(SERVER_NAME="localhost")
        self.first.handler.load_middleware()
        connection.ensure_connection()
        self.backend = connection.connection.info.backend_pid

    def visit(self, measured: Measured, user_id: int, path: str) -> None:
        from django.db import connection
        from django.test import Client

        from extramile.people.models import User

        client = Client(SERVER_NAME="localhost")
        client.handler = self.first.handler
        client.force_login(User.objects.get(pk=user_id), backend="django.contrib.auth.backends.ModelBackend")
        postgres, own = usage([self.backend]).cpu_seconds, time.thread_time()
        with connection.execute_wrapper(measured):
            started = time.perf_counter()
            response = client.get(path)
            passed = time.perf_counter() - started
        if response.status_code not in {200, 204}:
            raise RuntimeError(f"{path}: {response.status_code}")
        measured.milliseconds.append(passed * 1000)
        measured.own_cpu += time.thread_time() - own
        measured.postgres_cpu += usage([self.backend]).cpu_seconds - postgres


def pages(company: Company) -> dict[str, Visit]:
    chance = random.Random(1)
    anybody = [chance.randrange(2, company.employees) for _ in range(PAGES + WARM_UP)]
    return {
        "floor, a page that asks nothing": lambda _n: (1, "/health/live"),
        "employee's page": lambda n: (anybody[n], "/"),
        "employee's page, a year": lambda n: (anybody[n], "/?period=52w"),
        "employee's page, one channel": lambda n: (anybody[n], "/?channel=email"),
        "employee's page, words searched, a year": lambda n: (anybody[n], "/?period=52w&words=umbrella"),
        "anything newer? (employee)": lambda n: (anybody[n], "/newer/?mark=0&said=1"),
        "company's page": lambda _n: (1, "/unit/1/"),
        "company's page, a year": lambda _n: (1, "/unit/1/?period=52w"),
        "company's page, one channel": lambda _n: (1, "/unit/1/?channel=qr_job"),
        "company's page, detractors": lambda _n: (1, "/unit/1/?group=detractor"),
        "region's page": lambda n: (1, f"/unit/{2 + n % company.regions}/"),
        "centre's page": lambda n: (1, f"/unit/{company.first_centre + n % company.centres}/"),
        "centre's page, words searched": lambda n: (
            1,
            f"/unit/{company.first_centre + n % company.centres}/?words=umbrella",
        ),
    }


def floor_of_a_query() -> None:
    times = []
    for _ in range(PAGES):
        started = time.perf_counter()
        run_sql("SELECT 1")
        times.append((time.perf_counter() - started) * 1000)
    figure("monitor: floor, a query that reads nothing", times)


def visited(company: Company) -> Mapping[str, Measured]:
    """Every page in turn, so that what the machine does meanwhile hits all of them alike."""
    wanted = pages(company)
    visits = Visits()
    for number in range(WARM_UP):
        for visit in wanted.values():
            visits.visit(Measured(), *visit(number))
    measured = {name: Measured() for name in wanted}
    for number in range(WARM_UP, PAGES + WARM_UP):
        for name, visit in wanted.items():
            visits.visit(measured[name], *visit(number))
    return measured


@contextmanager
def as_the_web() -> Iterator[None]:
    """As the web processes go in: under the role that row-level security holds for."""
    from django.conf import settings
    from django.db import connection

    from extramile.core.postgres import web_role

    role = web_role.prepare()
    if not role:
        raise RuntimeError("the web role cannot be made here: these times would not be those of the program")
    options = connection.settings_dict["OPTIONS"]
    before = options.get("options", "")
    settings.DATABASE_ROLE, options["options"] = role, f"{before} -c role={role}"
    connection.close()
    try:
        yield
    finally:
        settings.DATABASE_ROLE, options["options"] = "", before
        connection.close()


def in_seconds(name: str, work: Callable[[], object], **more: object) -> object:
    from django.db import connection

    connection.ensure_connection()
    both = [os.getpid(), connection.connection.info.backend_pid]
    started, before = time.perf_counter(), usage(both).cpu_seconds
    result = work()
    figure(
        f"monitor: {name}",
        [],
        seconds=time.perf_counter() - started,
        cpu_seconds=usage(both).cpu_seconds - before,
        peak_rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **more,
    )
    return result


def sizes(responses: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SIZE)
        mega = [float(number) / 2**20 for number in cursor.fetchone()]
    each = 1_000_000 / responses
    figure(
        "monitor: size on disk per million responses",
        [],
        megabytes=mega[0] * each,
        of_which_counts_megabytes=mega[1] * each,
        whole_database_megabytes=mega[2],
    )


def is_loaded(company: Company) -> bool:
    """Whether this very company is there from an earlier run, its counts too."""
    from extramile.monitor.models import FillMark
    from extramile.people.models import Employee

    return FillMark.objects.exists() and Employee.objects.count() == company.employees


def load_all(company: Company) -> None:
    from extramile.core.clock import now
    from extramile.monitor.operations import rebuild

    size = {"responses": company.responses}
    parameters = connection_parameters()
    in_seconds(
        "load by SQL",
        lambda: load(company, now=now(), parameters=parameters),
        company=str(company),
        **size,
    )
    in_seconds("rebuild of every count", lambda: rebuild(now()), **size)
    run_sql("VACUUM ANALYZE")


def visit_pages(company: Company) -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    floor_of_a_query()
    with as_the_web():
        for name, measured in visited(company).items():
            measured.report(name, responses=company.responses)


def check_counts(company: Company) -> None:
    from extramile.monitor.operations import check

    differences = in_seconds("check of every count", check, responses=company.responses)
    if differences:
        raise RuntimeError(f"the counts are wrong: {differences}")


def main(responses: int) -> None:
    company = Company(responses)
    with place("monitor"):
        if "load" in PARTS and not is_loaded(company):
            load_all(company)
        sizes(responses)
        if "pages" in PARTS:
            visit_pages(company)
        if "check" in PARTS:
            check_counts(company)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
