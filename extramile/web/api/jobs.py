"""Jobs, one or many at a time: the same rows, checks and counts as the import of a file."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Final

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from extramile.contacts.operations import Person
from extramile.core.clock import now as read_clock
from extramile.core.preferences import preferences
from extramile.core.tables import RowProblem, Shape
from extramile.core.tables.values import parser_for
from extramile.intake.fields import JOB_FIELDS
from extramile.intake.models import BatchKind, ImportBatch, ImportProblem
from extramile.intake.operations import source_called, take_sent_jobs
from extramile.intake.rows import CENT, JobRow, even_shares
from extramile.web.api.auth import Key, key_of
from extramile.web.api.errors import Counts, Failed, Problem, problem

MOST: Final = 10_000
MOST_ATTRIBUTES: Final = 50
MOST_WORKERS: Final = 50
_DAY: Final = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_FIELDS: Final = {field.key: field for field in JOB_FIELDS}
Value = str | bool | int | float | None

router = Router(tags=["jobs"], auth=Key("jobs"))


class Given(Schema):
    """What is sent; a name that does not exist is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


class WorkerIn(Given):
    external_id: str = Field(..., description="Your own number of the employee")
    share: float | None = Field(None, description="0.5; left out for all: as much for each")


class CustomerIn(Given):
    reference: Annotated[str, Field(description="Your own number of the customer")] = ""
    name: str = ""
    email: str = ""
    mobile: Annotated[str, Field(description="+31612345678")] = ""


class JobIn(Given):
    external_id: str = Field(..., description="Your own number of the job; the same number is the same job.")
    finished_at: str = Field(..., description="2026-02-03T14:05+01:00; without a zone: that of the unit")
    employees: list[WorkerIn | str] = Field([], description="External ids, or objects with a share")
    unit: str = Field("", description="External id or path (Company/Region/Team), where no employee is known")
    kind_of_work: str = ""
    channel: str = ""
    amount: float | str | None = None
    customer: CustomerIn = CustomerIn()
    language: str = Field("", description="nl, en, de, fr")
    attributes: dict[str, Value] = Field({}, description="Anything else: text, number, date, true or false")
    is_test: bool = False


class Jobs(Given):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "source": "planning",
                "jobs": [
                    {
                        "external_id": "J-1001",
                        "finished_at": "2026-02-03T14:05+01:00",
                        "employees": [{"external_id": "e-anna", "share": 1}],
                        "kind_of_work": "Windscreen replaced",
                        "amount": 412.5,
                        "customer": {
                            "reference": "K-77",
                            "name": "Jan de Boer",
                            "email": "jan@example.org",
                        },
                        "language": "nl",
                        "attributes": {"camera": True},
                    }
                ],
            }
        },
    )
    source: str = Field(..., min_length=1, max_length=200, description="The name of your system")
    jobs: Annotated[list[JobIn], Field(min_length=1, max_length=MOST)]


class JobCounts(Counts):
    batch: int | None = Field(None, description="Ask for it later at /jobs/batches/{id}")


class BatchOut(Schema):
    """How far a batch or a file of jobs is. Rows = created + updated + unchanged + rows with problems."""

    id: int
    source: str
    file_name: str
    state: str
    rows: int
    rows_expected: int | None
    created: int
    updated: int
    unchanged: int
    problem_rows: int
    problems: list[Problem]


@router.post("/jobs", response={200: JobCounts, 422: Failed}, summary="Send finished jobs")
def post_jobs(request: HttpRequest, sent: Jobs) -> JobCounts:
    """Sent again, nothing changes; with other content, the job is updated and that is audited."""
    reader = _Reader(default_region())
    rows: list[JobRow] = []
    refused: list[RowProblem] = []
    for number, job in enumerate(sent.jobs, start=1):
        row, problems = reader.read(number, job)
        refused += problems
        if row is not None:
            rows.append(row)
    taken, batch = take_sent_jobs(
        source_called(sent.source),
        rows,
        refused=refused,
        sent=[job.model_dump() for job in sent.jobs] if refused or len(sent.jobs) > 1 else [{}],
        actor=key_of(request).created_by,
        now=read_clock(),
    )
    return JobCounts(
        rows=len(sent.jobs),
        created=taken.created,
        updated=taken.updated,
        unchanged=taken.unchanged,
        problems=[problem(one) for one in taken.problems],
        batch=batch.pk if batch else None,
    )


