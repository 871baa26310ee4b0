"""Erase a customer from what this room keeps: job attributes, rows that were refused, uploaded files."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from extramile.core.tables import Shape, TableProblem, open_table
from extramile.intake.models import BatchState, ImportBatch, ImportProblem, Job
from extramile.intake.operations import files
from extramile.intake.queries import attributes_of

IN_HAND = (BatchState.QUEUED, BatchState.RUNNING)


class ImportRunningError(Exception):
    """A file that holds this customer is being imported; erase again when that is done."""


@dataclass(frozen=True, slots=True)
class Traces:
    """How a customer may be written in a row: whole values, and pieces of values."""

    values: frozenset[str]  # name and references, casefolded: a value of the row is exactly this
    pieces: tuple[str, ...]  # e-mail addresses, casefolded: anywhere in a value
    digits: tuple[str, ...]  # the last nine digits of mobile numbers: anywhere among a value's digits

    @classmethod
    def of(
        cls, *, names: Collection[str], references: Collection[str], addresses: Collection[str]
    ) -> "Traces":
        mobiles = [address for address in addresses if "@" not in address]
        return cls(
            frozenset(text.casefold().strip() for text in (*names, *references) if text.strip()),
            tuple(address.casefold() for address in addresses if "@" in address),
            tuple(re.sub(r"\D", "", mobile)[-8:] for mobile in mobiles if len(mobile) > 8),
        )

    def in_values(self, values: Sequence[str]) -> bool:
        if any(value.casefold().strip() in self.values for value in values):
            return True
        text = "\n".join(values).casefold()
        if any(piece in text for piece in self.pieces):
            return True
        return bool(self.digits) and any(
            number in re.sub(r"\D", "", value) for value in values for number in self.digits
        )


def forget_customer(*, contact_ids: Collection[int], traces: Traces) -> dict[str, int]:
    """Empties; counts stay. Raises ImportRunningError before anything is emptied."""
    jobs = Job.objects.filter(contact_id__in=contact_ids)
    external_ids = set(jobs.values_list("external_id", flat=True))
    holding = [batch for batch in ImportBatch.objects.exclude(file="") if _holds(batch, traces)]
    if any(batch.state in IN_HAND for batch in holding):
        raise ImportRunningError
    emptied = {
        "job attributes": _empty_attributes(list(jobs.values_list("pk", flat=True))),
        "refused rows": _empty_problems(traces, external_ids),
        "uploaded files": len(holding),
    }
    for batch in holding:
        files.delete(batch)
        if batch.state == BatchState.MAPPING:
            ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.CANCELLED)
    emptied["file names"] = _empty_file_names(traces)
    return emptied


def _empty_attributes(jobs: Collection[int]) -> int:
    filled = [pk for pk, attributes in attributes_of(jobs).items() if attributes]
    return Job.objects.filter(pk__in=filled).update(attributes={})


def _holds(batch: ImportBatch, traces: Traces) -> bool:
    """Whether the file has this customer in any row or heading; a file that cannot be read may have."""
    try:
        table = open_table(files.path_of(batch), shape=Shape.from_json(batch.shape["file"]))
        return traces.in_values(table.columns) or any(traces.in_values(row) for _, row in table.rows())
    except TableProblem as problem:
        return problem.code != "gone"
    except (OSError, UnicodeError):
        return True


_CANDIDATES = """
SELECT id, raw, value FROM intake_importproblem
WHERE lower(raw::text || ' ' || value) LIKE ANY (%(words)s)
   OR regexp_replace(raw::text || value, '\\D', '', 'g') LIKE ANY (%(digits)s)"""


def _like(text: str) -> str:
    return "%" + re.sub(r"([\\%_])", r"\\\1", text) + "%"


def _empty_problems(traces: Traces, external_ids: Collection[str]) -> int:
    found = [
        pk
        for pk, values in _candidate_problems(traces, external_ids)
        if traces.in_values(values) or any(value in external_ids for value in values)
    ]
    return ImportProblem.objects.filter(pk__in=found).update(raw={}, value="")


def _candidate_problems(traces: Traces, external_ids: Collection[str]) -> Iterator[tuple[int, list[str]]]:
    words = [_like(word.lower()) for word in (*traces.values, *traces.pieces)]
    words += [_like(name.lower()) for name in external_ids]
    parameters = {"words": words, "digits": [_like(number) for number in traces.digits]}
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, parameters)
        for pk, raw, value in cursor.fetchall():
            texts = json.loads(raw) if isinstance(raw, str) else raw
            yield pk, [value, *map(str, texts.values())]


def _empty_file_names(traces: Traces) -> int:
    wanted = Q()
    for text in (*traces.values, *traces.pieces):
        if len(text) > 4:
            wanted |= Q(file_name__icontains=text)
    return ImportBatch.objects.filter(wanted).update(file_name="") if wanted else 0
