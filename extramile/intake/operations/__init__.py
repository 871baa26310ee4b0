"""What may be done with files, rows and jobs."""

from extramile.intake.chunks import Reading
from extramile.intake.operations.api import take_sent_jobs
from extramile.intake.operations.batches import (
    cancel_batch,
    choose_sheet,
    confirm_mapping,
    delete_old_files,
    go_on,
    start_batch,
)
from extramile.intake.operations.forgetting import ImportRunningError, forget_customer
from extramile.intake.operations.jobs import Taken, take_jobs
from extramile.intake.operations.resolving import Resolver
from extramile.intake.operations.running import Handler, Outcome, Overtaken, rows_above, run_batch
from extramile.intake.operations.sources import source_called

__all__ = [
    "Handler",
    "ImportRunningError",
    "Outcome",
    "Overtaken",
    "Reading",
    "Resolver",
    "Taken",
    "cancel_batch",
    "choose_sheet",
    "confirm_mapping",
    "delete_old_files",
    "forget_customer",
    "go_on",
    "rows_above",
    "run_batch",
    "source_called",
    "start_batch",
    "take_jobs",
    "take_sent_jobs",
]