@router.get("/jobs/batches/{batch_id}", response={200: BatchOut, 404: Failed}, summary="How far a batch is")
def get_batch(
    request: HttpRequest,  # noqa: ARG001
    batch_id: int,
    after: Annotated[int, Query(ge=0, description="Only problems below this row")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """Its counts, and what is wrong with its rows, page by page."""
    batch = get_object_or_404(
        ImportBatch.objects.select_related("source"), pk=min(batch_id, 2**63 - 1), kind=BatchKind.JOBS
    )
    found = ImportProblem.objects.filter(batch=batch, row__gt=after).order_by("row", "column")[:limit]
    return {
        "id": batch.pk,
        "source": batch.source.name,
        "file_name": batch.file_name,
        "state": batch.state,
        "rows": batch.rows,
        "rows_expected": batch.rows_expected,
        "created": batch.created,
        "updated": batch.updated,
        "unchanged": batch.unchanged,
        "problem_rows": batch.problems,
        "problems": [
            problem(RowProblem(one.column, one.value, one.problem, one.parameters, row=one.row))
            for one in found
        ],
    }


def default_region() -> str:
    return preferences().region


class _Reader:
    """Reads what was sent with the readers of the files' fields: one rule for both."""

    def __init__(self, region: str) -> None:
        shape = Shape()
        self._parse = {field.key: parser_for(field, field.key, shape, region=region) for field in JOB_FIELDS}
        text = _FIELDS["kind_of_work"]
        self._attribute = parser_for(text, "attributes", shape, region=region)

    def read(self, number: int, job: JobIn) -> tuple[JobRow | None, list[RowProblem]]:
        problems: list[RowProblem] = []
        values: dict[str, Any] = {}
        for key, text in _texts(job).items():
            try:
                if text:
                    values[key] = self._parse[key](text)
                elif _FIELDS[key].required:
                    problems.append(RowProblem(key, "", "missing"))
            except RowProblem as wrong:
                problems.append(wrong)
        for key, read in (("employees", self._workers), ("attributes", self._attributes)):
            try:
                values[key] = read(job)
            except RowProblem as wrong:
                problems.append(wrong)
        for problem_found in problems:
            problem_found.row = number
        return (None if problems else _row(number, job, values)), problems

    def _workers(self, job: JobIn) -> tuple[tuple[str, Decimal], ...]:
        if len(job.employees) > MOST_WORKERS:
            raise RowProblem("employees", "", "shares")
        pairs: list[tuple[str, Decimal | None]] = []
        for one in job.employees:
            name = one if isinstance(one, str) else one.external_id
            share = None if isinstance(one, str) or one.share is None else Decimal(str(one.share))
            if share is not None and not share.is_finite():
                raise RowProblem("employees", name[:200], "shares")
            pairs.append((self._parse["employees"](name.strip()), share))
        value = ";".join(name for name, _ in pairs)
        return even_shares(pairs, column="employees", value=value) if pairs else ()

    def _attributes(self, job: JobIn) -> dict[str, Any]:
        if len(job.attributes) > MOST_ATTRIBUTES:
            raise RowProblem("attributes", "", "attribute")
        found = {}
        for name, value in sorted(job.attributes.items()):
            if value is None or value == "":
                continue
            if not name.strip() or value in (float("inf"), float("-inf")) or value != value:  # noqa: PLR0124
                raise RowProblem("attributes", name[:200], "attribute")
            found[self._attribute(name.strip())] = self._typed(value)
        return found

    def _typed(self, value: str | bool | float) -> dict[str, Any]:
        if isinstance(value, bool):
            return {"type": "yesno", "value": value}
        if isinstance(value, int | float):
            return {"type": "number", "value": value}
        return {"type": "date" if _DAY.match(value) else "text", "value": self._attribute(value.strip())}


def _texts(job: JobIn) -> Mapping[str, str]:
    return {
        "external_id": job.external_id.strip(),
        "finished_at": job.finished_at.strip(),
        "unit": job.unit.strip(),
        "kind_of_work": job.kind_of_work.strip(),
        "channel": job.channel.strip(),
        "amount": "" if job.amount is None else str(job.amount).strip(),
        "customer_reference": job.customer.reference.strip(),
        "customer_name": job.customer.name.strip(),
        "customer_email": job.customer.email.strip(),
        "customer_mobile": job.customer.mobile.strip(),
        "language": job.language.strip(),
    }


def _row(number: int, job: JobIn, values: Mapping[str, Any]) -> JobRow:
    amount, language = values.get("amount"), values.get("language", "")
    return JobRow(
        external_id=values["external_id"],
        finished_at=values["finished_at"],
        unit=values.get("unit", ""),
        employees=values["employees"],
        kind_of_work=values.get("kind_of_work", ""),
        channel=values.get("channel", ""),
        amount=amount.quantize(CENT, ROUND_HALF_UP) if amount is not None else None,
        customer=Person(
            values.get("customer_reference", ""),
            values.get("customer_name", ""),
            values.get("customer_email", ""),
            values.get("customer_mobile", ""),
            language,
        ),
        language=language,
        attributes=values["attributes"],
        is_test=job.is_test,
        row=number,
    )
