"""Customers who were asked, by the ten thousand: for the benchmarks of the customers' door."""

from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import connection

CENTRES: Final = 24
TECHNICIANS: Final = 240

# The rows that `invitations` leaves behind, made in bulk: the benchmark is about what comes after.
CUSTOMERS: Final = """
    WITH people AS (SELECT array_agg(employee_id ORDER BY employee_id) AS employees,
                           array_agg(unit_id ORDER BY employee_id) AS teams FROM people_membership),
    numbers AS (SELECT n, 1 + n %% cardinality(employees) AS who, employees, teams
                  FROM people, generate_series(%(first)s, %(last)s) AS n),
    contact AS (
        INSERT INTO contacts_contact (source, reference, name, email, mobile, language, email_key, mobile_key,
               created_at)
        SELECT 'bench', 'c' || n, 'Maria Jansen', 'm' || n || '@example.org', '', 'nl', '', '', %(now)s
          FROM numbers RETURNING id, reference),
    job AS (
        INSERT INTO intake_job (source_id, external_id, finished_at, finished_on, unit_id, contact_id,
               kind_of_work, channel, language, attributes, is_test, fingerprint, created_at, decided_at)
        SELECT %(source)s, 'j' || n, %(now)s, %(today)s, teams[who], contact.id,
               'windscreen replacement', '', 'nl', '{}', false, '', %(now)s, %(now)s
          FROM numbers JOIN contact ON contact.reference = 'c' || n
        RETURNING id, external_id, unit_id, contact_id),
    credit AS (
        INSERT INTO intake_jobemployee (job_id, employee_id, team_id, share)
        SELECT job.id, employees[who], job.unit_id, 1 FROM numbers JOIN job ON job.external_id = 'j' || n)
    INSERT INTO invitations_invitation (job_id, contact_id, version_id, decision, reason, channel, language,
           unit_id, address_key, decided_at, asked_at, asked_on, reminders_sent, expires_at)
    SELECT job.id, job.contact_id, %(version)s, 'asked', '', 'email', 'nl', job.unit_id, '', %(now)s,
           %(now)s, %(today)s, 0, %(now)s + interval '30 days'
      FROM job RETURNING id
"""


def make_company(now: datetime) -> None:
    """Units and employees, through their own operations."""
    from extramile.people.models import UnitKind
    from extramile.people.operations import add_employee, add_unit

    company = add_unit("Ruitmeesters", kind=UnitKind.COMPANY, time_zone="Europe/Amsterdam")
    centres = [add_unit(f"Centre {n}", kind=UnitKind.CENTRE, parent=company) for n in range(CENTRES)]
    for number in range(TECHNICIANS):
        add_employee(
            external_id=f"e{number}",
            name=f"Technician {number}",
            team=centres[number % CENTRES],
            started_on=date(2020, 1, 1),
            now=now,
        )


def ask_customers(count: int, *, first: int = 0) -> list[str]:
    """So many customers with an open link: the tokens of their links."""
    from extramile.core.tokens import link_token
    from extramile.intake.models import Source
    from extramile.questionnaires.operations import ship_default
    from extramile.questionnaires.queries import newest_published

    now = datetime.now(UTC)
    if not Source.objects.exists():
        make_company(now)
    source, _ = Source.objects.get_or_create(name="bench")
    parameters: dict[str, Any] = {
        "first": first,
        "last": first + count - 1,
        "now": now,
        "today": now.date(),
        "source": source.pk,
        "version": newest_published(ship_default(now).pk).pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS, parameters)
        numbers = [row[0] for row in cursor.fetchall()]
        cursor.execute("ANALYZE")
    return [link_token("answer", number) for number in numbers]
