"""Responses, one or many at a time, by whoever asked elsewhere; and all of them out again, as CSV."""

import time
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, Final

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Field, Query, Router, Schema, Status
from pydantic import BaseModel, ConfigDict

from extramile.contacts.queries import reference_key
from extramile.core.clock import now as read_clock
from extramile.core.tables import Applied, RowProblem
from extramile.intake.models import Source
from extramile.intake.operations import source_called
from extramile.intake.rows import even_shares
from extramile.people import fence
from extramile.questionnaires.models import Version
from extramile.questionnaires.queries import DEFAULT_SLUG, definition_of, newest_published
from extramile.responses.incoming import EARLIEST, Asked, Incoming
from extramile.responses.operations.importing import everywhere, take
from extramile.responses.operations.sending import send_new
from extramile.responses.queries import Group
from extramile.responses.queries.export import Filters, UnknownUnitError, csv_chunks
from extramile.responses.submission import read
from extramile.web.api.auth import Key
from extramile.web.api.errors import ApiError, Counts, Failed, problem

MOST: Final = 10_000
REMEMBERED_SECONDS: Final = 5.0
CREATED: Final = "created"
LATEST: Final = 9999  # another time zone may be a year further, and there is none
Answer = int | bool | str | list[str] | dict[str, int]
_remembered: dict[str, tuple[float, Any]] = {}

router = Router(tags=["responses"], auth=Key("responses"))


class Given(BaseModel):
    """What is sent; a name that does not exist is an error, not ignored.

    Of pydantic itself: a Schema of ninja would check everything twice, to read objects too.
    """

    model_config = ConfigDict(extra="forbid")


class CreditIn(Given):
    external_id: str = Field(..., max_length=200)
    share: float | None = Field(None, ge=0, le=1)


class ResponseIn(Given):
    external_id: str = Field(
        ..., min_length=1, max_length=200, description="Your own number, once per source"
    )
    responded_at: datetime = Field(..., description="2026-02-03T14:05+01:00; without a zone: the unit's")
    score: int | None = Field(
        None, ge=0, le=10, description="0 to 10; short for the answer to the NPS question"
    )
    comment: str = Field("", description="Short for the answer to “why”")
    answers: dict[str, Answer] = Field({}, description="By question key, for anything more")
    questionnaire: str = Field(DEFAULT_SLUG, max_length=100, description="Its short name")
    unit: str = Field("", max_length=300, description="External id or path; not needed with an employee")
    employees: list[str | CreditIn] = Field([], max_length=50)
    kind_of_work: str = Field("", max_length=200)
    language: str = Field("", max_length=16)
    customer: str = Field(
        "",
        max_length=200,
        description="Your number of the customer, as in jobs: erasing the customer erases this answer too."
        " Only a keyed hash of it is kept",
    )
    attributes: dict[str, str | bool | float] = Field({}, max_length=50)


class One(ResponseIn):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "source": "webshop",
                "external_id": "R-2001",
                "responded_at": "2026-02-03T14:05+01:00",
                "score": 9,
                "comment": "Quick and friendly",
                "employees": ["e-anna"],
            }
        },
    )
    source: str = Field(..., min_length=1, max_length=200, description="The name of your system")


class Many(Given):
    source: str = Field(..., min_length=1, max_length=200)
    responses: Annotated[list[ResponseIn], Field(min_length=1, max_length=MOST)]


class Result(Schema):
    result: str = Field(..., description="created, updated or unchanged")


@router.post(
    "/responses",
    auth=Key("responses", opens=False),
    response={200: Result, 201: Result, 422: Failed},
    summary="Send one response",
)
def post_response(request: HttpRequest, sent: One) -> Status[Result]:  # noqa: ARG001
    """Sent again, nothing changes; with other content, the response is changed."""
    result = take_one(sent)
    return Status(status_of(result), Result(result=result))


def status_of(result: str) -> HTTPStatus:
    return HTTPStatus.CREATED if result == CREATED else HTTPStatus.OK


def take_one(sent: One) -> str:
    """What became of it: created, updated or unchanged; refused raises ApiError, and nothing is stored."""
    try:
        source = _source(sent.source)
        incoming = _incoming(1, sent)
    except RowProblem as one:
        raise _refused(one) from one
    now = read_clock()
    applied = send_new(source, incoming, now=now)
    if applied is None:  # it is there: changed, or the same
        fence.open_for_scope("responses")
        applied = take(source, [incoming], now=now)
    if applied.problems:
        raise _refused(applied.problems[0])
    if applied.created:
        return CREATED
    return "updated" if applied.updated else "unchanged"


