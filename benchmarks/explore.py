"""Any question, answered at ten million responses: what each kind costs, and the page around it.

    python -m benchmarks.explore [responses]        default 10,000,000: the company of benchmarks.monitor
    DATABASE_URL=... python -m benchmarks.explore   uses it where it is, and loads it where not
    BENCH_VISITS=15 BENCH_FLOOR=no                  fewer visits; without counting every answer first

A line a question: processor time of this process and of PostgreSQL together, and the wall's. Floor of each:
the answers of its period, counted one by one by a bare `count(*)`, in the same run.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from benchmarks.company import Company
from benchmarks.harness import figure, percentile, place, usage
from benchmarks.monitor import is_loaded, load_all

VISITS: Final = int(os.environ.get("BENCH_VISITS", "25"))
HAS_FLOOR: Final = os.environ.get("BENCH_FLOOR", "yes") != "no"
BARE: Final = """
    SELECT count(*) FROM responses_response
     WHERE day BETWEEN %s AND %s AND responded_at >= %s AND responded_at < %s AND score IS NOT NULL
"""


def questions(today: date) -> dict[str, Any]:
    from extramile.monitor.queries.explore import Lately, Measure, Question, Split

    ten = (date(today.year - 10, 12, 5), today - timedelta(days=2))
    half = (date(today.year - 1, 9, 17), date(today.year, 3, 9))

    def asked(measure: Measure = Measure.NPS, *splits: Split, days: Any = None, **more: Any) -> Question:
        split, then = (*splits, None, None)[:2]
        if days:
            more |= {"period": Lately.OWN, "since": days[0], "until": days[1]}
        return Question(measure, split=split, then=then, **more)

    nps, team, every = Measure.NPS, Split.TEAM, {"period": Lately.ALL}
    topic = {"topic": _topic()}
    return {
        "company, twelve months": asked(),
        "company by month, everything": asked(nps, Split.MONTH, **every),
        "company by week, ten years": asked(nps, Split.WEEK, days=ten),
        "regions by quarter, everything": asked(nps, Split.REGION, Split.QUARTER, **every),
        "centres by month, twelve months": asked(nps, Split.CENTRE, Split.MONTH),
        "teams, twelve months": asked(nps, team),
        "teams, everything": asked(nps, team, **every),
        "teams, ten years, odd days": asked(nps, team, days=ten),
        "teams, half a year, odd days": asked(nps, team, days=half),
        "mean score of teams, ten years, odd days": asked(Measure.MEAN, team, days=ten),
        "response rate of teams by channel": asked(Measure.RESPONSE, team, Split.CHANNEL),
        "one topic in teams, ten years, odd days": asked(Measure.TOPIC, team, days=ten, **topic),
        "topics by month, everything": asked(Measure.TOPIC, Split.TOPIC, Split.MONTH, **every),
    }


def _topic() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT tick FROM monitor_unittickyear LIMIT 1")
        return str((cursor.fetchone() or ["praise:friendly"])[0])


def timed(name: str, work: Callable[[], object], **more: float) -> None:
    from django.db import connection

    connection.ensure_connection()
    postgres = [connection.connection.info.backend_pid]
    work()
    walls: list[float] = []
    ours: list[float] = []
    theirs = usage(postgres).cpu_seconds
    for _time in range(VISITS):
        wall, own = time.perf_counter(), time.process_time()
        work()
        ours.append(1000 * (time.process_time() - own))
        walls.append(1000 * (time.perf_counter() - wall))
    # PostgreSQL's clock ticks in hundredths of a second: over all visits together it is right.
    of_postgres = 1000 * (usage(postgres).cpu_seconds - theirs) / VISITS
    figure(
        f"explore: {name}",
        walls,
        cpu_p50_ms=percentile(ours, 0.5) + of_postgres,
        cpu_p95_ms=percentile(ours, 0.95) + of_postgres,
        postgres_cpu_ms=of_postgres,
        **more,
    )


def all_questions() -> None:
    from django.utils import timezone

    from extramile.core.clock import now
    from extramile.monitor.queries.explore import answer, figures_of
    from extramile.people.models import Unit

    today = timezone.localdate(now())
    _settle()
    for name, question in questions(today).items():
        found = answer(question, visible=Unit.objects.all(), today=today)

        def ask(question: Any = question) -> None:
            made = answer(question, visible=Unit.objects.all(), today=today)
            figures_of(question.measure, [row.counted for row in made.rows[:50]], minimum=10)

        timed(name, ask, rows=len(found.rows), floor_ms=_floor(found.span) if HAS_FLOOR else 0.0)


def _floor(span: Any) -> float:
    from django.db import connection

    started = time.perf_counter()
    with connection.cursor() as cursor:
        wide = (span.since - timedelta(days=2), span.until + timedelta(days=2))
        cursor.execute(BARE, [span.since, span.until, *wide])
        cursor.fetchone()
    return 1000 * (time.perf_counter() - started)


def pages() -> None:
    """The whole request: middleware, session, queries, picture and table."""
    from django.test import Client
    from django.utils import timezone

    from extramile.core.clock import now
    from extramile.monitor.queries.explore import query_string
    from extramile.people.models import Role, RoleKind

    role = Role.objects.filter(kind=RoleKind.INSIGHTS_OWNER).select_related("user").first()
    if role is None:
        return
    client = Client(SERVER_NAME="localhost")
    client.force_login(role.user, "django.contrib.auth.backends.ModelBackend")
    client.get("/office/explore/")
    _settle()
    for name, question in questions(timezone.localdate(now())).items():
        path = f"/office/explore/?{query_string(question)}"

        def look(path: str = path) -> None:
            response = client.get(path)
            if response.status_code != 200:
                raise RuntimeError(f"{path}: {response.status_code}")

        timed(f"page of {name}", look)


def main(responses: int) -> None:
    company = Company(responses)
    with place("monitor"):
        if not is_loaded(company):
            load_all(company)
        all_questions()
        pages()


def _settle() -> None:
    """As a web process does after its first request."""
    from extramile.core.collecting import set_aside_what_is_loaded

    set_aside_what_is_loaded()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
