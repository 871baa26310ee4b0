"""From a file with errors to the technician's phone, through the doors that people use.

A real file, a real mail server, the real pages; the web's clock is the real one, so the job is of today.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from extramile.conductor import imports, pipeline
from extramile.core import clock
from extramile.intake.fields import JOB_FIELDS
from extramile.intake.models import BatchKind, ImportBatch, ImportProblem, Job
from extramile.intake.operations import confirm_mapping, source_called, start_batch
from extramile.intake.operations.files import copy_in
from extramile.monitor.operations import check
from extramile.responses.models import Response
from tests.cast import Cast, make_cast, user_of
from tests.invitations.makers import make_plan
from tests.outbox.post_office import Mailbox, mail_server

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "She put cardboard under the door so that the rain stayed out. \u202eWho <b>thinks</b> of that?"


def jobs_file(folder: Path, *, finished: str) -> Path:
    """Three good rows, one with an employee nobody knows, one with a date that is none."""
    rows = [
        "werkbon;gereed op;monteur;soort werk;klantnummer;klant;e-mail;bedrag",
        f"J-1;{finished};e-sanne;Voorruit;K-1;Ömer Çelik;omer@example.org;312,50",
        f"J-2;{finished};e-bram;Sterreparatie;K-2;Ria Bakker;ria@example.org;95",
        f"J-3;{finished};e-sanne;Voorruit;K-3;Jan Stil;;1.204,00",
        f"J-4;{finished};e-nobody;Voorruit;K-4;Piet Post;piet@example.org;80",
        "J-5;31-02-2026 10:00;e-sanne;Voorruit;K-5;Els Klant;els@example.org;80",
    ]
    path = folder / "jobs.csv"
    path.write_bytes("\r\n".join(rows).encode("windows-1252", errors="replace"))
    return path


def import_jobs(folder: Path) -> ImportBatch:
    now = clock.now()
    finished = (now - timedelta(hours=5)).strftime("%d-%m-%Y %H:%M")
    batch = start_batch(
        source_called("planning"),
        BatchKind.JOBS,
        copy_in(jobs_file(folder, finished=finished)),
        file_name="jobs.csv",
        fields=JOB_FIELDS,
        now=now,
    )
    confirm_mapping(batch, mapping=batch.shape["mapping"], fields=JOB_FIELDS, now=now)
    pipeline.run_once(now)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast(now=clock.now())
    make_plan(cast.now, delay_minutes=0)
    return cast


@pytest.fixture
def box(settings: LazySettings) -> Iterator[Mailbox]:
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


def link_for(box: Mailbox, recipient: str) -> str:
    mail = next(mail for mail in box.mails() if recipient in str(mail["To"]))
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^/\s]+(/a/[0-9a-z]+)", body.get_content())
    assert found, body.get_content()
    return found[1]


def test_from_a_file_with_errors_to_the_technicians_phone(cast: Cast, box: Mailbox, tmp_path: Path) -> None:
    batch = import_jobs(tmp_path)
    assert (batch.rows, batch.created, batch.problems) == (5, 3, 2), batch.error
    assert batch.rows == batch.created + batch.updated + batch.unchanged + batch.problems
    assert {problem.row for problem in ImportProblem.objects.all()} == {5, 6}
    assert Job.objects.get(external_id="J-1").unit == cast.team

    assert {str(mail["To"]).rpartition("<")[2].strip(">") for mail in box.mails()} == {
        "omer@example.org",
        "ria@example.org",
    }
    path = link_for(box, "omer@example.org")
    customer = Client()
    assert customer.get(f"{path}?score=9").status_code == 200
    assert not Response.objects.exists(), "opening a link stored an answer"
    thanks = customer.post(path, {"nps": "9", "why": WORDS}, follow=True)
    assert thanks.status_code == 200
    assert Response.objects.get().score == 9

    pipeline.run_once(clock.now())
    assert check() == []
    phone = Client()
    phone.force_login(user_of(cast.sanne))
    page = phone.get("/").content.decode()
    assert "cardboard under the door" in page
    assert "<b>thinks</b>" not in page
    assert "omer@" not in page, "a customer's address reached the monitor"
    assert "Çelik" not in page

    colleague = Client()
    colleague.force_login(user_of(cast.bram))
    assert "cardboard" not in colleague.get("/").content.decode()
    assert colleague.get(f"/employee/{cast.sanne.pk}/").status_code == 404


def test_the_whole_river_twice_changes_nothing(cast: Cast, box: Mailbox, tmp_path: Path) -> None:
    import_jobs(tmp_path)
    again = import_jobs(tmp_path)
    assert (again.created, again.problems) == (0, 2)
    assert len(box.arrived) == 2, "a job imported twice was asked about twice"


def test_an_import_left_half_way_is_taken_up_by_the_next_worker(cast: Cast, tmp_path: Path) -> None:
    now = clock.now()
    finished = (now - timedelta(hours=5)).strftime("%d-%m-%Y %H:%M")
    path = copy_in(jobs_file(tmp_path, finished=finished))
    batch = start_batch(
        source_called("planning"), BatchKind.JOBS, path, file_name="jobs.csv", fields=JOB_FIELDS, now=now
    )
    confirm_mapping(batch, mapping=batch.shape["mapping"], fields=JOB_FIELDS, now=now)
    assert imports.run(batch, now=now, seconds=0.0).rows <= 5
    while imports.run_waiting(now):
        pass
    batch.refresh_from_db()
    assert (batch.rows, batch.state) == (5, "done")
    assert Job.objects.count() == 3
