from django.conf import settings

from extramile.conductor.imports import handler_of
from extramile.intake.models import BatchKind, BatchState, ImportBatch
from extramile.intake.operations import files, source_called, start_batch
from tests.cast import Cast
from tests.web.permissions import GET, POST, Row, only

IMPORTS = ("insights_owner", "administrator")  # jobs and responses
EVERY = (*IMPORTS, "hr")  # HR: people and units
CONTENT = b"Opdrachtnummer;Gereed op;Monteur\nJ1;3-2-2026;e-sanne\n"


def waiting(cast: Cast) -> dict[str, int]:
    """A file of jobs that waits for its columns to be confirmed."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    batch = start_batch(
        source_called("planning"),
        BatchKind.JOBS,
        files.store([CONTENT]),
        file_name="monday.csv",
        fields=handler_of("jobs").fields,
        now=cast.now,
    )
    return {"pk": batch.pk}


def done(cast: Cast) -> dict[str, int]:
    args = waiting(cast)
    ImportBatch.objects.filter(pk=args["pk"]).update(state=BatchState.DONE)
    return args


ROWS = [
    Row("office:imports", GET, only(*EVERY)),
    Row("office:import-new", GET, only(*EVERY)),
    Row("office:import-new", POST, only(*EVERY, status=422)),
    Row("office:import", GET, only(*IMPORTS), args=done),
    Row("office:import-progress", GET, only(*IMPORTS), args=done),
    Row("office:import-columns", GET, only(*IMPORTS), args=waiting),
    Row("office:import-columns", POST, only(*IMPORTS, status=422), args=waiting),
    Row("office:import-sheet", POST, only(*IMPORTS, status=302), args=waiting, data={"sheet": "Nowhere"}),
    Row("office:import-problems", GET, only(*IMPORTS), args=done),
    Row("office:import-cancel", POST, only(*IMPORTS, status=302), args=waiting),
    Row("office:import-go-on", POST, only(*IMPORTS, status=302), args=waiting),
]
