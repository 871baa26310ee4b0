"""The second fence around messages, refused rows, jobs' extra columns, the feeds and files on their way out:
what a page sees that forgot to ask."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client
from pytest_django import Settings

from extramile.core.postgres import web_role
from extramile.exports.models import Export, ExportFormat, ExportKind
from extramile.exports.operations import ask as ask_for_file
from extramile.exports.queries import What
from extramile.intake.models import BatchKind, BatchState, ImportBatch, ImportProblem, Job, Source
from extramile.intake.queries import attributes_of
from extramile.invitations.models import AskedChange
from extramile.invitations.operations.feed import asked
from extramile.outbox.models import Message
from extramile.outbox.operations import Letter, cancel, forget_recipient, post, post_many
from extramile.people import fence
from extramile.people.access import Deed
from extramile.responses.models import ResponseChange
from extramile.responses.queries.export import Filters
from tests.cast import Cast, user_of
from tests.invitations.makers import make_job
from tests.monitor.facts import answered
from tests.responses.asked import ask
from tests.web.permissions import PEOPLE
from tests.web.role import as_web_role


@pytest.fixture(autouse=True)
def _forgotten(served_as_web_role: None) -> Iterator[None]:
    yield
    fence.close()


@pytest.fixture
def letter(cast: Cast) -> Message:
    return post(
        key="invitation:1:0",
        channel="email",
        recipient="klant@example.org",
        subject="How did it go?",
        text="Your code is 123456",
        now=cast.now,
    )


@pytest.fixture
def problem(cast: Cast) -> ImportProblem:
    batch = ImportBatch.objects.create(
        source=Source.objects.create(name="planning"),
        kind=BatchKind.JOBS,
        state=BatchState.DONE,
        created_at=cast.now,
        rows=1,
        problems=1,
    )
    return ImportProblem.objects.create(
        batch=batch, row=2, column="email", value="klant@", problem="email", raw={"name": "Truus Klant"}
    )


@pytest.fixture
def job(cast: Cast) -> Job:
    made = make_job(cast)
    Job.objects.filter(pk=made.pk).update(attributes={"plate": {"type": "text", "value": "12-XX-34"}})
    return made


OUTSIDE = [
    pytest.param(set(), set(), id="no deed"),
    pytest.param({Deed.EXPORT}, set(), id="export"),
    pytest.param({Deed.ASK, Deed.MANAGE_CARDS, Deed.SEE_AUDIT}, set(), id="others"),
    pytest.param({Deed.SEE_OUTBOX}, {"letter"}, id="outbox"),
    pytest.param({Deed.IMPORT}, {"problem"}, id="imports"),
    pytest.param({Deed.ERASE_CUSTOMERS}, {"letter", "problem"}, id="erasing"),
]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("deeds", "seen"), OUTSIDE)
@pytest.mark.usefixtures("letter", "problem")
def test_a_page_that_forgot_its_filter_sees_no_message_and_no_refused_row(
    cast: Cast, who: str, deeds: set[Deed], seen: set[str]
) -> None:
    with as_web_role():
        fence.open_for(PEOPLE[who](cast), today=cast.today, deeds=deeds)
        found = {"letter"} if Message.objects.exists() else set()
        found |= {"problem"} if ImportProblem.objects.exists() else set()
        changed = Message.objects.update(text="x"), ImportProblem.objects.update(value="x")
        assert changed == (int("letter" in seen), int("problem" in seen))
        fence.close()
        assert found == seen


def test_nobody_told_nothing_seen(cast: Cast, letter: Message, problem: ImportProblem) -> None:
    with as_web_role():
        assert not Message.objects.exists()
        assert not ImportProblem.objects.exists()
        assert Message.objects.update(recipient="thief@example.org") == 0
        assert Message.objects.all().delete()[0] == 0


def test_a_door_is_shut_behind_its_request(cast: Cast, letter: Message, problem: ImportProblem) -> None:
    with as_web_role():
        fence.open_for(user_of(cast.ines), today=cast.today, deeds=[Deed.SEE_OUTBOX, Deed.IMPORT])
        assert Message.objects.exists()
        fence.close()
        assert not Message.objects.exists()
        fence.open_for(user_of(cast.ines), today=cast.today)
        assert not Message.objects.exists()
        fence.open_for_scope("customers")
        assert Message.objects.exists()
        fence.open_for_scope("jobs")
        assert not Message.objects.exists()
        assert ImportProblem.objects.exists()


def test_a_stranger_may_put_a_message_in_and_call_it_off_but_not_read_it(cast: Cast) -> None:
    note = Letter(key="sign-in:x", channel="email", recipient="a@example.org", text="123456", due_at=cast.now)
    with as_web_role():
        post_many([note, note], now=cast.now)
        assert not Message.objects.exists()
        with pytest.raises(Message.DoesNotExist):
            post(key="y", channel="email", recipient="a@example.org", text="1", now=cast.now)
        assert cancel(["sign-in:x", "unknown"]) == 1
        assert cancel(["sign-in:x"]) == 0
        assert forget_recipient("a@example.org") == 0
    assert Message.objects.get(key="sign-in:x").state == "cancelled"


def test_what_watches_the_program_counts_what_it_does_not_see(
    cast: Cast, letter: Message, settings: Settings
) -> None:
    settings.METRICS_TOKEN = "secret"
    what = What(ExportKind.RESPONSES, Filters())
    ask_for_file(what, ExportFormat.CSV, actor=user_of(cast.ines), now=cast.now)
    answered(cast.team, cast.sanne, now=cast.now, words="Kind.")
    told = Client().get("/metrics", headers={"Authorization": "Bearer secret"}).content.decode()
    assert "extramile_messages_queued 1.0" in told
    assert "extramile_answers_uncounted 1.0" in told
    assert "extramile_exports_waiting 1.0" in told


@pytest.mark.parametrize("model", [ResponseChange, AskedChange])
def test_the_feeds_are_written_and_never_read(cast: Cast, model: Any) -> None:
    with as_web_role():
        for deed in ({Deed.EXPORT}, {Deed.ERASE_CUSTOMERS}, {Deed.SEE_AUDIT}):
            fence.open_for(user_of(cast.ines), today=cast.today, deeds=deed)
            for deed_on_it in (
                model.objects.count,
                model.objects.all().delete,
                lambda: list(model.objects.all()),
            ):
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    deed_on_it()
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                model.objects.update(unit_id=1)


def test_the_web_still_writes_both_feeds(cast: Cast) -> None:
    invitation = ask(cast.team, cast.sanne, now=cast.now)
    with as_web_role():
        asked([invitation])
    assert AskedChange.objects.get().asked == 1


def test_what_extra_columns_hold_is_read_where_it_is_opened_and_nowhere_else(cast: Cast, job: Job) -> None:
    with as_web_role():
        assert Job.objects.get(pk=job.pk).external_id == job.external_id  # without that column
        fence.open_for(user_of(cast.ines), today=cast.today, deeds=[Deed.ASK])
        for look in (
            lambda: Job.objects.get(pk=job.pk).attributes,
            lambda: list(Job.objects.filter(attributes__has_key="plate")),
            lambda: list(Job.objects.values_list("attributes")),
            lambda: attributes_of([job.pk]),
        ):
            with pytest.raises(DatabaseError, match=r"permission denied|nobody opened"), transaction.atomic():
                look()
        for deed in (Deed.IMPORT, Deed.EXPORT, Deed.ERASE_CUSTOMERS):
            fence.open_for(user_of(cast.ines), today=cast.today, deeds=[deed])
            assert attributes_of([job.pk])[job.pk]["plate"]["value"] == "12-XX-34"
    assert attributes_of([job.pk])[job.pk]["plate"]["value"] == "12-XX-34"  # a worker


@pytest.mark.parametrize("who", PEOPLE)
def test_a_file_on_its_way_out_is_its_makers_alone(cast: Cast, who: str) -> None:
    made, _new = ask_for_file(
        What(ExportKind.RESPONSES, Filters()), ExportFormat.CSV, actor=user_of(cast.ines), now=cast.now
    )
    user = PEOPLE[who](cast)
    with as_web_role():
        fence.open_for(user, today=cast.today, deeds=[Deed.EXPORT, Deed.SEE_OUTBOX])
        mine = user.pk == made.created_by_id
        assert Export.objects.filter(pk=made.pk).exists() == mine
        assert Export.objects.filter(pk=made.pk).update(rows=1) == int(mine)


# Tables that the web role reads whole although they hold words, and why that is right. Whoever makes a table
# fences it, says in its comment what the web role may do with it, or gives the reason here.
READ_WHOLE = {
    "account_emailaddress": "signing in looks for an address",
    "account_emailconfirmation": "of allauth, not used",
    "auth_group": "of Django, not used",
    "auth_permission": "of Django, not used",
    "contacts_consentevent": "addresses as keyed hashes",
    "contacts_erasurereceipt": "counts, and who of the office erased",
    "core_attempt": "keyed hashes of who tried",
    "core_setting": "what the organisation chose",
    "django_content_type": "of Django",
    "django_migrations": "of Django",
    "django_session": "found by a secret key alone",
    "engagement_change": "a team's own choice, shown to all of it",
    "engagement_codecard": "hashes",
    "engagement_comingforward": "what somebody chose to be known for, shown on the list they chose",
    "engagement_conversation": "a team's own words about itself, shown to all of it",
    "engagement_invitee": "a blinded hash",
    "engagement_wave": "no words about people",
    "intake_importbatch": "names of files",
    "intake_source": "names of systems",
    "invitations_askingplan": "no words about people",
    "invitations_invitation": "a keyed hash, and reasons from a list",
    "mfa_authenticator": "public keys",
    "monitor_publishedfigure": "figures that others published",
    "monitor_screen": "a hash, and the name of a screen",
    "monitor_unitday": "counts of units",
    "monitor_unitmonth": "counts of units",
    "monitor_unittickday": "counts of units",
    "monitor_unittickmonth": "counts of units",
    "monitor_unittickyear": "counts of units",
    "monitor_unityear": "counts of units",
    "outbox_returnplace": "how far a mailbox was read",
    "people_addresschange": "told to the old address, then deleted",
    "people_apikey": "hashes",
    "people_card": "hashes",
    "people_employee": "colleagues' names, which every page shows",
    "people_role": "no words",
    "people_unit": "names of units",
    "people_user": "signing in looks for an address",
    "procrastinate_jobs": "nothing of ours is queued",
    "procrastinate_periodic_defers": "nothing of ours is queued",
    "questionnaires_instrument": "questions of others, and who holds their right",
    "questionnaires_questionnaire": "our own questions",
    "questionnaires_version": "our own questions",
    "responses_importedresponse": "numbers of rows, and keyed hashes",
    "usersessions_usersession": "one's own devices; found by the session",
}
OPEN = """
SELECT DISTINCT c.relname FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
   AND NOT c.relrowsecurity AND t.typname IN ('text', 'varchar', 'jsonb', 'json', '_text', 'bytea')
   AND NOT EXISTS (SELECT FROM pg_description d WHERE d.objoid = c.oid AND d.objsubid = 0
                      AND d.description LIKE 'web role: %%')
"""


@pytest.mark.django_db
def test_every_table_with_words_is_fenced_or_says_why_not() -> None:
    with connection.cursor() as cursor:
        cursor.execute(OPEN.replace("%%", "%"))
        found = {row[0] for row in cursor.fetchall()}
    assert found - READ_WHOLE.keys() == set(), "a table with words that the web role reads whole"
    assert READ_WHOLE.keys() - found == set(), "these are fenced now, or gone: take them off the list"
    assert web_role.ready()
