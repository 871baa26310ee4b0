"""What imported answers say is gone after an erasure: of one alone, and of all that are a customer's."""

import json
from argparse import Namespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from extramile.actions.operations import ask_coach
from extramile.cli import erase
from extramile.conductor import erasure, imports
from extramile.conductor.erasure import erase_customer, erase_response, erase_waiting
from extramile.contacts.models import Contact, ErasureReceipt, WaitingErasure
from extramile.contacts.operations import Person, wait_to_erase
from extramile.contacts.queries import reference_key
from extramile.core.models import AuditEntry
from extramile.core.tables import Row
from extramile.intake.models import BatchKind
from extramile.intake.operations import (
    confirm_mapping,
    files,
    source_called,
    start_batch,
    take_jobs,
)
from extramile.people.operations import make_api_key
from extramile.questionnaires.operations import ship_default
from extramile.responses import operations as responses
from extramile.responses.models import Answer, ImportedResponse, Response
from extramile.responses.queries.elsewhere import imported_response, sources_of_responses
from tests.cast import Cast
from tests.conductor.canaries import NAME, REFERENCE, found, plant
from tests.intake.rows import job

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("own_uploads", "served_as_web_role"),  # pages are served behind the second fence
]


def bring_in_answers(cast: Cast) -> int:
    """A file with two answers, one of a canary; the file is still there. Our number of the canary's."""
    rows = (
        "Nummer;Cijfer;Toelichting;Datum;Medewerker;Klantnaam\n"
        f"R-1;9;Groeten van {NAME} uit Kanarie;1-3-2026;e-sanne;{NAME}\n"
        "R-2;3;Te laat en niets gezegd;1-3-2026;e-sanne;Iemand Anders\n"
    )
    fields = imports.handler_of("responses").fields
    batch = start_batch(
        source_called("bureau"),
        BatchKind.RESPONSES,
        files.store([rows.encode()]),
        file_name="answers.csv",
        fields=fields,
        now=cast.now,
    )
    mapping = {
        "external_id": "Nummer", "score": "Cijfer", "comment": "Toelichting", "responded_at": "Datum",
        "employee": "Medewerker",
    }  # fmt: skip
    confirm_mapping(
        batch,
        mapping=mapping,
        attributes=[{"column": "Klantnaam", "type": "text"}],
        fields=fields,
        now=cast.now,
    )
    imports.run(batch, now=cast.now)
    number = imported_response("bureau", "R-1")
    assert number is not None
    return number


def test_what_an_imported_answer_says_is_erased_and_its_score_stays(cast: Cast) -> None:
    ship_default(cast.now)
    number = bring_in_answers(cast)
    ask_coach(cast.sanne, number, note=f"{NAME} was zo aardig", now=cast.now)
    assert {"responses_answer.words", "actions_coachquestion.note", "uploads"} <= found()
    made = erase_response(number, actor=cast.ines.user, now=cast.now)
    assert found() == set()
    assert (made.contact_id, made.response_id, made.emptied["answers"]) == (None, number, 1)
    kept = Response.objects.get(pk=number)
    assert (kept.score, kept.has_words, kept.attributes) == (9, False, {})
    assert Answer.objects.filter(words="Te laat en niets gezegd").exists()
    entry = AuditEntry.objects.get(action="responses.words.erased")
    assert (entry.actor_name, entry.subject_id) == ("Ines Moreau", str(number))


def bring_in_whose(cast: Cast, *, source: str, words: str = f"Groeten van {NAME}") -> list[int]:
    """A file that tells whose each answer is: two of a canary, one of another. Our numbers of them."""
    rows = (
        "Respondent;NPS;Toelichting;Datum;Medewerker;Klantnummer;Klantnaam\n"
        f"R-1;9;{words} uit Kanarie;1-3-2026;e-sanne;{REFERENCE};{NAME}\n"
        f"R-2;3;Nog eens de groeten van {NAME};2-3-2026;e-sanne; {REFERENCE} ;{NAME}\n"
        "R-3;1;Te laat en niets gezegd;1-3-2026;e-sanne;K1;Iemand Anders\n"
    )
    fields = imports.handler_of("responses").fields
    batch = start_batch(
        source_called(source),
        BatchKind.RESPONSES,
        files.store([rows.encode()]),
        file_name="whose.csv",
        fields=fields,
        now=cast.now,
    )
    mapping = batch.shape["mapping"]
    assert mapping["customer_reference"] == "Klantnummer"
    kept = [{"column": "Klantnaam", "type": "text"}]
    confirm_mapping(batch, mapping=mapping, attributes=kept, fields=fields, now=cast.now)
    assert imports.run(batch, now=cast.now).created == 3
    return [imported_response(source, f"R-{n}") or 0 for n in (1, 2, 3)]


