"""Units and people, in batches: the same rows, checks and counts as the import of a file."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any

from django.db.models import F
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from extramile.core.clock import now as read_clock
from extramile.core.tables import Applied, Row
from extramile.people.models import Employee, Unit
from extramile.people.operations import import_people, import_units
from extramile.people.queries import running
from extramile.web.api.auth import Key, key_of
from extramile.web.api.errors import Counts, Failed, problem

MOST = 10_000
NO_ZERO = r"^[^\x00]*$"  # PostgreSQL keeps no zero byte, nor compares with one

router = Router(tags=["people"], auth=Key("people"))


class Given(Schema):
    """What is sent; a name that does not exist is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


class UnitIn(Given):
    external_id: str = Field(
        ..., description="Your own number of the unit; the same number is the same unit."
    )
    name: str = ""
    kind: str = Field("", description="company, country, region, centre or team")
    parent: str = Field("", description="External id, or path from the top: Company/Region")
    time_zone: str = Field("", description="Europe/Amsterdam; left out: that of the unit above")
    closed_on: str = Field("", description="First day closed, 2026-03-31")


class Units(Given):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "units": [
                    {"external_id": "W", "name": "Region West", "kind": "region", "parent": "Company"},
                    {"external_id": "UN", "name": "Utrecht-Noord", "kind": "centre", "parent": "W"},
                ]
            }
        },
    )
    units: Annotated[list[UnitIn], Field(min_length=1, max_length=MOST)]


class PersonIn(Given):
    external_id: str = Field(
        ..., description="Your own number of this person; the same number is the same person."
    )
    name: str = ""
    email: str = ""
    mobile: str = Field("", description="+31612345678")
    language: str = Field("", description="nl, en, de, fr")
    team: str = Field("", description="External id of the unit, or its path: Company/Region/Team")
    team_since: str = Field("", description="First day in this team; left out: today")
    role: str = Field("", description="employee, coach or manager. Roles of the office are given there.")
    coach_of: list[str] = Field([], description="External ids of everybody this person coaches")
    manager_of: list[str] = Field([], description="Units that this person manages; left out: the own team")
    started_on: str = Field("", description="First day, 2026-03-31")
    ended_on: str = Field("", description="First day no longer employed")


class People(Given):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "people": [
                    {
                        "external_id": "4711",
                        "name": "Lin Chen",
                        "email": "lin@company.example",
                        "language": "nl",
                        "team": "Company/Region West/Utrecht-Noord",
                        "started_on": "2026-03-01",
                    }
                ]
            }
        },
    )
    people: Annotated[list[PersonIn], Field(min_length=1, max_length=MOST)]


class UnitOut(Schema):
    id: int
    external_id: str | None
    name: str
    kind: str
    parent: str | None
    closed_on: date | None


class PersonOut(Schema):
    external_id: str
    name: str
    team: str | None
    started_on: date
    ended_on: date | None


class UnitPage(Schema):
    units: list[UnitOut]
    next: int | None


class PersonPage(Schema):
    people: list[PersonOut]
    next: str | None


def rows_of(given: Iterable[Given]) -> list[Row]:
    """Numbered from 1, as they were sent; what is empty says nothing."""
    return [
        Row(number, {key: value for key, value in one.model_dump().items() if value})
        for number, one in enumerate(given, start=1)
    ]


def counts(applied: Applied, *, rows: int) -> Counts:
    return Counts(
        rows=rows,
        created=applied.created,
        updated=applied.updated,
        unchanged=applied.unchanged,
        problems=[problem(one) for one in applied.problems],
    )


ERRORS: Any = {401: Failed, 403: Failed, 413: Failed, 422: Failed}


@router.post("/units", response={200: Counts, **ERRORS}, url_name="post_units", summary="Add or change units")
def post_units(request: HttpRequest, body: Units) -> Counts:
    """Parents may come after their children. Rows with a problem are listed; the others are taken."""
    rows = rows_of(body.units)
    applied = import_units(rows, actor=key_of(request).created_by, now=read_clock())
    return counts(applied, rows=len(rows))


@router.post(
    "/people", response={200: Counts, **ERRORS}, url_name="post_people", summary="Add or change people"
)
def post_people(request: HttpRequest, body: People) -> Counts:
    """A leaver is ended, never deleted. Rows with a problem are listed; the others are taken."""
    rows = rows_of(body.people)
    actor = key_of(request).created_by
    applied = import_people(rows, actor=actor, now=read_clock(), every_role=False)
    return counts(applied, rows=len(rows))


@router.get("/units", response={200: UnitPage, **ERRORS}, url_name="list_units", summary="All units")
def list_units(
    request: HttpRequest,  # noqa: ARG001
    after: Annotated[int, Query(description="`next` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> UnitPage:
    found = list(Unit.objects.filter(pk__gt=after).select_related("parent").order_by("pk")[: limit + 1])
    page = [
        UnitOut(
            id=unit.pk,
            external_id=unit.external_id,
            name=unit.name,
            kind=unit.kind,
            parent=(unit.parent.external_id or unit.parent.name) if unit.parent else None,
            closed_on=unit.closed_on,
        )
        for unit in found[:limit]
    ]
    return UnitPage(units=page, next=page[-1].id if len(found) > limit else None)


@router.get("/people", response={200: PersonPage, **ERRORS}, url_name="list_people", summary="All people")
def list_people(
    request: HttpRequest,  # noqa: ARG001
    after: Annotated[str, Query(pattern=NO_ZERO, description="`next` of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> PersonPage:
    found = list(Employee.objects.filter(external_id__gt=after).order_by("external_id")[: limit + 1])
    teams = _teams_today(found[:limit])
    page = [
        PersonOut(
            external_id=one.external_id,
            name=one.name,
            team=teams.get(one.pk),
            started_on=one.started_on,
            ended_on=one.ended_on,
        )
        for one in found[:limit]
    ]
    return PersonPage(people=page, next=page[-1].external_id if len(found) > limit else None)


def _teams_today(employees: Sequence[Employee]) -> dict[int, str]:
    inside = Unit.objects.filter(
        running(read_clock().date(), prefix="memberships__"), memberships__employee__in=employees
    )
    found = inside.values_list(F("memberships__employee"), "external_id", "name")
    return {employee: external or name for employee, external, name in found}
