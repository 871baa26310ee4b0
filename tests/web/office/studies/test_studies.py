"""The pages of studies: what each says, what stands behind it, and the road from a draft to an answer."""

import io
import re
import zipfile
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from extramile.evidence import queries
from extramile.evidence.models import Run, RunState, Study
from extramile.evidence.operations import run_due, run_study
from extramile.evidence.operations.changes import METHOD as CHANGE_METHOD
from extramile.evidence.operations.changes import METHOD_BEFORE
from extramile.people.models import User
from extramile.web.office.studies.wording import class_of, method_of
from tests.cast import Cast, user_of
from tests.evidence import made
from tests.evidence.company import APART, follows, follows_later, live, small
from tests.web.office.rollouts.made import drawn
from tests.web.office.studies.rows import written

BACKEND = "django.contrib.auth.backends.ModelBackend"


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def ines(cast: Cast) -> Client:
    return _client(user_of(cast.ines))


@pytest.fixture
def boris(cast: Cast) -> Client:
    return _client(cast.boris)


def _text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    page = response.content.decode()
    shown = re.sub(r'<input[^>]* value="([^"]*)"[^>]*>', r" \1 ", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)).replace("&#x27;", "'")


def test_without_a_wave_the_list_says_what_will_come(ines: Client) -> None:
    text = _text(ines, reverse("office:studies"))
    assert "As soon as somebody plans a wave" in text


def test_from_a_draft_to_an_answer(ines: Client, cast: Cast, now: datetime) -> None:
    company = small(teams=12, first=now - 6 * APART)
    live(company, follows, waves=5)
    response = ines.post(reverse("office:study-new"), written(cast))
    study = UUID(response["Location"].rpartition("/")[2])
    page = reverse("office:study", args=[study])
    assert "Freeze it" in _text(ines, page)
    assert not Run.objects.exists()
    ines.post(reverse("office:study-freeze", args=[study]))
    ines.post(reverse("office:study-run", args=[study]))
    assert "It begins within a minute" in _text(ines, page)
    while run_due(now):
        pass
    text = _text(ines, page)
    assert "When a team’s eNPS rose by 10 points" in text
    assert "Every figure beside it" in text
    assert Study.objects.get().statement_hash in text
    assert "Freeze it" not in text


@pytest.mark.parametrize("lag", ["0", "1"])
def test_what_takes_a_wave_is_found_where_it_is_looked_for(
    ines: Client, cast: Cast, now: datetime, lag: str
) -> None:
    live(small(teams=12, first=now - 8 * APART), follows_later, waves=7)
    page = ines.post(reverse("office:study-new"), written(cast) | {"lag": lag})["Location"]
    study = Study.objects.get()
    assert study.statement["lag"] == int(lag)
    assert ("1 wave later: from day 1" in _text(ines, page)) is (lag == "1")
    change = ines.get(reverse("office:study-change", args=[study.public_id]))
    assert change.context["form"]["lag"].value() == int(lag)
    ines.post(reverse("office:study-freeze", args=[study.public_id]))
    ines.post(reverse("office:study-run", args=[study.public_id]))
    while run_due(now):
        pass
    text = _text(ines, page)
    found = re.search(r"When a team’s eNPS rose by 10 points.*higher one wave later than", text)
    assert (found is not None) is (lag == "1")


def test_a_draft_shows_nothing_to_readers(boris: Client, now: datetime) -> None:
    draft = made.draft(now)
    assert boris.get(reverse("office:study", args=[draft])).status_code == 404
    assert "Drafts" not in _text(boris, reverse("office:studies"))


def test_a_frozen_study_cannot_be_changed_by_its_form(ines: Client, cast: Cast, now: datetime) -> None:
    study = made.frozen(now)
    assert ines.get(reverse("office:study-change", args=[study])).status_code == 404
    assert ines.post(reverse("office:study-change", args=[study]), written(cast)).status_code == 404
    ines.post(reverse("office:study-discard", args=[study]))
    assert Study.objects.filter(public_id=study).exists()


def test_what_is_wrong_in_the_form_is_said_at_its_field(ines: Client, cast: Cast) -> None:
    response = ines.post(reverse("office:study-new"), written(cast) | {"least_answers": "2", "question": ""})
    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == {"least_answers", "question"}