@pytest.mark.parametrize("source", ["crm", "bureau"])
def test_an_imported_answer_is_erased_with_its_customer(cast: Cast, source: str) -> None:
    """Of the source of the jobs, and of a bureau that has no customers of its own."""
    contact = plant(cast)
    numbers = bring_in_whose(cast, source=source)
    ask_coach(cast.sanne, numbers[0], note=f"{NAME} was zo aardig", now=cast.now)
    receipt = erase_customer(contact.pk, actor=None, now=cast.now)
    assert found() == set()
    assert receipt.emptied["answers"] == 3  # and the one that was asked here
    assert [Response.objects.get(pk=pk).score for pk in numbers] == [9, 3, 1]
    assert Answer.objects.filter(response_id=numbers[2], words="Te laat en niets gezegd").exists()
    assert list(ImportedResponse.objects.filter(customer_key=reference_key(REFERENCE))) == []
    values = {"external_id": "R-1", "score": 2, "comment": NAME, "customer_reference": REFERENCE}
    again = responses.import_responses(source_called(source), [Row(2, values)], now=cast.now)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert found() == set()


def test_the_same_number_at_another_system_is_somebody_else(cast: Cast) -> None:
    contact = plant(cast)
    theirs = Person(REFERENCE, "Een Ander", "een.ander@example.org", "", "nl")
    take_jobs(source_called("webshop"), [job("W1", customer=theirs, finished_at=cast.now)], now=cast.now)
    number = bring_in_whose(cast, source="webshop", words="Fijne webwinkel")[0]
    erase_customer(contact.pk, actor=None, now=cast.now)
    assert Answer.objects.filter(response_id=number, words="Fijne webwinkel uit Kanarie").exists()
    erase_customer(Contact.objects.get(source="webshop").pk, actor=None, now=cast.now)
    assert not Answer.objects.filter(response_id=number).exclude(words="").exists()


def test_whose_an_answer_is_stays_when_a_later_row_leaves_it_out(cast: Cast) -> None:
    ship_default(cast.now)
    row = {"external_id": "R-1", "score": 9, "employee": "e-sanne", "customer_reference": REFERENCE}
    source = source_called("bureau")
    for values, outcome in (
        ({**row, "customer_reference": "K1"}, "created"),
        (row, "updated"),
        ({**row, "customer_reference": ""}, "updated"),
        ({**row, "customer_reference": ""}, "unchanged"),
    ):
        applied = responses.import_responses(source, [Row(2, values)], now=cast.now)
        assert getattr(applied, outcome) == 1
    assert bytes(ImportedResponse.objects.get().customer_key or b"") == reference_key(REFERENCE)


def test_rows_without_a_number_are_not_doubled_when_a_file_tells_whose_they_are(cast: Cast) -> None:
    ship_default(cast.now)
    for more in ({}, {"customer_reference": "K1"}):
        row = Row(2, {"score": 9, "comment": "Fijn", "employee": "e-sanne", **more})
        responses.import_responses(source_called("bureau"), [row], now=cast.now)
    assert Response.objects.count() == 1


