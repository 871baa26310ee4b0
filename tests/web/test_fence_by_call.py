"""What a function shows past row-level security is what the policies would have shown."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.db import DataError, connection, transaction

from extramile.people import access, fence
from extramile.people.models import Employee, Unit
from extramile.responses.models import Response
from extramile.responses.operations import store
from tests.cast import Cast
from tests.responses.asked import ask
from tests.web.permissions import PEOPLE
from tests.web.role import as_web_role

pytestmark = pytest.mark.django_db
ASKED = "SELECT id FROM responses_of_employee({}, '2020-01-01', '2030-01-01')"


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@pytest.fixture
def said(cast: Cast, now: datetime) -> list[int | None]:
    """An answer about Sanne, about Wim, about Noor, and about Sanne and Noor together."""
    made = []
    for crew in ([cast.sanne], [cast.wim], [cast.noor], [cast.sanne, cast.noor]):
        invitation = ask(crew[0].memberships.get().unit, *crew, now=now)
        made.append(store(invitation.pk, {"nps": "9"}, complete=True, language="en", now=now).response_id)
    rows("SELECT fence_close()")  # `store` tells its invitation until the transaction ends: here, the test's
    return made


@pytest.mark.parametrize("who", PEOPLE)
def test_the_answers_of_an_employee_are_those_that_the_policies_show(
    who: str, cast: Cast, said: list[int | None]
) -> None:
    everybody = list(Employee.objects.values_list("pk", flat=True))
    with as_web_role():
        fence.open_for(PEOPLE[who](cast), today=cast.today)
        for pk in everybody:
            shown = rows(f"SELECT response_id FROM responses_credit WHERE employee_id = {pk}")
            assert sorted(rows(ASKED.format(pk))) == sorted(shown)
        fence.close()


def test_nobody_told_nothing_seen(cast: Cast, said: list[int | None]) -> None:
    with as_web_role():
        assert not any(rows(ASKED.format(one.pk)) for one in (cast.sanne, cast.wim, cast.noor))


def test_who_owns_the_tables_is_not_held_back(cast: Cast, said: list[int | None]) -> None:
    """Workers, the command line, a server without a web role."""
    assert [row[0] for row in sorted(rows(ASKED.format(cast.noor.pk)))] == said[2:]


def test_a_key_that_reads_all_reads_these_too(cast: Cast, said: list[int | None]) -> None:
    with as_web_role():
        fence.open_for_scope("responses")
        assert len(rows(ASKED.format(cast.sanne.pk))) == 2
        fence.close()


FOUND = "SELECT id FROM responses_found('{kind}', '<meant>', '2020-01-01', '2030-01-01', 1000)"


@pytest.mark.parametrize("who", PEOPLE)
def test_what_a_search_of_units_finds_is_what_the_policies_show_of_units(
    who: str, cast: Cast, now: datetime
) -> None:
    for crew in ([cast.sanne], [cast.wim], [cast.noor], [cast.bram], [cast.sanne, cast.noor]):
        invitation = ask(crew[0].memberships.get().unit, *crew, now=now)
        store(invitation.pk, {"nps": "9", "why": "Kind."}, complete=True, language="en", now=now)
    rows("SELECT fence_close()")
    user = PEOPLE[who](cast)
    units = sorted(access.visible_units(user, today=cast.today).values_list("pk", flat=True))
    expected = set(Response.objects.filter(unit_id__in=units).values_list("pk"))
    other = sorted(set(Unit.objects.values_list("pk", flat=True)) - set(units))
    with as_web_role():
        fence.open_for(user, today=cast.today)
        assert set(rows(FOUND.replace("<meant>", "{}"))) == expected  # a page that forgot which units
        assert set(rows(FOUND.replace("<meant>", json.dumps({"units": units})))) == expected
        assert rows(FOUND.replace("<meant>", json.dumps({"units": other}))) == []
        fence.close()
        assert rows(FOUND.replace("<meant>", "{}")) == []
        assert rows(FOUND.replace("<meant>", json.dumps({"units": units + other}))) == []
    assert len(rows(FOUND.replace("<meant>", "{}"))) == 5  # a worker


@pytest.mark.parametrize(
    "meant",
    [
        {"units": ["1); DROP TABLE responses_answer; --"]},
        {"channel": "' OR true --"},
        {"low": "0 OR true", "high": "10"},
        {"before": "2026-01-01' OR true --", "before_id": 1},
    ],
)
def test_what_is_meant_is_never_part_of_the_statement(
    cast: Cast, said: list[int | None], meant: dict[str, Any]
) -> None:
    with as_web_role():
        fence.open_for(PEOPLE["region_manager"](cast), today=cast.today)
        try:
            with transaction.atomic():
                found = rows(FOUND.replace("<meant>", json.dumps(meant).replace("'", "''")))
        except DataError:
            found = []
        assert found == []