def test_of_one_branch(ines: Client, cast: Cast) -> None:
    response = ines.post(reverse("office:study-new"), written(cast) | {"unit": cast.west.name})
    made_now = Study.objects.get()
    assert made_now.statement["units"] == [cast.west.pk]
    assert cast.west.name in _text(ines, response["Location"])
    assert cast.west.name in _text(ines, reverse("office:study-change", args=[made_now.public_id]))
    wrong = ines.post(reverse("office:study-new"), written(cast) | {"unit": "Atlantis"})
    assert set(wrong.context["form"].errors) == {"unit"}


def test_every_class_is_explained_and_worded(ines: Client, now: datetime) -> None:
    for found in ("cannot_tell", "no_link", "between_only", "lead_fires", "within"):
        study = made.frozen(now, key=f"own-{found}")
        made.done(study, now, found=found, facts={"because": "too_few_waves", "found": 2, "needed": 3})
        text = _text(ines, reverse("office:study", args=[study]))
        assert "leads to" not in text
        assert "None" not in text


def test_a_reader_reads_in_their_own_language(boris: Client, now: datetime) -> None:
    study = made.frozen(now)
    made.done(study, now)
    text = _text(boris, reverse("office:study", args=[study]))
    assert "Ging de eNPS van een team 10 punten omhoog" in text
    assert "Compute it again" not in text
    for english in ("What was written down", "Every figure beside", "Download the sealed", "Within teams"):
        assert english not in text


def test_the_bundle_comes_as_a_file(boris: Client, now: datetime) -> None:
    run = made.done(made.frozen(now), now)
    response = boris.get(reverse("office:study-bundle", args=[run]))
    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert {name.rpartition("/")[2] for name in archive.namelist()} >= {"recompute.py", "SHA256SUMS"}


def test_each_reading_stays_to_be_read_with_the_seal_of_its_bundle(ines: Client, now: datetime) -> None:
    study = made.frozen(now)
    first = made.done(study, now - timedelta(days=90), found="no_link")
    newest = made.done(study, now)
    before, after = queries.bundle_of(first), queries.bundle_of(newest)
    assert before is not None
    assert after is not None
    assert before.seal != after.seal
    then = reverse("office:study-read-then", args=[first])
    page = ines.get(reverse("office:study", args=[study])).content.decode()
    assert (after.seal in page, before.seal in page) == (True, False)
    assert page.count(f'href="{then}"') == 1
    page = ines.get(then).content.decode()
    assert (after.seal in page, before.seal in page) == (False, True)
    assert "We see no link" in page
    for there in (
        reverse("office:study", args=[study]),
        reverse("office:study-read-then", args=[newest]),
        reverse("office:study-bundle", args=[first]),
    ):
        assert f'href="{there}"' in page
    assert f'href="{then}"' not in page


def test_a_run_that_waits_has_nothing_to_be_read_yet(ines: Client, now: datetime) -> None:
    study = made.frozen(now)
    ines.post(reverse("office:study-run", args=[study]))
    [run] = queries.runs_of(study)
    assert ines.get(reverse("office:study-read-then", args=[run.public_id])).status_code == 404


def test_computing_again_is_told_with_what_differs(ines: Client, now: datetime) -> None:
    study = made.frozen(now)
    run = made.done(study, now)
    ines.post(reverse("office:study-again", args=[run]))
    again = Run.objects.get(again_of__public_id=run)
    Run.objects.filter(pk=again.pk).update(differs=[["/figures/enps/within/p_value", 0.1, 0.2]])
    again.refresh_from_db()
    again.state, again.finished_at, again.data_hash = RunState.DONE, now, "0" * 64
    again.save()
    text = _text(ines, reverse("office:study", args=[study]))
    assert "1 figure came out otherwise" in text
    assert "/figures/enps/within/p_value" in text


