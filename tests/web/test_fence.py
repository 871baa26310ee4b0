"""Row-level security, attacked: views that forgot their filter, and connections that go from hand to hand."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone
from pytest_django import Settings

from extramile.actions.operations import ask_coach
from extramile.contacts.models import Contact
from extramile.core.postgres import web_role
from extramile.monitor.models import EmployeeMonth
from extramile.people import access, fence
from extramile.people.access import Deed
from extramile.people.models import Employee, User
from extramile.people.operations import make_api_key
from extramile.responses.models import Answer, Credit, Response
from extramile.responses.operations import make_partitions, store
from extramile.web import urls
from extramile.web.access import allowed, signed_in
from extramile.web.apps import second_fence
from extramile.web.fence import Fence
from tests.cast import Cast, user_of
from tests.responses.asked import ask
from tests.web.permissions import PEOPLE
from tests.web.role import as_web_role

TABLES = ("responses_response", "responses_answer", "responses_credit", "contacts_contact")


@pytest.fixture
def said(cast: Cast, now: datetime) -> dict[str, int]:
    """One answer about each; one of them about two. By whose it is, the number of the response."""
    crews = {
        "sanne": [cast.sanne],
        "wim": [cast.wim],
        "noor": [cast.noor],
        "bram": [cast.bram],
        "both": [cast.sanne, cast.noor],
    }
    made: dict[str, int] = {}
    for name, crew in crews.items():
        team = crew[0].memberships.get().unit
        invitation = ask(team, *crew, now=now)
        stored = store(
            invitation.pk,
            {"nps": "9", "why": f"{name} was kind", "praise": ["friendly"]},
            complete=True,
            language="en",
            now=now,
        )
        assert stored.response_id
        made[name] = stored.response_id
    rows("SELECT fence_close()")  # `store` tells its invitation until the transaction ends: here, the test's
    return made


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def numbers(table: str) -> set[int]:
    column = {"responses_response": "id", "contacts_contact": "id"}.get(table, "response_id")
    return {row[0] for row in rows(f"SELECT {column} FROM {table}")}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_view_that_forgot_its_filter_shows_what_its_visitor_may_see(
    who: str, cast: Cast, said: dict[str, int]
) -> None:
    user = PEOPLE[who](cast)
    units = set(access.visible_units(user, today=cast.today).values_list("pk", flat=True))
    people = set(access.visible_employees(user, today=cast.today).values_list("pk", flat=True))
    credited = set(Credit.objects.filter(employee_id__in=people).values_list("response_id", flat=True))
    in_units = set(Response.objects.filter(unit_id__in=units).values_list("pk", flat=True))
    own_credits = set(Credit.objects.filter(employee_id__in=people).values_list("pk", flat=True))
    with as_web_role():
        fence.open_for(user, today=cast.today)
        assert numbers("responses_response") == credited | in_units
        assert numbers("responses_answer") == credited | in_units
        assert {row[0] for row in rows("SELECT id FROM responses_credit")} == own_credits
        assert numbers("contacts_contact") == set()
        fence.close()


def test_what_the_cast_may_see_is_what_we_think(cast: Cast, said: dict[str, int]) -> None:
    """The test above compares with `access`; this one with what the promises say."""

    def seen(who: Employee | User) -> set[str]:
        with as_web_role():
            fence.open_for(user_of(who), today=cast.today)
            found = numbers("responses_answer")
            fence.close()
        return {name for name, number in said.items() if number in found}

    assert seen(cast.sanne) == {"sanne", "both"}
    assert seen(cast.wim) == {"wim"}
    assert seen(cast.noor) == {"noor", "both"}
    assert seen(cast.els) == {"sanne", "both"}  # coaches Sanne and Youssef
    assert seen(cast.mirjam) == {"sanne", "both", "wim", "bram"}
    assert seen(cast.tom) == {"noor", "both"}  # Noor's share of it
    assert seen(cast.boris) == set(said)
    assert seen(cast.hanna) == seen(cast.ada) == set()


def test_nobody_told_nothing_seen(cast: Cast, said: dict[str, int]) -> None:
    with as_web_role():
        assert [numbers(table) for table in TABLES] == [set()] * 4
        assert rows("SELECT count(*) FROM actions_coachquestion") == [(0,)]


@pytest.mark.parametrize("who", ["sanne", "region_manager", "insights_owner", "administrator"])
@pytest.mark.parametrize("table", TABLES)
def test_changing_everything_changes_nothing(who: str, table: str, cast: Cast, said: dict[str, int]) -> None:
    column = {"responses_answer": "words", "responses_credit": "share"}.get(table, "language")
    value = "0" if column == "share" else "'xx'"
    with as_web_role(), connection.cursor() as cursor:
        fence.open_for(PEOPLE[who](cast), today=cast.today)
        cursor.execute(f"UPDATE {table} SET {column} = {value}")
        assert cursor.rowcount == 0
        cursor.execute(f"DELETE FROM {table}")
        assert cursor.rowcount == 0
        fence.close()


def test_an_answer_cannot_be_slipped_in(cast: Cast, said: dict[str, int], now: datetime) -> None:
    insert = (
        "INSERT INTO responses_response (responded_at, changed_at, unit_id, questionnaire_id, version_id,"
        f" channel, language, day) VALUES (now(), now(), {cast.team.pk}, 1, 1, 'email', 'en', current_date)"
    )
    with as_web_role():
        fence.open_for(user_of(cast.rik), today=cast.today)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            rows(insert)
        fence.close()


def test_a_customer_writes_and_reads_one_answer_alone(
    cast: Cast, said: dict[str, int], now: datetime
) -> None:
    invitation = ask(cast.team, cast.wim, now=now)
    with as_web_role(), transaction.atomic():
        stored = store(invitation.pk, {"nps": "3", "why": "late"}, complete=True, language="en", now=now)
        assert stored.is_kept
        assert numbers("responses_response") == numbers("responses_answer") == {stored.response_id}
        assert numbers("responses_credit") == {stored.response_id}
        again = store(invitation.pk, {"nps": "4", "why": ""}, complete=True, language="en", now=now)
        assert again.response_id == stored.response_id
        with connection.cursor() as cursor:
            cursor.execute("UPDATE responses_answer SET words = ''")
            assert cursor.rowcount == 1  # the score: the words were taken back
    assert Answer.objects.filter(response_id=said["wim"], words="wim was kind").exists()


def test_partitions_cannot_be_asked_by_name(cast: Cast, said: dict[str, int], now: datetime) -> None:
    """Neither those that were there, nor those that come; nor by whoever is given them after all."""
    make_partitions(now + timedelta(days=90))
    assert web_role.ready()
    names = [
        row[0]
        for row in rows(
            "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent IN"
            " ('responses_response'::regclass, 'responses_answer'::regclass)"
        )
    ]
    assert len(names) > 2
    with as_web_role():
        fence.open_for(user_of(cast.ines), today=cast.today)
        assert numbers("responses_answer") == set(said.values())
        for name in names:
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                rows(f"SELECT * FROM {name}")
        fence.close()
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'GRANT SELECT ON {name} TO "{web_role.name()}"')
    assert not web_role.ready()
    with as_web_role():
        fence.open_for(user_of(cast.ines), today=cast.today)
        assert all(rows(f"SELECT * FROM {name}") == [] for name in names)
        fence.close()


def test_what_a_technician_asks_the_coach_is_for_the_two_of_them(
    cast: Cast, said: dict[str, int], now: datetime
) -> None:
    ask_coach(cast.sanne, said["sanne"], note="Shall we talk?", now=now)
    seen = {}
    for name in ("sanne", "coach", "manager", "colleague", "other_manager", "insights_owner"):
        with as_web_role():
            fence.open_for(PEOPLE[name](cast), today=cast.today)
            seen[name] = len(rows("SELECT * FROM actions_coachquestion"))
            fence.close()
    assert seen == {
        "sanne": 1, "coach": 1, "manager": 1, "colleague": 0, "other_manager": 0, "insights_owner": 0,
    }  # fmt: skip


def test_an_employees_months_are_for_who_may_see_the_employee(cast: Cast, now: datetime) -> None:
    for who in (cast.sanne, cast.wim, cast.noor):
        EmployeeMonth.objects.create(
            employee_id=who.pk, month=now.date().replace(day=1), questionnaire_id=1, channel="email", s9=4
        )
    seen = {}
    for name in ("sanne", "coach", "manager", "other_manager", "insights_owner", "hr"):
        with as_web_role(), connection.cursor() as cursor:
            fence.open_for(PEOPLE[name](cast), today=cast.today)
            seen[name] = {row[0] for row in rows("SELECT employee_id FROM monitor_employeemonth")}
            cursor.execute("UPDATE monitor_employeemonth SET s9 = 400")
            assert cursor.rowcount == 0
            fence.close()
    sanne, wim, noor = cast.sanne.pk, cast.wim.pk, cast.noor.pk
    assert seen == {
        "sanne": {sanne}, "coach": {sanne}, "manager": {sanne, wim}, "other_manager": {noor},
        "insights_owner": set(), "hr": set(),
    }  # fmt: skip


def test_what_goes_past_the_policies_is_for_the_web_role_alone(db: None) -> None:
    """Functions that run as the owner show or write one thing each; no other role may call those that do
    not ask who is looking."""
    found = rows(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        " AND has_function_privilege('public', oid, 'EXECUTE')"
    )
    assert {row[0] for row in found} == {"fence_of_invitation", "fence_sees_response"}


# --- From hand to hand -------------------------------------------------------------------------------


def forgetful(_request: HttpRequest) -> HttpResponse:
    """What no view should do: no decorator, no filter."""
    return HttpResponse(str(sorted(numbers("responses_answer"))))


@signed_in
def unfiltered(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(sorted(numbers("responses_answer"))))


@signed_in
def fails(_request: HttpRequest) -> HttpResponse:
    numbers("responses_answer")
    raise RuntimeError


@signed_in
def fails_in_the_database(_request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        rows("SELECT 1 / 0")
    return HttpResponse()


@signed_in
def streamed(_request: HttpRequest) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY (SELECT words FROM responses_answer) TO STDOUT") as copy,
        ):
            yield from (bytes(piece) for piece in copy)

    return StreamingHttpResponse(pieces())


@allowed(Deed.ERASE_CUSTOMERS)
def of_a_deed(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(numbers("contacts_contact"))))


urlpatterns = [
    path("forgetful/", forgetful),
    path("unfiltered/", unfiltered),
    path("fails/", fails),
    path("fails-in-the-database/", fails_in_the_database),
    path("streamed/", streamed),
    path("of-a-deed/", of_a_deed),
    *urls.urlpatterns,
]


@pytest.fixture
def hands(settings: Settings, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(timezone, "localdate", now.date)


def client_of(who: Employee) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user_of(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def seen_by(client: Client, where: str = "/unfiltered/") -> str:
    return client.get(where).content.decode()


def test_the_next_on_the_same_connection_sees_nothing_of_the_last(
    cast: Cast, said: dict[str, int], hands: None
) -> None:
    everything = str(sorted(said.values()))
    own = str(sorted([said["wim"]]))
    ines, wim = client_of(cast.ines), client_of(cast.wim)
    for where in ("/unfiltered/", "/fails/", "/fails-in-the-database/", "/streamed/"):
        ines.get(where)
        assert seen_by(Client(), "/forgetful/") == "[]"
        assert seen_by(ines, "/forgetful/") == "[]"  # signed in, but not asked for
        assert seen_by(wim) == own
        assert seen_by(ines) == everything


def test_what_is_read_after_the_view_returned_is_still_the_visitors(
    cast: Cast, said: dict[str, int], hands: None
) -> None:
    response = client_of(cast.wim).get("/streamed/")
    assert isinstance(response, StreamingHttpResponse)
    content = response.getvalue().decode()
    assert "wim was kind" in content
    assert "sanne" not in content
    assert fence.told() is None


@pytest.mark.django_db(transaction=True)
def test_a_download_given_up_half_way_leaves_nothing_behind(
    cast: Cast, said: dict[str, int], hands: None
) -> None:
    """By the middleware alone: the connection is in the middle of a COPY when the browser goes away."""
    request = RequestFactory().get("/streamed/")
    request.user = user_of(cast.ines)
    with as_web_role():
        response = Fence(streamed)(request)
        assert isinstance(response, StreamingHttpResponse)
        pieces = iter(response)
        next(pieces)
        response.close()
        del pieces
        assert fence.told() is None
        assert numbers("responses_answer") == set()


def test_a_deed_shows_contacts_on_its_own_page_alone(cast: Cast, said: dict[str, int], hands: None) -> None:
    ada = client_of(cast.ada)
    assert seen_by(ada, "/of-a-deed/") == str(len(said))
    assert seen_by(ada, "/forgetful/") == seen_by(ada, "/unfiltered/") == "[]"
    assert client_of(cast.wim).get("/of-a-deed/").status_code == 404


def test_a_key_opens_for_its_own_request_alone(
    cast: Cast, said: dict[str, int], hands: None, now: datetime
) -> None:
    _key, secret = make_api_key("till", scopes=["responses"], actor=None, now=now)
    client = Client()
    export = client.get("/api/v1/responses.csv", headers={"Authorization": f"Bearer {secret}"})
    assert isinstance(export, StreamingHttpResponse)
    content = export.getvalue().decode()
    assert all(f"{name} was kind" in content for name in said)
    assert seen_by(client, "/forgetful/") == "[]"


def test_without_a_web_role_nothing_is_told(cast: Cast, settings: Settings) -> None:
    settings.DATABASE_ROLE = ""
    fence.open_for(user_of(cast.ines), today=cast.today)
    assert fence.told() is None


def test_contacts_are_shown_a_piece_at_a_time(cast: Cast, said: dict[str, int]) -> None:
    """What a customer's page and a technician's need of a contact, without the contact."""
    contact = Contact.objects.earliest("pk")
    with as_web_role():
        assert rows(f"SELECT name FROM contacts_names(ARRAY[{contact.pk}])") == [("Maria Jansen",)]
        found = rows(f"SELECT email_key, mobile_key, erased FROM contacts_keys(ARRAY[{contact.pk}])")
    assert found == [(contact.email_key, "", False)]
    with connection.cursor() as cursor:  # and to the web role alone
        cursor.execute("SELECT has_function_privilege('public', 'contacts_names(bigint[])', 'EXECUTE')")
        assert cursor.fetchone() == (False,)


def test_deploying_without_the_role_is_warned_of(cast: Cast, settings: Settings) -> None:
    assert second_fence(databases=["default"]) == []
    assert second_fence() == []  # no database is to be asked
    settings.DATABASE_ROLE = ""
    [warning] = second_fence(databases=["default"])
    assert warning.hint
    assert f"EXTRAMILE_DATABASE_ROLE={web_role.name()}" in warning.hint
