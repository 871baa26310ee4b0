"""The pages of reports: what readers see, what authors may do, and what nobody can slip in."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from extramile.board.models import Delivery, Quote, Report, ReportState
from extramile.board.operations import deliver, finalise, make, make_due, remark
from extramile.board.queries import handings_of
from extramile.core.models import AuditEntry
from extramile.monitor.operations import count_changes
from extramile.outbox.models import Message
from extramile.people.models import Employee, User
from tests.cast import Cast, user_of
from tests.monitor.facts import answered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served_as_web_role")]
HOSTILE = "<script>alert(1)</script><b onclick=x>"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def client_of(who: Employee | User) -> Client:
    client = Client()
    client.force_login(user_of(who), backend=BACKEND)
    return client


@pytest.fixture
def draft(cast: Cast) -> Report:
    for day in range(1, 30):
        moment = cast.now - timedelta(days=day)
        words = f"Very kind indeed, visit {day}. {HOSTILE}"
        answered(cast.team, cast.sanne, now=moment, score=10 if day % 3 else 4, words=words)
    while count_changes(cast.now):
        pass
    report, _new = make(
        since=cast.today - timedelta(days=60),
        until=cast.today - timedelta(days=1),
        actor=user_of(cast.ines),
        now=cast.now,
    )
    make_due(cast.now)
    report.refresh_from_db()
    return report


@pytest.fixture
def final(draft: Report, cast: Cast) -> Report:
    finalise(draft, actor=user_of(cast.ines), now=cast.now)
    draft.refresh_from_db()
    return draft


def path(name: str, report: Report, **more: object) -> str:
    return reverse(f"board:{name}", kwargs={"report": report.public_id, **more})


def test_the_first_page_answers_before_anything_else(final: Report, cast: Cast) -> None:
    page = client_of(cast.boris).get(path("report-in", final, language="en")).content.decode()
    places = [page.index(f'id="{part}"') for part in ("answer", "how-sure", "to-know-more", "to-decide")]
    places += [page.index(f'id="{part}"') for part in ("chain", "areas", "customers", "promises", "methods")]
    assert places == sorted(places)
    assert page.index("<h1>") < places[1]


def test_the_report_keeps_its_language_whatever_the_reader_speaks(final: Report, cast: Cast) -> None:
    cast.boris.language = "nl"
    cast.boris.save()
    page = client_of(cast.boris).get(path("report-in", final, language="en")).content.decode()
    assert '<article class="report" lang="en">' in page
    assert "How sure we are" in page
    assert "Hoe zeker we zijn" not in page
    assert "Rapporten aan de directie" in page  # the page around it speaks Dutch
    page = client_of(cast.boris).get(path("report-in", final, language="nl")).content.decode()
    assert "Hoe zeker we zijn" in page
    assert "Hetzelfde als tabel" in page or "Te weinig" in page
    assert "How sure" not in page


def test_nothing_that_people_wrote_becomes_markup(draft: Report, cast: Cast) -> None:
    remark(draft, part="answer", words=HOSTILE, actor=user_of(cast.ines), now=cast.now)
    page = client_of(cast.ines).get(path("report-in", draft, language="en")).content.decode()
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "<b onclick" not in page


def test_a_draft_is_not_there_for_its_readers(draft: Report, cast: Cast) -> None:
    for who in (cast.boris, cast.sanne, cast.ada, cast.hanna):
        client = client_of(who)
        for name in ("report-in", "report-paper"):
            assert client.get(path(name, draft, language="en")).status_code == 404
        assert client.get(path("report", draft)).status_code == 404
    listed = client_of(cast.boris).get(reverse("board:reports")).content.decode()
    assert str(draft.public_id) not in listed


def test_a_named_reader_reads_the_one_that_was_sent_and_no_other(final: Report, cast: Cast) -> None:
    client = client_of(cast.sanne)
    assert client.get(path("report-in", final, language="en")).status_code == 404
    assert client.get(reverse("board:reports")).status_code == 404
    deliver(final, to=[user_of(cast.sanne)], actor=None, now=cast.now)
    page = client.get(path("report-in", final, language="en"))
    assert page.status_code == 200
    assert "Make it final" not in page.content.decode()
    assert Delivery.objects.get().opened_at is not None
    other, _new = make(
        since=cast.today - timedelta(days=9), until=cast.today - timedelta(days=1), actor=None, now=cast.now
    )
    make_due(cast.now)
    finalise(other, actor=None, now=cast.now)
    assert client.get(path("report-in", other, language="en")).status_code == 404


def test_every_button_of_its_author_carries_what_the_door_asks_for(draft: Report, cast: Cast) -> None:
    """As a browser presses it: a part of a page that is given nothing of the rest loses the token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user_of(cast.ines), backend=BACKEND)
    for at_last in (False, True):
        page = client.get(path("report-in", draft, language="en")).content.decode()
        forms = re.findall(r'<form[^>]*method="post"[^>]*>.*?</form>', page, re.DOTALL)
        assert len(forms) > 1
        for form in forms:
            assert 'name="csrfmiddlewaretoken"' in form, form[:200]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        if not at_last:
            pressed = client.post(path("report-final", draft), {"csrfmiddlewaretoken": token[1]})
            assert pressed.status_code == 302
    draft.refresh_from_db()
    assert draft.state == ReportState.FINAL


