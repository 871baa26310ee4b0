"""A large company by SQL: ten years of answers, the last of them at the pace of DESIGN 1.

Ten million answers stand for 60,000 employees and some 6,000 units, at 5 million a year in the last year; the
nine years before share the other half. Fewer answers: fewer people in proportion, so that a page about one of
them carries as much (some 80 answers in the last year). 120 monthly partitions, whatever the size.

Each month is built apart and attached when full: an index made in one go is cheaper than one kept along the
way. As many months at once as there are cores.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Final

import psycopg

MONTHS: Final = 120
YEAR: Final = 12
PEOPLE: Final = """
    INSERT INTO people_unit (id, name, kind, path, depth, time_zone)
    VALUES (1, 'Company', 'company', '.1.', 0, 'Europe/Amsterdam');
    INSERT INTO people_unit (id, name, kind, parent_id, path, depth, time_zone)
    SELECT 1 + g, 'Region ' || g, 'region', 1, '.1.' || 1 + g || '.', 1, ''
      FROM generate_series(1, <regions>) g;
    INSERT INTO people_unit (id, name, kind, parent_id, path, depth, time_zone)
    SELECT <centre> + g, 'Centre ' || g, 'centre', u.id, u.path || <centre> + g || '.', 2, ''
      FROM generate_series(0, <centres> - 1) g JOIN people_unit u ON u.id = 2 + g % <regions>;
    INSERT INTO people_unit (id, name, kind, parent_id, path, depth, time_zone)
    SELECT <team> + g, 'Team ' || g, 'team', u.id, u.path || <team> + g || '.', 3, ''
      FROM generate_series(0, <teams> - 1) g JOIN people_unit u ON u.id = <centre> + g % <centres>;
    INSERT INTO people_user (id, password, is_superuser, name, language, is_active, is_staff, created_at)
    SELECT g, '!', false, 'Employee ' || g, 'en', true, false, now() FROM generate_series(1, <employees>) g;
    INSERT INTO people_employee (id, external_id, user_id, name, mobile, language, started_on)
    SELECT g, 'e' || g, g, 'Employee ' || g, '', 'en', '2020-01-01' FROM generate_series(1, <employees>) g;
    INSERT INTO people_membership (employee_id, unit_id, started_on)
    SELECT g, <team> + g % <teams>, '2020-01-01' FROM generate_series(1, <employees>) g;
    INSERT INTO people_role (user_id, kind, started_on) VALUES (1, 'board_reader', '2020-01-01');
    ANALYZE people_unit, people_employee, people_membership
