"""The office's people pages: what a form does, and what it refuses in words."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from extramile.core.models import AuditEntry
from extramile.core.preferences import preferences
from extramile.people.models import ApiKey, Card, Employee, Role, RoleKind, Unit, UnitKind, User
from extramile.people.operations import add_unit, add_user, find_card
from extramile.people.queries import team_of
from tests.cast import STARTED, Cast, user_of

pytestmark = pytest.mark.django_db


def as_(who: Employee | User) -> Client:
    client = Client()
    client.force_login(user_of(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_add_somebody_who_can_sign_in(cast: Cast) -> None:
    response = as_(cast.hanna).post(
        reverse("office:person-new"),
        {
            "external_id": "4711",
            "name": "Lin Chen",
            "team": "Utrecht-Noord/Utrecht-Noord A",
            "started_on": "2026-03-02",
            "email": "LIN@ruitmeesters.example",
            "language": "nl",
        },
    )
    lin = Employee.objects.get(external_id="4711")
    assert response.headers["Location"] == reverse("office:person", args=[lin.pk])
    assert user_of(lin).email == "lin@ruitmeesters.example"
    assert AuditEntry.objects.filter(action="people.employee.added", actor_name="Hanna Schulz").exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("team", "Nowhere", "no unit"),
        ("external_id", "e-sanne", "already belongs"),
        ("email", "sanne@ruitmeesters.example", "already belongs"),
        ("mobile", "12", "telephone"),
    ],
)
def test_what_is_refused_is_said_at_the_field(cast: Cast, field: str, value: str, words: str) -> None:
    data = {
        "external_id": "4711",
        "name": "Lin",
        "team": "UN-A",
        "started_on": "2026-03-02",
        "language": "en",
        field: value,
    }
    page = as_(cast.ada).post(reverse("office:person-new"), data)
    assert words in " ".join(page.context["form"].errors[field])
    assert not Employee.objects.filter(external_id="4711").exists()


def test_hr_cannot_take_over_an_administrator_by_changing_the_address(cast: Cast) -> None:
    data = {"name": "Ada Okafor", "email": "hanna2@ruitmeesters.example", "language": "en"}
    as_(cast.hanna).post(reverse("office:person", args=[cast.ada.pk]), data)
    assert User.objects.get(pk=user_of(cast.ada).pk).email == "ada@ruitmeesters.example"
    as_(cast.ada).post(reverse("office:person", args=[cast.hanna.pk]), {**data, "name": "Hanna Schulz"})
    assert User.objects.get(pk=user_of(cast.hanna).pk).email == "hanna2@ruitmeesters.example"


def test_move_end_and_take_back(cast: Cast) -> None:
    client = as_(cast.ada)
    client.post(
        reverse("office:person-move", args=[cast.sanne.pk]), {"move-to": "UN-B", "move-on": "2026-02-01"}
    )
    sanne = Employee.objects.get(pk=cast.sanne.pk)
    assert team_of(sanne, day=cast.today) == cast.other_team
    client.post(reverse("office:person-end", args=[sanne.pk]), {"end-on": "2026-02-20"})
    sanne.refresh_from_db()
    assert sanne.ended_on is not None
    client.post(reverse("office:person-move", args=[sanne.pk]), {"move-to": "UN-A", "move-on": "2026-03-01"})
    back = Employee.objects.get(pk=sanne.pk)
    assert (back.ended_on, team_of(back, day=cast.today)) == (None, cast.team)


def test_a_lost_phone_is_signed_out(cast: Cast) -> None:
    phone = as_(cast.sanne)
    phone.get("/account/")
    as_(cast.hanna).post(reverse("office:person-sign-out", args=[cast.sanne.pk]))
    assert AuditEntry.objects.filter(action="account.sessions.ended").exists()


def test_search_finds_by_name_number_address_and_team(cast: Cast) -> None:
    client = as_(cast.ada)

    def found(text: str) -> set[str]:
        page = client.get(reverse("office:people"), {"q": text})
        return {one.name.split()[0] for one, _team in page.context["people"]}

    assert found("yılm") == {"Fatma"}
    assert found("e-bram") == {"Bram"}
    assert found("noor@") == {"Noor"}
    assert found("zwolle a") == {"Noor", "Kees", "Anouk"}
    assert found("%") == set()
    assert found("\x00") == found("")


def test_roles_are_given_and_ended_and_the_last_administrator_stays(cast: Cast) -> None:
    client = as_(cast.ada)
    data = {"who": "e-wim", "kind": "manager", "unit": "Zwolle", "started_on": "2026-03-02"}
    client.post(reverse("office:role-grant"), data)
    role = Role.objects.get(user=cast.wim.user)
    assert (role.kind, role.unit) == (RoleKind.MANAGER, cast.zwolle)
    client.post(reverse("office:role-end", args=[role.pk]))
    role.refresh_from_db()
    assert role.ended_on
    last = Role.objects.get(user=cast.ada.user)
    page = client.post(reverse("office:role-end", args=[last.pk]), follow=True)
    assert "last administrator" in page.content.decode()
    assert Role.objects.get(pk=last.pk).ended_on is None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"who": "e-wim", "kind": "manager"}, "unit"),
        ({"who": "e-wim", "kind": "coach"}, "employee"),
        ({"who": "e-wim", "kind": "coach", "employee": "e-wim"}, "employee"),
        ({"who": "nobody", "kind": "hr"}, "who"),
    ],
)
def test_a_role_without_its_scope_is_refused_in_words(cast: Cast, data: dict[str, str], field: str) -> None:
    page = as_(cast.ada).post(reverse("office:role-grant"), {**data, "started_on": "2026-03-02"})
    assert field in page.context["form"].errors
    assert not Role.objects.filter(user=cast.wim.user).exists()


def test_a_sheet_is_shown_once_and_its_cards_work(cast: Cast) -> None:
    client = as_(cast.mirjam)
    page = client.post(
        reverse("office:card-sheet", args=[cast.team.pk]),
        {"employee": [str(cast.youssef.pk), str(cast.noor.pk)]},  # Noor is in another team
    )
    assert "no-store" in page.headers["Cache-Control"]
    html = page.content.decode()
    assert "Youssef" in html
    assert "Noor" not in html
    printed = page.context["printed"]
    card, link, _qr = printed[0]
    assert link.endswith(f"/account/card/{card.token}/")
    assert re.search(rf'class="pin" dir="ltr">{card.pin}<', html)
    assert find_card(card.token, today=cast.today)
    assert Card.objects.count() == 1
    again = client.get(reverse("office:team-cards", args=[cast.team.pk])).content.decode()
    assert card.pin not in again
    assert card.token not in again


def test_a_manager_does_not_stop_cards_of_others(cast: Cast) -> None:
    as_(cast.mirjam).post(
        reverse("office:card-sheet", args=[cast.team.pk]), {"employee": [str(cast.youssef.pk)]}
    )
    card = Card.objects.get()
    assert as_(cast.tom).post(reverse("office:card-revoke", args=[card.pk])).status_code == 404
    assert as_(cast.mirjam).post(reverse("office:card-revoke", args=[card.pk])).status_code == 302
    card.refresh_from_db()
    assert card.revoked_at


def test_a_key_is_shown_once(cast: Cast) -> None:
    client = as_(cast.ada)
    page = client.post(reverse("office:api-keys"), {"name": "Planning", "scopes": ["jobs", "people"]})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert secret not in client.get(reverse("office:api-keys")).content.decode()
    assert ApiKey.objects.get().scopes == ["jobs", "people"]


def test_settings_are_chosen_and_audited(cast: Cast) -> None:
    data = {
        "organisation": "Ruitmeesters",
        "accent": "#17494D",
        "minimum_answers": "12",
        "export_days": "14",
        "default_language": "nl",
        "currency": "EUR",
        "region": "BE",
    }
    as_(cast.ines).post(reverse("office:settings"), data)
    chosen = preferences()
    assert (chosen.organisation, chosen.minimum_answers, chosen.region) == ("Ruitmeesters", 12, "BE")
    assert AuditEntry.objects.get(action="core.settings.chosen").detail["after"]["minimum_answers"] == 12


@pytest.mark.parametrize("wrong", [{"accent": "#ffe070"}, {"accent": "red"}, {"minimum_answers": "1"}])
def test_settings_that_customers_could_not_read_or_that_give_people_away(
    cast: Cast, wrong: dict[str, str]
) -> None:
    data = {
        "organisation": "R",
        "accent": "#17494d",
        "minimum_answers": "12",
        "export_days": "14",
        "default_language": "nl",
        "currency": "EUR",
    }
    page = as_(cast.ines).post(reverse("office:settings"), {**data, **wrong})
    assert page.context["form"].errors
    assert preferences().minimum_answers == 10


def test_units_are_added_moved_and_closed(cast: Cast) -> None:
    client = as_(cast.hanna)
    client.post(reverse("office:unit-new"), {"name": "Gouda", "kind": "centre", "parent": "Region West"})
    gouda = Unit.objects.get(name="Gouda")
    client.post(reverse("office:unit-move", args=[gouda.pk]), {"move-to": "Region East"})
    client.post(reverse("office:unit-close", args=[gouda.pk]))
    gouda.refresh_from_db()
    assert gouda.parent == cast.east
    assert gouda.closed_on
    client.post(reverse("office:unit-close", args=[cast.centre.pk]))
    assert Unit.objects.get(pk=cast.centre.pk).closed_on is None


def test_the_tree_costs_as_many_queries_for_many_units(cast: Cast) -> None:
    client = as_(cast.ada)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("office:units"))
        return len(captured)

    queries()
    before = queries()
    for number in range(20):
        add_unit(f"Team {number}", kind=UnitKind.TEAM, parent=cast.centre)
    assert queries() == before


def test_the_trail_reads_on(cast: Cast) -> None:
    client = as_(cast.hanna)
    first = client.get(reverse("office:audit"), {"q": "employee.added"})
    assert len(first.context["entries"]) == 16
    assert first.context["older"] == ""
    assert client.get(reverse("office:audit"), {"before": "9" * 30, "q": "\x00"}).status_code == 200


def test_a_name_is_text_and_never_code(cast: Cast) -> None:
    Employee.objects.filter(pk=cast.sanne.pk).update(name="<script>alert(1)</script>")
    html = as_(cast.ada).get(reverse("office:person", args=[cast.sanne.pk])).content.decode()
    assert "<script>alert" not in html


def test_many_roles_stand_on_pages_and_are_found_by_name(cast: Cast) -> None:
    client = as_(cast.ada)
    for number in range(60):
        user = add_user(name=f"Lid {number:02}", email=f"lid{number}@example.org", now=cast.now)
        Role.objects.create(user=user, kind=RoleKind.BOARD_READER, started_on=STARTED)
    first = client.get("/office/people/roles/").content.decode()
    assert "Ada Okafor" in first
    assert "Els Kuipers" not in first  # coaches come last: on the second page
    assert "Els Kuipers" in client.get("/office/people/roles/?page=2").content.decode()
    found = client.get("/office/people/roles/?who=youssef").content.decode()
    assert "Els Kuipers" in found
    assert "Mirjam Bos" not in found
    assert "Nobody of the name" in client.get("/office/people/roles/?who=zzz").content.decode()
    assert client.get("/office/people/roles/?who=%00").status_code == 200