def test_final_twice_is_final_once(draft: Report, cast: Cast) -> None:
    client = client_of(cast.ines)
    for _ in range(2):
        assert client.post(path("report-final", draft)).status_code == 302
    draft.refresh_from_db()
    assert draft.state == ReportState.FINAL
    assert AuditEntry.objects.filter(action="board.report.made-final").count() == 1
    page = client.get(path("report-in", draft, language="en")).content.decode()
    assert "Add a remark" not in page
    assert "Leave this one out" not in page


ON_A_FINAL_ONE: dict[str, Callable[[Client, Report], object]] = {
    "remark": lambda client, report: client.post(
        path("report-remark", report), {"part": "answer", "words": "x"}
    ),
    "anew": lambda client, report: client.post(path("report-anew", report)),
    "words out": lambda client, report: client.post(
        path("report-words-out", report, number=1), {"why": "I do not like it"}
    ),
}


@pytest.mark.parametrize("what", ON_A_FINAL_ONE)
def test_on_a_final_one_the_author_is_told_why_not(final: Report, cast: Cast, what: str) -> None:
    client = client_of(cast.ines)
    ON_A_FINAL_ONE[what](client, final)
    page = client.get(path("report-in", final, language="en")).content.decode()
    assert "not a draft any more" in page
    assert not final.remarks.exists()


def test_sent_to_readers_and_to_somebody_by_address(final: Report, cast: Cast) -> None:
    client = client_of(cast.ines)
    page = client.get(path("report-in", final, language="en")).content.decode()
    assert f'value="{cast.boris.pk}"' in page
    told = {"reader": [cast.boris.pk], "address": "WIM@ruitmeesters.example"}
    client.post(path("report-deliver", final), told)
    assert {one.user_id for one in Delivery.objects.all()} == {cast.boris.pk, user_of(cast.wim).pk}
    assert Message.objects.filter(key__startswith="board:").count() == 2


def test_an_address_of_nobody_sends_nothing(final: Report, cast: Cast) -> None:
    client = client_of(cast.ines)
    told = {"reader": [cast.boris.pk], "address": "stranger@example.org"}
    client.post(path("report-deliver", final), told)
    assert not Delivery.objects.exists()
    page = client.get(path("report-in", final, language="en")).content.decode()
    assert "stranger@example.org" in page


def test_an_employee_without_the_deed_cannot_be_ticked_as_a_reader(final: Report, cast: Cast) -> None:
    told = {"reader": [user_of(cast.wim).pk, "9" * 30, "x"]}
    client_of(cast.ines).post(path("report-deliver", final), told)
    assert not Delivery.objects.exists()


def test_withdrawn_its_readers_find_the_reason(final: Report, cast: Cast) -> None:
    client_of(cast.ines).post(path("report-withdraw", final), {"why": f"Counted twice. {HOSTILE}"})
    reader = client_of(cast.boris)
    page = reader.get(path("report-in", final, language="en")).content.decode()
    assert "Counted twice." in page
    assert "<script>alert" not in page
    assert "How sure we are" not in page
    assert reader.get(path("report-paper", final, language="en")).status_code == 404


def test_on_paper_in_both_languages_and_written_down(final: Report, cast: Cast) -> None:
    for language in ("en", "nl"):
        response = client_of(cast.boris).get(path("report-paper", final, language=language))
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF-")
        assert f"{language}.pdf" in response.headers["Content-Disposition"]
    assert AuditEntry.objects.filter(action="board.report.downloaded").count() == 2


