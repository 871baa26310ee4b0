"""Every error of the API: a code, where, what is wrong, and what to do. Always the same shape."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from extramile.core.tables import RowProblem, tell
from extramile.people.problems import Refused


class Failure(Schema):
    """What is wrong and what to do; `place` is where in the request ("body.people.3.email")."""

    code: str
    message: str
    place: str = ""
    remedy: str = ""
    details: list[dict[str, Any]] = []


class Failed(Schema):
    error: Failure


class Problem(Schema):
    """One row of a batch that was not taken. Rows count from 1, as they were sent."""

    row: int
    column: str
    value: str
    code: str
    message: str
    parameters: dict[str, Any]


class Counts(Schema):
    """Rows = created + updated + unchanged + rows with problems, always."""

    rows: int
    created: int
    updated: int
    unchanged: int
    problems: list[Problem]


def problem(one: RowProblem) -> Problem:
    return Problem(
        row=one.row,
        column=one.column,
        value=one.value,
        code=one.code,
        message=tell(one.code, one.parameters),
        parameters=one.parameters,
    )


class ApiError(Exception):
    """Raise it anywhere below a view: it becomes an answer of the one shape."""

    def __init__(
        self, status: int, code: str, message: str, *, place: str = "", remedy: str = "", **headers: str
    ) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers
        self.failure = Failure(code=code, message=message, place=place, remedy=remedy)


NO_KEY = ApiError(
    HTTPStatus.UNAUTHORIZED,
    "no_key",
    "This needs an API key that works.",
    place="header.Authorization",
    remedy="Send “Authorization: Bearer xm_…”. An administrator makes keys in the office, under People.",
)


def add_error_answers(api: NinjaAPI) -> None:
    def answer(request: HttpRequest, error: Any) -> HttpResponse:
        response = api.create_response(
            request, {"error": error.failure.model_dump(exclude_defaults=True)}, status=error.status
        )
        for name, value in error.headers.items():
            response.headers[name.replace("_", "-")] = value
        return response

    def invalid(request: HttpRequest, error: Any) -> HttpResponse:
        return api.create_response(request, {"error": _invalid(error).model_dump()}, status=422)

    def unknown(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
        return answer(request, ApiError(404, "not_found", "There is no such thing.", remedy="Check the id."))

    def http(request: HttpRequest, error: Any) -> HttpResponse:
        remedy = "See /api/v1/docs for the shape that is expected."
        return answer(request, ApiError(error.status_code, "bad_request", str(error), remedy=remedy))

    def no_key(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
        return answer(request, NO_KEY)

    def refused(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(
            request, ApiError(422, error.code, error.what, place=f"body.{error.field}", remedy=error.remedy)
        )

    def too_big(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001
        remedy = "Send fewer rows at a time: at most 10,000."
        return answer(request, ApiError(413, "too_big", "This is too much at once.", remedy=remedy))

    api.add_exception_handler(ApiError, answer)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(Http404, unknown)
    api.add_exception_handler(HttpError, http)
    api.add_exception_handler(AuthenticationError, no_key)
    api.add_exception_handler(Refused, refused)
    api.add_exception_handler(RequestDataTooBig, too_big)


def _invalid(error: ValidationError) -> Failure:
    details = [
        {"place": _place(one["loc"]), "message": str(one["msg"]), "code": one["type"]}
        for one in error.errors[:100]
    ]
    first = details[0]
    return Failure(
        code="invalid",
        message=first["message"],
        place=first["place"],
        remedy="Mend it at that place and send it again; /api/v1/docs shows the shape.",
        details=details,
    )


def _place(location: Sequence[object]) -> str:
    """Where in what was sent: without the name that the view gives to the body."""
    parts = [str(part) for part in location]
    return ".".join([parts[0], *parts[2:]] if parts[0] == "body" else parts)
