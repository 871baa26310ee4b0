"""The customer's door, by HTTP alone: what a phone without scripts, a scanner or a prankster sees."""

import gzip
import re
from datetime import datetime, timedelta
from html import unescape
from itertools import chain, repeat
from unittest.mock import patch

import brotli
import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from extramile.core.preferences import choose
from extramile.core.retry import TRIES
from extramile.core.tokens import link_token
from extramile.invitations.models import Invitation
from extramile.invitations.operations import make_walk_in
from extramile.invitations.operations.answered import mark_answered
from extramile.questionnaires.operations import ship_default
from extramile.questionnaires.queries import definition_of
from extramile.responses.models import Answer, Credit, Response
from extramile.web.answer.style import contrast, ink_on, readable, stylesheet
from tests.cast import Cast

FORM = "application/x-www-form-urlencoded"


def path_of(invitation: Invitation) -> str:
    return f"/a/{link_token('answer', invitation.pk)}"


def words(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)))


@pytest.mark.django_db
def test_opening_a_link_shows_the_questions_and_stores_nothing(
    client: Client, invitation: Invitation
) -> None:
    for method in (client.get, client.head):
        for query in ("", "?score=9", "?score=9&why=robot&-partial=1"):
            answer = method(path_of(invitation) + query)
            assert answer.status_code == 200
            assert not answer.cookies
    assert not Response.objects.exists()
    page = client.get(path_of(invitation)).content.decode()
    assert "Sanne helped you" in words(page)
    assert "windscreen replacement" in words(page)
    assert "checked" not in page  # no default choice
    assert page.count('name="nps"') == 11


@pytest.mark.django_db
def test_a_score_pressed_in_the_mail_is_marked_and_said_not_to_be_sent_yet(
    client: Client, invitation: Invitation
) -> None:
    page = client.get(path_of(invitation) + "?score=9").content.decode()
    assert re.findall(r'value="(\d+)"[^>]* checked', page) == ["9"]
    assert "You chose 9 in the message" in words(page)
    for odd in ("11", "-1", "9.5", "x", "9'><script>"):
        page = client.get(path_of(invitation), {"score": odd}).content.decode()
        assert "checked" not in page


@pytest.mark.django_db
def test_an_answer_is_stored_and_thanked_for(client: Client, invitation: Invitation) -> None:
    answer = client.post(
        path_of(invitation), {"nps": "9", "why": "Kind <b>&", "praise": ["friendly"], "-language": "nl"}
    )
    assert answer.status_code == 200
    assert "Dank u wel" in words(answer.content.decode())
    assert answer["Content-Language"] == "nl"
    assert Response.objects.get().language == "nl"
    assert Answer.objects.get(question="why").words == "Kind <b>&"
    again = client.get(path_of(invitation)).content.decode()
    assert "Kind &lt;b&gt;&amp;</textarea>" in again
    assert re.findall(r'value="(\w+)"[^>]* checked', again) == ["9", "friendly"]


