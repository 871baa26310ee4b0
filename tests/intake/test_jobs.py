"""Jobs come in once, belong to the team of that day for ever, and change only when they say so."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from extramile.contacts.models import Contact
from extramile.contacts.operations import Person, erase
from extramile.core.models import AuditEntry
from extramile.core.tables import RowProblem
from extramile.intake.models import Job, JobEmployee, Source
from extramile.intake.operations import Taken, source_called, take_jobs
from extramile.intake.rows import WHOLE, JobRow, split_employees
from extramile.people.operations import move_employee
from tests.cast import Cast
from tests.intake.rows import FINISHED, JAN, job

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(cast: Cast) -> Source:
    return source_called("planning")


def take(source: Source, *rows: JobRow, cast: Cast) -> Taken:
    return take_jobs(source, rows, now=cast.now)


def counts(taken: Taken) -> tuple[int, int, int, int]:
    return taken.created, taken.updated, taken.unchanged, taken.problem_rows


def codes(taken: Taken) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in taken.problems]


def test_a_job_is_what_its_row_says(source: Source, cast: Cast) -> None:
    assert counts(take(source, job(), cast=cast)) == (1, 0, 0, 0)
    made = Job.objects.get()
    assert (made.unit, made.finished_on, made.finished_at) == (cast.team, date(2026, 2, 3), FINISHED)
    assert (made.kind_of_work, made.amount, made.language) == ("Ruit vervangen", Decimal("412.50"), "nl")
    assert made.attributes == {"camera": {"type": "yesno", "value": True}}
    assert made.decided_at is None
    assert made.contact is not None
    assert made.contact.email == JAN.email
    credit = made.credits.get()
    assert (credit.employee, credit.team, credit.share) == (cast.sanne, cast.team, Decimal(1))


def test_the_same_row_again_changes_nothing(source: Source, cast: Cast) -> None:
    take(source, job(), cast=cast)
    before = (Job.objects.values().get(), Contact.objects.values().get())
    assert counts(take(source, job(), cast=cast)) == (0, 0, 1, 0)
    assert (Job.objects.values().get(), Contact.objects.values().get()) == before
    assert not AuditEntry.objects.filter(action="intake.job.updated").exists()


def test_other_content_updates_and_is_audited_without_the_content(source: Source, cast: Cast) -> None:
    take(source, job(), cast=cast)
    changed = job(kind_of_work="Ster gerepareerd", customer=Person(reference="K-77", name="Jan Boer"))
    assert counts(take(source, changed, cast=cast)) == (0, 1, 0, 0)
    assert Job.objects.get().kind_of_work == "Ster gerepareerd"
    entry = AuditEntry.objects.get(action="intake.job.updated")
    assert (entry.subject_id, entry.detail) == (str(Job.objects.get().pk), {"fields": ["kind_of_work"]})
    assert "Boer" not in str(entry.detail)


def test_one_number_of_two_sources_is_two_jobs(source: Source, cast: Cast) -> None:
    take(source, job(), cast=cast)
    assert counts(take(source_called("crm"), job(), cast=cast)) == (1, 0, 0, 0)
    assert Job.objects.count() == 2


def test_a_source_has_one_name_however_it_is_written(source: Source) -> None:
    assert source_called("  Planning ") == source


def test_twice_in_one_batch_the_last_one_counts(source: Source, cast: Cast) -> None:
    rows = [
        job(row=1, kind_of_work="a"),
        job(row=2, kind_of_work="a"),
        job(row=3, kind_of_work="b"),
        job("J-2", row=4),
    ]
    assert counts(take(source, *rows, cast=cast)) == (2, 1, 1, 0)
    assert Job.objects.get(external_id="J-1").kind_of_work == "b"


def test_good_rows_go_on_beside_bad_ones(source: Source, cast: Cast) -> None:
    rows = [
        job("J-1", row=1),
        job("J-2", row=2, employees=(("e-nobody", WHOLE),)),
        job("J-3", row=3, employees=(), unit="Utrecht-Nord"),
        job("J-4", row=4, employees=(), unit="atlantis"),
        job("J-5", row=5, employees=()),
        job("J-6", row=6, finished_at=datetime.fromisoformat("2020-01-01 10:00")),
        job("J-7", row=7, finished_at=datetime.fromisoformat("2026-03-05 10:00")),
        job("J-8", row=8),
    ]
    taken = take(source, *rows, cast=cast)
    assert counts(taken) == (2, 0, 0, 6)
    assert codes(taken) == [
        (2, "employees", "worker_unknown"),
        (3, "unit", "unit_did_you_mean"),
        (4, "unit", "unit_unknown"),
        (5, "employees", "no_place"),
        (6, "employees", "no_team"),
        (7, "finished_at", "future"),
    ]
    assert set(Job.objects.values_list("external_id", flat=True)) == {"J-1", "J-8"}


def test_a_job_stays_with_the_team_of_its_day(source: Source, cast: Cast) -> None:
    take(source, job(), cast=cast)
    move_employee(cast.sanne, to=cast.other_team, on=date(2026, 2, 10), now=cast.now)
    later = job("J-2", finished_at=datetime.fromisoformat("2026-02-11T10:00+01:00"))
    take(source, later, cast=cast)
    assert [made.unit for made in Job.objects.order_by("external_id")] == [cast.team, cast.other_team]


def test_a_corrected_row_of_the_same_day_keeps_its_team(source: Source, cast: Cast) -> None:
    """Also when the membership itself was corrected backwards since."""
    take(source, job(), cast=cast)
    cast.sanne.memberships.update(unit=cast.other_team)
    take(source, job(kind_of_work="Anders"), cast=cast)
    assert Job.objects.get().unit == cast.team
    take(source, job(finished_at=datetime.fromisoformat("2026-02-04T10:00+01:00")), cast=cast)
    assert Job.objects.get().unit == cast.other_team


def test_the_largest_share_leads_and_the_first_named_of_equals(source: Source, cast: Cast) -> None:
    shared = job(employees=(("e-sanne", Decimal("0.3")), ("e-bram", Decimal("0.7"))))
    equal = job("J-2", employees=(("e-sanne", Decimal("0.5")), ("e-bram", Decimal("0.5"))), row=2)
    take(source, shared, equal, cast=cast)
    assert [made.unit for made in Job.objects.order_by("external_id")] == [cast.other_team, cast.team]
    assert JobEmployee.objects.filter(job__external_id="J-1").count() == 2


def test_the_place_where_it_was_done_is_kept_beside_the_team(source: Source, cast: Cast) -> None:
    take(source, job(unit="Zwolle A"), cast=cast)
    assert (Job.objects.get().unit, Job.objects.get().place) == (cast.team, cast.zwolle_team)
    take(source, job("J-2", unit="UN-A"), cast=cast)
    assert Job.objects.get(external_id="J-2").place is None


def test_without_an_employee_the_named_unit_counts(source: Source, cast: Cast) -> None:
    take(source, job(employees=(), unit="Ruitmeesters / Netherlands / Region West"), cast=cast)
    assert Job.objects.get().unit == cast.west


def test_a_time_without_a_zone_is_the_units(source: Source, cast: Cast) -> None:
    take(source, job(finished_at=datetime.fromisoformat("2026-02-03 00:30")), cast=cast)
    made = Job.objects.get()
    assert made.finished_at == datetime.fromisoformat("2026-02-02T23:30+00:00")
    assert made.finished_on == date(2026, 2, 3)


def test_the_day_is_that_of_the_teams_own_zone(source: Source, cast: Cast) -> None:
    cast.other_team.time_zone = "America/New_York"
    cast.other_team.save()
    late = datetime.fromisoformat("2026-02-04T03:00+00:00")  # the evening before, over there
    take(source, job(employees=(("e-bram", WHOLE),), finished_at=late), cast=cast)
    assert Job.objects.get().finished_on == date(2026, 2, 3)


def test_an_erased_customer_does_not_come_back_by_a_corrected_row(source: Source, cast: Cast) -> None:
    take(source, job(), cast=cast)
    contact = Contact.objects.get()
    erase(contact, actor=None, now=cast.now)
    Job.objects.update(attributes={})
    assert counts(take(source, job(), cast=cast)) == (0, 0, 1, 0)
    assert counts(take(source, job(kind_of_work="Anders"), cast=cast)) == (0, 1, 0, 0)
    made = Job.objects.get()
    assert (made.contact, made.attributes) == (contact, {})
    assert not Contact.objects.exclude(email="").exists()


def test_thirty_rows_cost_as_many_statements_as_three(source: Source, cast: Cast) -> None:
    def statements(first: int, count: int) -> int:
        rows = [
            job(f"J-{n}", row=n, customer=Person(reference=f"K-{n}", email=f"k{n}@example.org"))
            for n in range(first, first + count)
        ]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            take(source, *rows, cast=cast)
        return len(captured)

    assert statements(100, 30) == statements(200, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anna", [("anna", "1.0000")]),
        ("anna:0.5;bob:0,5", [("anna", "0.5000"), ("bob", "0.5000")]),
        ("anna:25%|bob:75%", [("anna", "0.2500"), ("bob", "0.7500")]),
        ("anna, bob", [("anna", "0.5000"), ("bob", "0.5000")]),
        ("a;b;c", [("a", "0.3333"), ("b", "0.3333"), ("c", "0.3333")]),
    ],
)
def test_shares_in_a_cell(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(name, str(share)) for name, share in split_employees(text)] == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("anna:0.5;bob:0.6", "shares"),
        ("anna:0;bob:1", "shares"),
        ("anna:x;bob:1", "shares"),
        ("anna:1;bob", "shares"),
        (":1", "shares"),
        (";", "shares"),
        ("anna;anna", "employee_twice"),
    ],
)
def test_shares_that_cannot_be(text: str, code: str) -> None:
    with pytest.raises(RowProblem) as caught:
        split_employees(text)
    assert caught.value.code == code