"""
# Every answer is of one employee, and lies with that employee's team.
MONTH: Final = (
    """
    CREATE TABLE responses_response_<month>
           (LIKE responses_response INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    INSERT INTO responses_response_<month> (
           id, responded_at, changed_at, completed_at, invitation_id, unit_id, questionnaire_id,
           version_id, channel, language, kind_of_work, day, asked_on, score, has_words)
    SELECT g, at, at, at, g, <team> + (1 + hash % <employees>) % <teams>, <questionnaire>,
           <version>, CASE WHEN hash / 3 % 5 = 0 THEN 'qr_job' ELSE 'email' END, 'en',
           (ARRAY['windscreen replacement', 'chip repair', 'calibration'])[1 + hash % 3],
           at::date, at::date - 1,
           (ARRAY[10, 10, 9, 10, 9, 8, 9, 10, 7, 5, 10, 9, 8, 2])[1 + hash / 7 % 14], hash / 11 % 2 = 0
      FROM generate_series(<first>, <last>) g
     CROSS JOIN LATERAL (SELECT abs(hashint8(g))::bigint AS hash,
           '<start>'::timestamptz + (g - <first>) * (least('<end>'::timestamptz, now()) - '<start>') / <size>
           AS at) made
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
    SELECT r.id, r.responded_at, of_all.*
      FROM responses_response_<month> r
     CROSS JOIN LATERAL (
           VALUES ('nps', r.score, '', NULL::text[]),
                  ('why', NULL, CASE WHEN r.has_words THEN 'Quick and friendly, explained what had to be done'
                   || (ARRAY['. The café nearby was closed.', '. He even held the umbrella.', '.', '!'])
                      [1 + least(3, r.id % 400)] || ' Number ' || r.id ELSE '' END, NULL),
                  ('praise', NULL, '', CASE WHEN r.score > 6
                   THEN ARRAY[(ARRAY['friendly', 'tidy', 'on_time'])[1 + r.id % 3]] END)
           ) AS of_all (question, number, words, choices)
     WHERE of_all.question = 'nps' OR of_all.words <> '' OR of_all.choices IS NOT NULL
    """,
    *(
        f"ALTER TABLE {table} ATTACH PARTITION {table}_<month> FOR VALUES FROM ('<start>') TO ('<end>')"
        for table in ("responses_response", "responses_credit", "responses_answer")
    ),
)


@dataclass(frozen=True, slots=True)
class Company:
    """How large, for so many answers."""

    responses: int

    @property
    def employees(self) -> int:
        return max(120, self.responses * 60_000 // 10_000_000)

    @property
    def teams(self) -> int:
        return self.employees // 12

    @property
    def centres(self) -> int:
        return -(-self.teams // 6)

    @property
    def regions(self) -> int:
        return min(30, -(-self.centres // 8))  # under the company itself: as many as there are countries

    @property
    def first_centre(self) -> int:
        return 2 + self.regions

    @property
    def first_team(self) -> int:
        return self.first_centre + self.centres

    def __str__(self) -> str:
        units = 1 + self.regions + self.centres + self.teams
        return f"{self.employees:,} employees, {units:,} units, {MONTHS} months"

    def fill(self, statement: str, **more: str) -> str:
        blanks = {
            "regions": self.regions,
            "centres": self.centres,
            "teams": self.teams,
            "centre": self.first_centre,
            "team": self.first_team,
            "employees": self.employees,
            **more,
        }
        for name, value in blanks.items():
            statement = statement.replace(f"<{name}>", str(value))
        return statement

    def months(self, today: date) -> Iterator[dict[str, str]]:
        """Each month, this one included, with the numbers of its answers; half of all in the last year."""
        number, spans = 1, _months(today)
        for place, (start, end) in enumerate(spans):
            part = YEAR if place >= MONTHS - YEAR else MONTHS - YEAR
            size = max(1, self.responses // 2 // part)
            yield {
                "month": f"{start:%Y%m}",
                "start": start.isoformat(),
                "end": end.isoformat(),
                "first": str(number),
                "last": str(number + size - 1),
                "size": str(size),
            }
            number += size


def _months(today: date) -> list[tuple[datetime, datetime]]:
    last = today.year * 12 + today.month - 1
    return list(
        pairwise(
            datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
            for number in range(last - MONTHS + 1, last + 2)
        )
    )


def load(company: Company, *, now: datetime, parameters: dict[str, object]) -> None:
    """People and answers into an empty, migrated database; `parameters` lead psycopg there."""
    from extramile.questionnaires.operations import ship_default
    from extramile.questionnaires.queries import newest_published
    from extramile.responses.operations import make_partitions

    questionnaire = ship_default(now)
    version = newest_published(questionnaire.pk)
    known = {"questionnaire": str(questionnaire.pk), "version": str(version.pk)}
    _run(parameters, [company.fill(PEOPLE)])
    # The newest first: they are the largest, and none of them is then left for the end.
    months = sorted(company.months(now.date()), key=lambda month: month["start"], reverse=True)
    work = [[company.fill(part, **month, **known) for part in MONTH] for month in months]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for done in [pool.submit(_run, parameters, statements) for statements in work]:
            done.result()
    make_partitions(now)
    _run(parameters, ["ANALYZE responses_response, responses_credit, responses_answer"])


def _run(parameters: dict[str, object], statements: list[str]) -> None:
    with psycopg.connect(**parameters, autocommit=True) as own:  # type: ignore[arg-type]
        own.execute("SET synchronous_commit = off")
        own.execute("SET maintenance_work_mem = '256MB'")
        for statement in statements:
            own.execute(statement)
