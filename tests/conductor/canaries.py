"""A customer whose traces are known again wherever they lie, planted in every way they can come in."""

from datetime import timedelta

from django.conf import settings
from django.db import connection

from extramile.conductor import imports
from extramile.contacts.models import Contact
from extramile.contacts.operations import Person
from extramile.intake.models import BatchKind, ImportBatch
from extramile.intake.operations import (
    confirm_mapping,
    files,
    source_called,
    start_batch,
    take_jobs,
)
from extramile.invitations import operations as invitations
from extramile.invitations.models import Invitation
from extramile.questionnaires.operations import ship_default
from extramile.responses import operations as responses
from tests.cast import Cast
from tests.intake.rows import job

NAME, EMAIL, MOBILE, REFERENCE = "Canary Kanarie", "canary@kanarie.example", "+31612340987", "CANARY-77"
TRACES = ("canary", "kanarie", "612340987", "12 34 09 87")
EVERY_TEXT = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
  AND (c.data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY'))"""


def found() -> set[str]:
    """Every table and column, and every uploaded file, that still holds a trace."""
    places = set()
    with connection.cursor() as cursor:
        cursor.execute(EVERY_TEXT)
        for table, column in cursor.fetchall():
            for trace in TRACES:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s', [f"%{trace}%"]
                )
                if cursor.fetchone()[0]:
                    places.add(f"{table}.{column}")
    for path in settings.UPLOADS.glob("*"):
        if any(trace.encode() in path.read_bytes().lower() for trace in TRACES):
            places.add("uploads")
    return places


def plant(cast: Cast) -> Contact:
    """A file with a good and a bad row, a job by API, a mail, an answer with words, a second record."""
    ship_default(cast.now)
    invitations.ship_default_plan(cast.now)
    rows = (
        "Opdrachtnummer;Gereed op;Monteur;Klantnummer;Klant;E-mail;Mobiel;Opmerking\n"
        f"C1;1-3-2026 14:05;e-sanne;{REFERENCE};{NAME};{EMAIL};06-12 34 09 87;hond heet Kanarie\n"
        f"C2;gisteren;e-sanne;;{NAME};Canary@Kanarie.example;06 12 34 09 87;\n"
        f"C3;gisteren;e-sanne;;;;0612340987;\n"
        "D1;gisteren;e-sanne;K1;Iemand Anders;ander@example.org;;\n"
    )
    bring_in(rows, cast, name=f"{EMAIL}.csv")
    take_jobs(
        source_called("api"),
        [job("C9", customer=Person("", NAME, EMAIL, "", "nl"), finished_at=cast.now)],
        now=cast.now,
    )
    while invitations.decide(cast.now):
        pass
    later = cast.now + timedelta(hours=9)
    invitations.send_due(later)
    asked = Invitation.objects.filter(job__external_id="C1").get()
    responses.store(
        asked.pk,
        {"nps": "9", "why": f"Groeten van {NAME}, mail me op {EMAIL}"},
        complete=True,
        language="nl",
        now=later,
    )
    return Contact.objects.get(reference=REFERENCE)


def bring_in(content: str, cast: Cast, *, name: str = "file.csv", run: bool = True) -> ImportBatch:
    fields = imports.handler_of("jobs").fields
    batch = start_batch(
        source_called("crm"),
        BatchKind.JOBS,
        files.store([content.encode()]),
        file_name=name,
        fields=fields,
        now=cast.now,
    )
    confirm_mapping(
        batch,
        mapping=batch.shape["mapping"],
        attributes=[{"column": "Opmerking", "type": "text"}],
        fields=fields,
        now=cast.now,
    )
    return imports.run(batch, now=cast.now) if run else batch
