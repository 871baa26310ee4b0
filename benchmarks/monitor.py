"""The monitor at ten million responses: one employee's page, the company's page, what they ask of PostgreSQL.

    python -m benchmarks.monitor [responses]        default 10,000,000; try 1000000 for a quick look

The rows are made by SQL in a database of its own: two years, 1,111 units, 10,000 employees, words with half.
Times are those of the whole request inside the server (middleware, queries, template), one after the other.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Final

from benchmarks.harness import figure, place

MONTHS: Final = 24
EMPLOYEES: Final = 10_000
CENTRES: Final = 100
TEAMS: Final = 1_000
PAGES: Final = 200
# Built apart and attached when full: an index made in one go is cheaper than one kept along the way.
PEOPLE: Final = f"""
    INSERT INTO people_unit (id, name, kind, path, depth, time_zone)
    VALUES (1, 'Company', 'company', '.1.', 0, 'Europe/Amsterdam');
    INSERT INTO people_unit (id, name, kind, parent_id, path, depth, time_zone)
    SELECT 1 + g, 'Region ' || g, 'region', 1, '.1.' || 1 + g || '.', 1, '' FROM generate_series(1, 10) g;
    INSERT INTO people_unit (id, name, kind, parent_id, path, depth, time_zone)
    SELECT 11 + g, 'Centre ' || g, 'centre', 2 + g % 10, '.1.' || 2 + g % 10 || '.' || 11 + g || '.', 2, ''
      FROM generate_series(1, {CENTRES}) g;
    INSERT INTO people_unit (id, name, kind, parent_id, path, depth, time_zone)
    SELECT 111 + g, 'Team ' || g, 'team', u.id, u.path || 111 + g || '.', 3, ''
      FROM generate_series(1, {TEAMS}) g JOIN people_unit u ON u.id = 12 + g % {CENTRES};
    INSERT INTO people_user (id, password, is_superuser, name, language, is_active, is_staff, created_at)
    SELECT g, '!', false, 'Employee ' || g, 'en', true, false, now() FROM generate_series(1, {EMPLOYEES}) g;
    INSERT INTO people_employee (id, external_id, user_id, name, mobile, language, started_on)
    SELECT g, 'e' || g, g, 'Employee ' || g, '', 'en', '2020-01-01' FROM generate_series(1, {EMPLOYEES}) g;
    INSERT INTO people_membership (employee_id, unit_id, started_on)
    SELECT g, 112 + g % {TEAMS}, '2020-01-01' FROM generate_series(1, {EMPLOYEES}) g;
    INSERT INTO people_role (user_id, kind, started_on) VALUES (1, 'board_reader', '2020-01-01');
