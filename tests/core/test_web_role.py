"""The web processes may add to the audit trail and not change it, whatever code runs in them."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from extramile.core import audit
from extramile.core.models import AuditEntry, Setting
from extramile.core.postgres import web_role


@pytest.fixture
def as_web(db: None) -> Iterator[str]:
    """Inside the test's transaction: the role is made, and what follows runs as it."""
    role = web_role.prepare()
    assert role
    with connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
    yield role
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_it_may_add_an_entry(as_web: str, now: datetime) -> None:
    audit.record("people.role.granted", actor=None, now=now)
    assert AuditEntry.objects.get().action == "people.role.granted"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET actor_name = 'somebody else'",
        "DELETE FROM core_auditentry",
        "TRUNCATE core_auditentry",
        "DROP TABLE core_auditentry",
        "ALTER TABLE core_auditentry DISABLE TRIGGER ALL",
        "INSERT INTO core_auditentry (id, at, action, actor_name, subject_type, subject_id, detail)"
        " VALUES (1, '2026-03-02', '', '', '', '', '{}') ON CONFLICT (id) DO UPDATE SET action = 'changed'",
        "GRANT ALL ON core_auditentry TO PUBLIC",
    ],
)
def test_it_may_not_change_one(as_web: str, statement: str) -> None:
    if statement.startswith("GRANT"):
        with connection.cursor() as cursor:
            cursor.execute(statement)  # a warning: it has no such right to give
            cursor.execute("SELECT has_table_privilege('core_auditentry', 'UPDATE')")
            assert cursor.fetchone() == (False,)
        return
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_it_may_do_everything_else(as_web: str) -> None:
    Setting.objects.create(name="organisation", value="Ruitmeesters")
    Setting.objects.update(value="Ruitmeesters B.V.")
    assert Setting.objects.get().value == "Ruitmeesters B.V."
    Setting.objects.all().delete()


def test_a_table_made_later_is_open_to_it_too(db: None) -> None:
    role = web_role.prepare()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_later (n int)")
        cursor.execute("SELECT has_table_privilege(%s, 'made_later', 'INSERT')", [role])
        assert cursor.fetchone() == (True,)


def test_check_knows_whether_it_holds(db: None) -> None:
    role = web_role.prepare()
    assert web_role.ready()
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT UPDATE ON core_auditentry TO "{role}"')
    assert not web_role.ready()
    assert web_role.prepare() == role
    assert web_role.ready()


def test_its_name_follows_the_database(db: None) -> None:
    assert web_role.name() == f"{connection.settings_dict['NAME']}_web"