@router.post("/responses/batch", response={200: Counts, 422: Failed}, summary="Send many responses")
def post_responses(request: HttpRequest, sent: Many) -> Counts:  # noqa: ARG001
    """Good rows are taken, each bad row is named: rows = created + updated + unchanged + problems."""
    try:
        source = _source(sent.source)
    except RowProblem as one:
        raise _refused(one) from one
    incoming: list[Incoming] = []
    applied = Applied()
    for number, row in enumerate(sent.responses, start=1):
        try:
            incoming.append(_incoming(number, row))
        except RowProblem as one:
            one.row = number
            applied.problems.append(one)
    take(source, incoming, now=read_clock(), applied=applied)
    return Counts(
        rows=len(sent.responses),
        created=applied.created,
        updated=applied.updated,
        unchanged=applied.unchanged,
        problems=[problem(one) for one in applied.problems],
    )


@router.get("/responses.csv", summary="All responses, as CSV", include_in_schema=True)
def get_responses(
    request: HttpRequest,  # noqa: ARG001
    since: Annotated[date | None, Query(description="First day")] = None,
    until: Annotated[date | None, Query(description="Last day")] = None,
    group: Group | None = None,
    unit: Annotated[str, Query(description="External id or path: it and all below")] = "",
) -> StreamingHttpResponse:
    """Streamed as it is read: memory stays what it is, however many there are."""
    try:
        filters = Filters.of(since=since, until=until, group=group, unit=unit)
    except UnknownUnitError as error:
        raise _refused(RowProblem("unit", unit[:200], "unit_unknown", {"value": unit[:200]})) from error
    response = StreamingHttpResponse(csv_chunks(filters), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="responses.csv"'
    return response


def _refused(one: RowProblem) -> ApiError:
    told = problem(one)
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, told.code, told.message, place=f"body.{told.column}")


def _remember(name: str, make: Any) -> Any:
    """Asked of the database every few seconds at most."""
    known = _remembered.get(name)
    if known is None or time.monotonic() - known[0] > REMEMBERED_SECONDS:
        if len(_remembered) > 1000:
            _remembered.clear()
        known = (time.monotonic(), make())
        _remembered[name] = known
    return known[1]


def forget() -> None:
    """For tests, whose sources and questionnaires come and go within one process."""
    _remembered.clear()


def _source(name: str) -> Source:
    _storable("source", name)
    found: Source = _remember(f"source:{name}", lambda: source_called(name))
    return found


def _asked(slug: str) -> Asked:
    def look() -> Asked:
        version = newest_published(slug)
        return Asked(version.questionnaire_id, version.pk)

    try:
        found: Asked = _remember(f"questionnaire:{slug}", look)
    except Version.DoesNotExist as error:
        raise RowProblem("questionnaire", slug, "questionnaire_unknown", {"value": slug}) from error
    return found


def _incoming(number: int, sent: ResponseIn) -> Incoming:
    asked = _asked(sent.questionnaire)
    answers: dict[str, object] = dict(sent.answers)
    definition = definition_of(asked.version_id)
    if sent.score is not None and definition.score_question:
        answers.setdefault(definition.score_question.key, sent.score)
    if sent.comment:
        answers.setdefault("why", sent.comment)
    unknown = answers.keys() - {question.key for question in definition.questions}
    if unknown:
        key = min(unknown)
        raise RowProblem(f"answers.{key}", str(answers[key])[:200], "question_unknown", row=number)
    submission = read(definition, answers)
    for key, wrong in submission.problems.items():
        raise RowProblem(f"answers.{key}", str(answers.get(key, ""))[:200], f"answer_{wrong}", row=number)
    if not EARLIEST <= sent.responded_at.year < LATEST:
        raise RowProblem("responded_at", sent.responded_at.isoformat(), "date_range", row=number)
    return Incoming(
        row=number,
        external_id=_storable("external_id", sent.external_id),
        asked=asked,
        submission=submission,
        responded_at=sent.responded_at,
        unit=sent.unit or ("" if sent.employees else _remember("everywhere", everywhere)),
        employees=_workers(sent.employees),
        kind_of_work=_storable("kind_of_work", sent.kind_of_work),
        language=_storable("language", sent.language),
        channel="api",
        customer_key=reference_key(sent.customer),
        attributes={
            _storable("attributes", name): _attribute(value) for name, value in sent.attributes.items()
        },
    )


def _workers(given: list[str | CreditIn]) -> tuple[tuple[str, Decimal], ...]:
    """As much for each, unless shares are given for all."""
    pairs = [
        (one, None)
        if isinstance(one, str)
        else (one.external_id, None if one.share is None else Decimal(str(one.share)))
        for one in given
    ]
    for name, _share in pairs:
        _storable("employees", name)
    return even_shares(pairs, column="employees", value=str([name for name, _ in pairs])) if pairs else ()


def _storable(column: str, text: str) -> str:
    """PostgreSQL keeps neither NUL nor half characters."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise RowProblem(column, "", "characters") from error
    if "\x00" in text:
        raise RowProblem(column, "", "characters")
    return text


def _attribute(value: str | bool | float) -> dict[str, object]:
    if isinstance(value, str):
        _storable("attributes", value)
    kind = "yesno" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
    return {"type": kind, "value": value}