"""
MONTH: Final = (
    """
    CREATE TABLE responses_response_<month>
           (LIKE responses_response INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    INSERT INTO responses_response_<month> (
           id, responded_at, changed_at, completed_at, invitation_id, unit_id, questionnaire_id,
           version_id, channel, language, kind_of_work, day, asked_on, score, has_words)
    SELECT g, at, at, at, g, 112 + (1 + hash % <employees>) % <teams>, <questionnaire>,
           <version>, 'email', 'en',
           (ARRAY['windscreen replacement', 'chip repair', 'calibration'])[1 + hash % 3], at::date, at::date,
           (ARRAY[10, 10, 9, 10, 9, 8, 9, 10, 7, 5, 10, 9, 8, 2])[1 + hash / 7 % 14], hash % 2 = 0
      FROM generate_series(<first>, <last>) g
     CROSS JOIN LATERAL (SELECT abs(hashint8(g))::bigint AS hash,
           '<start>'::timestamptz + (g - <first>) * ('<end>'::timestamptz - '<start>') / <size> AS at) made
    """,
    """
    CREATE TABLE responses_credit_<month> (LIKE responses_credit INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    INSERT INTO responses_credit_<month> (response_id, responded_at, employee_id, team_id)
    SELECT id, responded_at, 1 + abs(hashint8(id))::bigint % <employees>, unit_id
      FROM responses_response_<month>
    """,
    """
    CREATE TABLE responses_answer_<month> (LIKE responses_answer INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    INSERT INTO responses_answer_<month> (response_id, responded_at, question, number, words, choices)
    SELECT id, responded_at, 'nps', score, '', '{}'::text[] FROM responses_response_<month>
     UNION ALL
    SELECT id, responded_at, 'why', NULL,
           'Quick and friendly, and explained what had to be done. Number ' || id, '{}'
      FROM responses_response_<month> WHERE has_words
     UNION ALL
    SELECT id, responded_at, 'praise', NULL, '', ARRAY[(ARRAY['friendly', 'tidy', 'on_time'])[1 + id % 3]]
      FROM responses_response_<month> WHERE score > 6
    """,
    "ALTER TABLE responses_response ATTACH PARTITION responses_response_<month>"
    " FOR VALUES FROM ('<start>') TO ('<end>')",
    "ALTER TABLE responses_credit ATTACH PARTITION responses_credit_<month>"
    " FOR VALUES FROM ('<start>') TO ('<end>')",
    "ALTER TABLE responses_answer ATTACH PARTITION responses_answer_<month>"
    " FOR VALUES FROM ('<start>') TO ('<end>')",
)
SIZE: Final = """
    SELECT sum(pg_total_relation_size(c.oid)), sum(pg_total_relation_size(c.oid)) FILTER (
             WHERE c.relname LIKE 'monitor_%')
      FROM pg_class c WHERE c.relkind = 'r' AND (c.relname LIKE 'responses_%' OR c.relname LIKE 'monitor_%')
"""


def run_sql(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def months(today: date) -> list[tuple[datetime, datetime]]:
    """The last so many months, this one included; each with its end."""
    last = today.year * 12 + today.month - 1
    starts = [
        datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
        for number in range(last - MONTHS + 1, last + 2)
    ]
    return list(pairwise(starts))


def load(responses: int, *, now: datetime) -> None:
    from extramile.questionnaires.operations import ship_default
    from extramile.questionnaires.queries import newest_published

    run_sql(PEOPLE)
    questionnaire = ship_default(now)
    each = responses // MONTHS
    for number, (start, end) in enumerate(months(now.date())):
        filled = {
            "<month>": f"{start:%Y%m}",
            "<first>": str(number * each + 1),
            "<last>": str((number + 1) * each),
            "<size>": str(each),
            "<start>": start.isoformat(),
            "<end>": end.isoformat(),
            "<employees>": str(EMPLOYEES),
            "<teams>": str(TEAMS),
            "<questionnaire>": str(questionnaire.pk),
            "<version>": str(newest_published(questionnaire.pk).pk),
        }
        for statement in MONTH:
            for blank, value in filled.items():
                statement = statement.replace(blank, value)  # noqa: PLW2901
            run_sql(statement)
    run_sql("ANALYZE responses_response, responses_credit, responses_answer, people_unit, people_membership")


def page_times(path: Callable[[int], str], who: Callable[[int], int]) -> list[float]:
    """Milliseconds of each page, each time of somebody else; the first few warm the process up."""
    from django.test import Client

    from extramile.people.models import User

    found = []
    for number in range(PAGES + 5):
        client = Client(SERVER_NAME="localhost")
        user = User.objects.get(pk=who(number))
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        started = time.perf_counter()
        response = client.get(path(number))
        passed = (time.perf_counter() - started) * 1000
        if response.status_code not in {200, 204}:
            raise RuntimeError(f"{path(number)}: {response.status_code}")
        found.append(passed)
    return found[5:]


Pages = dict[str, tuple[Callable[[int], str], Callable[[int], int]]]


def pages() -> Pages:
    """Name -> address, and whose page it is."""
    chance = random.Random(1)
    anybody = [chance.randrange(2, EMPLOYEES) for _ in range(PAGES + 5)]
    return {
        "employee's page": (lambda _n: "/", anybody.__getitem__),
        "employee's page, a year": (lambda _n: "/?period=52w", anybody.__getitem__),
        "anything newer? (employee)": (lambda _n: "/newer/?mark=0", anybody.__getitem__),
        "company's page": (lambda _n: "/unit/1/", lambda _n: 1),
        "company's page, a year": (lambda _n: "/unit/1/?period=52w", lambda _n: 1),
        "company's page, detractors": (lambda _n: "/unit/1/?group=detractor", lambda _n: 1),
        "centre's page": (lambda n: f"/unit/{12 + n % CENTRES}/", lambda _n: 1),
    }


def in_seconds(name: str, work: Callable[[], object], **more: object) -> object:
    started = time.perf_counter()
    result = work()
    figure(f"monitor: {name}", [], seconds=time.perf_counter() - started, **more)
    return result


def sizes(responses: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SIZE)
        whole, counts = (float(number) / 2**20 * 1_000_000 / responses for number in cursor.fetchone())
    figure(
        "monitor: size on disk per million responses", [], megabytes=whole, of_which_counts_megabytes=counts
    )


def main(responses: int) -> None:
    with place("monitor"):
        from django.core.management import call_command

        from extramile.core.clock import now
        from extramile.monitor.operations import check, rebuild

        call_command("collectstatic", interactive=False, verbosity=0)
        in_seconds("load by SQL", lambda: load(responses, now=now()), responses=responses)
        in_seconds("rebuild of every count", lambda: rebuild(now()), responses=responses)
        run_sql("ANALYZE monitor_unitday, monitor_employeemonth, monitor_unittickday")
        sizes(responses)
        for name, (path, who) in pages().items():
            figure(f"monitor: {name}", page_times(path, who), responses=responses)
        differences = in_seconds("check of every count", check, responses=responses)
        if differences:
            raise RuntimeError(f"the counts are wrong: {differences}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