def test_reading_again_what_has_not_changed_says_so_and_computing_again_says_of_what(
    ines: Client, now: datetime
) -> None:
    study = made.frozen(now)
    run = run_study(study, actor=None, now=now)
    [first] = queries.runs_of(study)
    when = first.finished_at
    assert when is not None
    page = reverse("office:study", args=[study])
    assert "very same data" not in _text(ines, page)
    ines.post(reverse("office:study-run", args=[study]))
    ines.post(reverse("office:study-again", args=[run]))
    while run_due(now + timedelta(hours=2)):
        pass
    text = _text(ines, page)
    told = date_format(localtime(when), "j F Y, H:i")
    assert f"It read the very same data as on {told}: nothing had come in." in text
    assert f"What was read on {told}, computed once more." in text
    assert text.count("very same data") == 1
    assert "Every figure came out the same, to the last digit." in text


def test_progress_ends_in_the_page(ines: Client, now: datetime) -> None:
    study = made.frozen(now)
    ines.post(reverse("office:study-run", args=[study]))
    [run] = queries.runs_of(study)
    moving = reverse("office:study-progress", args=[run.public_id])
    assert "<progress" in ines.get(moving).content.decode()
    Run.objects.update(state=RunState.FAILED, finished_at=now, failure="ZeroDivisionError")
    assert ines.get(moving)["HX-Redirect"] == reverse("office:study", args=[study])
    assert "ZeroDivisionError" in _text(ines, reverse("office:study", args=[study]))


def test_as_many_queries_for_twenty_findings_as_for_two(ines: Client, now: datetime) -> None:
    numbers = []
    for many in (2, 20):
        study = made.frozen(now, key=f"own-{many}")
        made.done(study, now, subjects=tuple(f"item{one}" for one in range(many)))
        ines.get(reverse("office:study", args=[study]))
        with CaptureQueriesContext(connection) as asked:
            ines.get(reverse("office:study", args=[study]))
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_what_is_to_begin_says_what_it_will_compare_and_when_it_is_read(
    ines: Client, cast: Cast, now: datetime
) -> None:
    """Not that a wave has to close: lots know nothing of waves."""
    drawn(cast.company, now)
    (study,) = (one for one in queries.studies() if one.kind == "rollout")
    text = _text(ines, reverse("office:study", args=[study.public_id]))
    assert "Compared with Lot " in text
    assert "fewer than 5 answers of customers in such a period" in text
    assert "Difference in differences with staggered starts" in text
    since = date.fromisoformat(study.statement["since"])
    ripe = since + timedelta(days=study.statement["days"] * study.statement["periods"] + 14)
    promised = f"once, on {ripe.day} {ripe:%B %Y}"
    assert promised in text
    assert promised in _text(ines, reverse("office:studies"))
    assert "a wave has closed" not in text
    User.objects.filter(pk=user_of(cast.ines).pk).update(language="nl")
    text = _text(ines, reverse("office:study", args=[study.public_id]))
    assert "Vergeleken met Lot " in text
    assert "Difference in differences met" in text


def test_two_parts_that_cannot_be_told_for_one_reason_say_it_once(ines: Client, now: datetime) -> None:
    """Whether customers come back, and what they spend: both wait for the first answer to be a year old."""
    study = made.frozen(now)
    waits = {"because": "too_few_waves", "found": 2, "needed": 3}
    made.done(study, now, found="cannot_tell", subjects=("amount", "share"), facts=waits)
    text = _text(ines, reverse("office:study", args=[study]))
    assert text.count("because only 2 waves") == 1
    assert "more finding" not in _text(ines, reverse("office:studies"))


def test_what_was_never_read_is_not_read_again(ines: Client, now: datetime) -> None:
    study = made.frozen(now)
    assert "Read the data now" in _text(ines, reverse("office:study", args=[study]))
    made.done(study, now)
    assert "Read the data again now" in _text(ines, reverse("office:study", args=[study]))


def test_the_methods_of_beginnings_are_told_in_dutch_those_of_before_too() -> None:
    with override("nl"):
        for method in (CHANGE_METHOD, METHOD_BEFORE):
            assert "startdagen opnieuw verdeeld" in method_of({"method": method})
        assert "steeds omhoog of omlaag" in method_of({"method": CHANGE_METHOD})


@pytest.mark.parametrize(
    ("by_lot", "words"), [(False, "not left to chance"), (True, "Lots decided who began")]
)
def test_lots_that_earned_less_are_still_told_as_lots(by_lot: bool, words: str) -> None:
    _name, explained = class_of("changed", by_lot=by_lot)
    assert words in explained