def test_erased_words_say_that_they_were(final: Report, cast: Cast) -> None:
    quote = Quote.objects.filter(report=final, is_shown=True).first()
    assert quote is not None
    words = quote.words
    Quote.objects.filter(pk=quote.pk).update(words="")
    page = client_of(cast.boris).get(path("report-in", final, language="en")).content.decode()
    assert "Erased at the customer’s wish." in page
    assert words not in page


def test_while_it_is_made_its_author_sees_how_far(cast: Cast) -> None:
    client = client_of(cast.ines)
    days = {"since": "2026-01-01", "until": "2026-02-28"}
    made = client.post(reverse("board:report-new"), days, follow=True)
    assert "being made" in made.content.decode()
    report = Report.objects.get()
    piece = client.get(path("report-state", report))
    assert "progress" in piece.content.decode()
    make_due(cast.now)
    assert "HX-Redirect" in client.get(path("report-state", report)).headers


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("2026-02-28", "2026-01-01", "comes before the first"),
        ("2020-01-01", "2026-02-28", "Five years are the most"),
        ("2026-01-01", "2999-01-01", "not over yet"),
        ("soon", "later", "Last day"),
    ],
)
def test_a_period_that_cannot_be_says_what_to_change(cast: Cast, since: str, until: str, told: str) -> None:
    response = client_of(cast.ines).post(reverse("board:report-new"), {"since": since, "until": until})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Report.objects.exists()


def test_whoever_was_sent_a_report_finds_it_in_the_bar_and_others_do_not(final: Report, cast: Cast) -> None:
    """A manager has no reports of their own right: a mail that is thrown away must not be the only way in."""
    manager, other = client_of(cast.rik), client_of(cast.tom)
    assert 'href="/board/"' not in manager.get(reverse("monitor:units"), follow=True).text
    deliver(final, to=[user_of(cast.rik)], actor=None, now=cast.now)
    page = manager.get(reverse("monitor:units"), follow=True).text
    assert 'href="/board/"' in page
    assert path("report", final) in manager.get(reverse("board:reports")).text
    assert 'href="/board/"' not in other.get(reverse("monitor:units"), follow=True).text
    assert other.get(reverse("board:reports")).status_code == 404


def test_the_paper_counts_as_opened_and_the_mail_leads_to_it(final: Report, cast: Cast) -> None:
    deliver(final, to=[cast.boris], actor=None, now=cast.now)
    mail = Message.objects.get(key__startswith="board:")
    address = path("report-paper", final, language="nl")
    assert address in mail.text
    assert address in mail.html
    paper = client_of(cast.boris).get(address)
    assert paper.content.startswith(b"%PDF")
    assert Delivery.objects.get().opened_at is not None


def test_who_received_it_by_hand_stands_beside_those_it_was_sent_to(final: Report, cast: Cast) -> None:
    ines, page = client_of(cast.ines), path("report-in", final, language="en")
    day = final.finalised_at.date().isoformat() if final.finalised_at else ""
    sent = {"name": "A. <b>de Wit</b>", "way": "paper", "handed_on": day, "in": "en"}
    assert ines.post(path("report-handed", final), sent).status_code == 302
    text = ines.get(page).text
    assert "A. &lt;b&gt;de Wit&lt;/b&gt;" in text
    assert "on paper" in text
    assert "de Wit" not in client_of(cast.boris).get(page).text
    for wrong in ({"handed_on": "2020-01-01"}, {"name": " "}, {"way": "by pigeon"}, {"handed_on": "soon"}):
        ines.post(path("report-handed", final), {**sent, **wrong})
    (one,) = handings_of(final.public_id)
    ines.post(path("report-handed-back", final, number=one.number), {"in": "en"})
    assert handings_of(final.public_id) == []


def test_leaders_are_offered_and_read_it_once_they_are_named(final: Report, cast: Cast) -> None:
    """Of regions and above; somebody who leads one centre is named by address, as anybody is."""
    ines, page = client_of(cast.ines), path("report-in", final, language="en")
    offered = ines.get(page).text
    assert f'value="{user_of(cast.rik).pk}"> {cast.rik.name}' in offered
    assert cast.mirjam.name not in offered
    assert client_of(cast.rik).get(page).status_code == 404
    nobody = str(user_of(cast.mirjam).pk)  # not offered, so not sent by this
    ines.post(path("report-deliver", final), {"reader": [str(user_of(cast.rik).pk), nobody], "in": "en"})
    assert [one.user for one in Delivery.objects.all()] == [user_of(cast.rik)]
    assert client_of(cast.rik).get(page).status_code == 200
    assert f'value="{user_of(cast.rik).pk}"' not in ines.get(page).text