def test_an_answer_that_a_program_sent_is_erased_with_its_customer(cast: Cast, client: Client) -> None:
    """One alone, one of many, and one sent again, now with whose it is; the key opens answers alone."""
    contact = plant(cast)
    _key, secret = make_api_key("bureau", scopes=["responses"], actor=None, now=cast.now)

    def send(path: str, content: dict[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {secret}"}
        answer = client.post(path, content, content_type="application/json", headers=headers)
        assert answer.status_code in {200, 201}, answer.content

    one = {"responded_at": "2026-02-03T14:05+01:00", "score": 9, "comment": NAME, "employees": ["e-sanne"]}
    whose = {**one, "customer": REFERENCE}
    send("/api/v1/responses", {**whose, "source": "till", "external_id": "R-1"})
    send("/api/v1/responses", {**one, "source": "till", "external_id": "R-2"})
    send("/api/v1/responses", {**whose, "source": "till", "external_id": "R-2"})
    many = [{**whose, "external_id": "R-3"}, {**one, "external_id": "R-4", "comment": "Van een ander"}]
    send("/api/v1/responses/batch", {"source": "till", "responses": many})
    assert ImportedResponse.objects.filter(customer_key=reference_key(REFERENCE)).count() == 3
    assert erase_customer(contact.pk, actor=None, now=cast.now).emptied["answers"] == 4
    assert found() == set()
    assert Answer.objects.filter(words="Van een ander").exists()


def test_an_answer_that_is_erased_is_found_by_an_index(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for wanted, index in (
            ("response_id = 7", "imported_response"),
            ("customer_key = '7'", "imported_customer"),
        ):
            cursor.execute(f"EXPLAIN SELECT 1 FROM responses_importedresponse WHERE {wanted}")
            assert index in "".join(line for (line,) in cursor.fetchall())


def test_an_erasure_that_fails_keeps_no_other_waiting(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ship_default(cast.now)
    number = bring_in_answers(cast)
    for response_id in (number - 1, number):
        wait_to_erase(response_id=response_id, never_ask_again=False, actor=None, now=cast.now)
    honest = erasure.erase_response

    def failing(response_id: int, **more: Any) -> ErasureReceipt:
        if response_id != number:
            raise ZeroDivisionError
        return honest(response_id, **more)

    monkeypatch.setattr(erasure, "erase_response", failing)
    with pytest.raises(ZeroDivisionError):
        erase_waiting(cast.now)
    assert found() == set()
    assert [one.response_id for one in WaitingErasure.objects.all()] == [number - 1]


def test_an_erased_answer_does_not_come_back_with_a_corrected_file(cast: Cast) -> None:
    ship_default(cast.now)
    number = bring_in_answers(cast)
    erase_response(number, actor=cast.ines.user, now=cast.now)
    values = {"external_id": "R-1", "score": 2, "comment": f"Toch niet, {NAME}", "employee": "e-sanne"}
    for _ in range(2):
        again = responses.import_responses(source_called("bureau"), [Row(2, values)], now=cast.now)
        assert (again.created, again.updated, again.unchanged, again.problems) == (0, 0, 1, [])
    assert found() == set()
    assert Response.objects.get(pk=number).score == 9


def test_an_answer_is_found_by_its_source_and_its_own_number_alone(cast: Cast) -> None:
    ship_default(cast.now)
    bring_in_answers(cast)
    with CaptureQueriesContext(connection) as captured:
        assert sources_of_responses() == ["bureau"]
    assert len(captured) == 1  # however many sources there are
    assert imported_response("bureau", "R-3") is None
    assert imported_response("another", "R-1") is None
    with pytest.raises(Response.DoesNotExist):
        erase_response(2**40, actor=None, now=cast.now)


def test_an_answer_is_erased_from_the_command_line(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    ship_default(cast.now)
    number = bring_in_answers(cast)
    arguments = Namespace(who="R-1", source="bureau", response=True, yes=True, json=True, may_ask_again=False)
    assert erase.run(arguments) == 0
    (receipt,) = json.loads(capsys.readouterr().out)
    assert receipt["emptied"]["answers"] == 1
    assert found() == set()
    assert erase.run(Namespace(**{**vars(arguments), "source": "", "who": str(number)})) == 0
    assert erase.run(Namespace(**{**vars(arguments), "who": "R-9"})) == 1


def test_an_answer_is_erased_on_the_page_and_by_a_program(cast: Cast, client: Client) -> None:
    ship_default(cast.now)
    number = bring_in_answers(cast)
    assert cast.ines.user
    client.force_login(cast.ines.user, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("office:answer-erase")
    for wrong in ({}, {"number": "R-3", "sure": "on"}, {"number": "R-1"}, {"source": "x", "number": "R-1"}):
        assert client.post(page, {"source": "bureau", **wrong}).status_code == 422
    assert "Kanarie" not in client.get(page).content.decode()
    assert "responses_answer.words" in found()
    done = client.post(page, {"source": "bureau", "number": " R-1 ", "sure": "on"}, follow=True)
    assert f"What answer {number} said is forgotten" in done.content.decode()
    assert found() == set()
    _key, secret = make_api_key("till", scopes=["customers"], actor=None, now=cast.now)
    for external_id, erased in (("R-2", 1), ("R-9", 0)):
        answer = client.post(
            "/api/v1/customers/erase-answer",
            {"source": "bureau", "external_id": external_id},
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )
        assert (answer.status_code, answer.json()["erased"]) == (200, erased)
    assert not Answer.objects.exclude(words="").exists()