@pytest.mark.django_db
def test_what_was_typed_is_kept_when_something_is_missing(client: Client, invitation: Invitation) -> None:
    answer = client.post(
        path_of(invitation), {"why": "</textarea><script>alert(1)</script>", "-language": "en"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Please choose an answer first." in words(page)
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in page
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_a_partial_answer_is_taken_without_a_page(client: Client, invitation: Invitation) -> None:
    answer = client.post(path_of(invitation), {"nps": "3", "-partial": "1"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert Response.objects.get().completed_at is None


@pytest.mark.django_db
def test_a_whole_visit_takes_eight_statements_at_most(client: Client, invitation: Invitation) -> None:
    definition_of(invitation.version_id or 0)
    with CaptureQueriesContext(connection) as statements:
        client.get(path_of(invitation) + "?score=9")
        client.post(path_of(invitation), {"nps": "9", "why": "Kind", "praise": ["friendly", "tidy"]})
    said = [query["sql"] for query in statements.captured_queries]
    assert Response.objects.exists()
    assert len(said) <= 8, said


@pytest.mark.django_db
def test_thanks_only_after_the_commit(client: Client, invitation: Invitation) -> None:
    with patch("extramile.responses.operations.store.mark_answered", side_effect=DatabaseError("disk full")):
        answer = client.post(path_of(invitation), {"nps": "9"}, headers={"accept-language": "de"})
    assert answer.status_code == 503
    assert "nicht gespeichert" in words(answer.content.decode())
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_no_thanks_where_keeping_it_fails_at_the_very_end(client: Client, invitation: Invitation) -> None:
    """Everything is written, and then the database says no. In a test the end is that of a savepoint."""
    end = "django.db.backends.base.base.BaseDatabaseWrapper.savepoint_commit"
    with (
        patch("extramile.responses.operations.store.mark_answered", wraps=mark_answered) as marked,
        patch(end, side_effect=chain([DatabaseError("disk full")], repeat(None))),
    ):
        answer = client.post(path_of(invitation), {"nps": "9"}, headers={"accept-language": "de"})
    assert (answer.status_code, marked.call_count) == (503, 1)
    assert "nicht gespeichert" in words(answer.content.decode())
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_a_server_that_does_not_wait_for_its_disk_waits_for_an_answer(
    client: Client, invitation: Invitation
) -> None:
    def mark(invitation_id: int, *, now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('synchronous_commit')")
            told.append(cursor.fetchone()[0])
        mark_answered(invitation_id, now=now)

    told: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
    with patch("extramile.responses.operations.store.mark_answered", side_effect=mark):
        assert client.post(path_of(invitation), {"nps": "9"}).status_code == 200
    assert told == ["on"]


@pytest.mark.django_db
def test_an_answer_undone_for_another_ones_sake_is_stored_at_the_second_try(
    client: Client, invitation: Invitation
) -> None:
    undone = OperationalError("deadlock detected")
    undone.__cause__ = psycopg.errors.DeadlockDetected()
    with patch("extramile.responses.operations.store.mark_answered", side_effect=[undone, None]) as marked:
        answer = client.post(path_of(invitation), {"nps": "9"})
    assert (answer.status_code, marked.call_count) == (200, 2)
    assert Response.objects.get().score == 9


@pytest.mark.django_db
def test_a_door_that_stays_shut_is_not_knocked_at_for_ever(client: Client, invitation: Invitation) -> None:
    undone = OperationalError("deadlock detected")
    undone.__cause__ = psycopg.errors.DeadlockDetected()
    with patch("extramile.responses.operations.store.mark_answered", side_effect=undone) as marked:
        answer = client.post(path_of(invitation), {"nps": "9"})
    assert (answer.status_code, marked.call_count) == (503, TRIES)
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_the_second_step_of_a_browser_that_cannot_hide(client: Client, invitation: Invitation) -> None:
    first = client.post(path_of(invitation), {"nps": "9", "why": "Good", "-step": "next"}).content.decode()
    assert "praise" in first
    assert "improve" not in first
    assert "What did Sanne do well?" in words(first)
    assert re.findall(r'value="(\d+)"[^>]* checked', first) == ["9"]
    assert 'name="-step"' not in first
    assert Response.objects.get().completed_at is None
    client.post(path_of(invitation), {"nps": "9", "why": "Good", "praise": ["tidy"]})
    assert Response.objects.get().completed_at is not None
    assert Answer.objects.get(question="praise").choices == ["tidy"]


@pytest.mark.django_db
def test_another_language_keeps_what_was_typed_and_stores_nothing(
    client: Client, invitation: Invitation
) -> None:
    answer = client.post(path_of(invitation), {"nps": "4", "why": "Hmm", "-switch": "fr"})
    page = answer.content.decode()
    assert 'lang="fr" dir="ltr"' in page
    assert "Hmm</textarea>" in page
    assert re.findall(r'value="(\d+)"[^>]* checked', page) == ["4"]
    assert not Response.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ("nl-BE,nl;q=0.9", "Deze link kennen we niet"),
        ("xx,fr;q=0.5,de;q=0.8", "Diesen Link"),
        ("", "We don’t"),
    ],
)
def test_unknown_links_are_told_kindly(client: Client, wishes: str, expected: str) -> None:
    for path in ("/a/abc", f"/a/{link_token('answer', 77)}", f"/a/{link_token('stop', 1)}", "/a/", "/w/x"):
        answer = client.get(path, headers={"accept-language": wishes})
        assert answer.status_code == 404
        assert expected in words(answer.content.decode())


@pytest.mark.django_db
def test_expired_and_cancelled_links(client: Client, invitation: Invitation, now: datetime) -> None:
    invitation.language = "nl"
    invitation.expires_at = now
    invitation.save()
    for answer in (client.get(path_of(invitation)), client.post(path_of(invitation), {"-language": "nl"})):
        assert answer.status_code == 410
        assert "Deze link is verlopen" in words(answer.content.decode())
    invitation.expires_at, invitation.cancelled_at = now + timedelta(days=1), now
    invitation.save()
    assert "We vragen u niets meer" in words(client.get(path_of(invitation)).content.decode())
    assert client.post(path_of(invitation), {"nps": "1", "-partial": "1"}).status_code == 410


@pytest.mark.django_db
def test_stop_asking_takes_a_press_and_can_be_taken_back(client: Client, invitation: Invitation) -> None:
    path = f"{path_of(invitation)}/stop"
    assert f'href="{path}"' in client.get(path_of(invitation)).content.decode()
    with (
        patch("extramile.web.answer.views.stop_asking") as stopped,
        patch("extramile.web.answer.views.start_again") as started,
    ):
        assert "Shall we stop asking you?" in words(client.get(path).content.decode())
        client.head(path)
        assert not stopped.called
        page = client.post(path, {"-stop": "1"}).content.decode()
        assert stopped.call_args.args == (invitation.pk,)
        assert "We won’t ask you again" in words(page)
        assert not started.called
        client.post(path, {"-again": "1"})
        assert started.call_args.args == (invitation.pk,)


@pytest.mark.django_db
def test_headers_of_a_page_without_inline_code(client: Client, invitation: Invitation) -> None:
    answer = client.get(path_of(invitation))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    page = answer.content.decode()
    assert "style=" not in page
    assert not re.search(r"\son\w+=", page)
    assert len(re.findall(r"<script", page)) == 1
    assert len(re.findall(r"rel=.stylesheet", page)) == 1


@pytest.mark.django_db
def test_everything_together_weighs_little(client: Client, invitation: Invitation) -> None:
    page = client.get(path_of(invitation), headers={"accept-encoding": "gzip, br"})
    html = gzip.decompress(page.content).decode()
    total = len(page.content)
    for name in re.findall(r"(?:href|src)=./a/((?:style|script)-[^\"']+)", html):
        asset = client.get(f"/a/{name}", headers={"accept-encoding": "gzip, br"})
        assert asset.status_code == 200
        assert "immutable" in asset["Cache-Control"]
        assert brotli.decompress(asset.content)
        total += len(asset.content)
    assert total <= 15_000
    assert total <= 9_000  # where it stands: a page that grows by half should be noticed


@pytest.mark.django_db
@pytest.mark.parametrize("accent", ["#17494d", "#ffee00", "#ffffff", "#000000", "#e30613"])
def test_the_organisations_colour_can_be_read(client: Client, invitation: Invitation, accent: str) -> None:
    choose(accent=accent, organisation="Ruit & Co <x>")
    page = client.get(path_of(invitation)).content.decode()
    assert "Ruit &amp; Co &lt;x&gt;" in page
    assert stylesheet(accent).name in page
    for paper in ("#faf7f1", "#16181d"):
        colour = readable(accent, paper=paper)
        assert contrast(colour, paper) >= 4.5
        assert contrast(colour, ink_on(colour)) >= 4.5
        assert colour in stylesheet(accent).plain.decode()


def test_an_odd_colour_cannot_write_styles() -> None:
    assert b"evil" not in stylesheet("#fff;} body{background:evil").plain


class TestWalkIn:
    @pytest.fixture
    def path(self, cast: Cast, now: datetime) -> str:
        code = make_walk_in(
            unit=cast.team, employee=cast.sanne, questionnaire=ship_default(now), actor=None, now=now
        )
        return f"/w/{link_token('walk-in', code.pk)}"

    def number_in(self, page: str) -> str:
        found = re.search(r'name="-number" value="([0-9a-f]{40})"', page)
        assert found
        return found[1]

    def test_the_same_form_twice_is_one_anonymous_answer(self, client: Client, path: str, cast: Cast) -> None:
        page = client.get(path).content.decode()
        number = self.number_in(page)
        assert number != self.number_in(client.get(path).content.decode())
        assert "stop" not in page
        assert not Invitation.objects.exists()
        for _ in range(2):
            answer = client.post(path, {"nps": "10", "-number": number})
            assert answer.status_code == 200
        invitation = Invitation.objects.get()
        assert invitation.contact_id is None
        assert path_of(invitation) in answer.content.decode()
        assert Response.objects.get().channel == "qr_employee"
        assert Credit.objects.get().employee_id == cast.sanne.pk
        client.post(path, {"nps": "2", "-number": self.number_in(client.get(path).content.decode())})
        assert Response.objects.count() == 2

    def test_an_empty_form_asks_nobody(self, client: Client, path: str) -> None:
        number = self.number_in(client.get(path).content.decode())
        answer = client.post(path, {"why": "no score", "-number": number})
        assert answer.status_code == 422
        assert self.number_in(answer.content.decode()) == number
        assert not Invitation.objects.exists()

    def test_a_form_without_its_number_gets_one(self, client: Client, path: str) -> None:
        answer = client.post(path, {"nps": "9", "-number": "1"})
        assert 'name="-number"' in answer.content.decode()
        assert not Response.objects.exists()

    def test_a_machine_is_stopped(self, client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("extramile.web.answer.walk_in.MOST", 3)
        numbers = [f"{n:040x}" for n in range(5)]
        statuses = [client.post(path, {"nps": "1", "-number": n}).status_code for n in numbers]
        assert statuses == [200, 200, 200, 429, 429]
        assert Response.objects.count() == 3
