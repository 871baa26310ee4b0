"""The audit trail as people read it: sentences, found by person and days, taken out and that written down."""

import ast
import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from extramile.core import audit
from extramile.core.models import AuditEntry
from extramile.exports.models import ExportKind
from extramile.people.models import Employee
from extramile.web.office.people.deeds import NUMBERED, SENTENCES
from tests.cast import Cast, user_of

ACTION = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z_-]+")
RECORDERS = {"record", "record_many", "_audit", "_record"}


def client_of(who: Employee, language: str = "en") -> Client:
    user = user_of(who)
    user.language = language
    user.save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


# --- Every deed of the program has a sentence -----------------------------------------------------------

# What may be one of a few values only, and stands in a deed's name.
KNOWN = {"export.kind": ExportKind.values, "kind": ExportKind.values}


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _texts(node: ast.AST) -> Iterator[str]:
    """The literals that an argument may be: itself, or either side of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    else:
        yield from KNOWN.get(ast.unparse(node), ())


def _filled(tree: ast.Module, inside: ast.FunctionDef, told: ast.JoinedStr) -> Iterator[str]:
    """f"account.passkey.{what}" with what the module's own calls give for `what`."""
    names = [argument.arg for argument in inside.args.args]
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and _name(call) == inside.name):
            continue
        given = dict(zip(names, call.args, strict=False)) | {
            key.arg: key.value for key in call.keywords if key.arg
        }
        parts = [""]
        for piece in told.values:
            field = piece.value if isinstance(piece, ast.FormattedValue) else piece
            value = given.get(field.id) if isinstance(field, ast.Name) else field
            parts = [done + text for done in parts for text in (_texts(value) if value is not None else ())]
        yield from parts


def actions_in(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    yield from (str(value) for name, value in constants.items() if name == "LOOKED")
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and _name(call) in RECORDERS and call.args:
                told = call.args[0]
                if isinstance(told, ast.JoinedStr):
                    filled = list(_filled(tree, function, told))
                    assert filled, f"{file}: nobody calls {function.name} with a deed we can read"
                    yield from filled
                else:
                    yield from _texts(told)


def every_action() -> set[str]:
    found = {action for file in settings.BASE.rglob("*.py") for action in actions_in(file)}
    return {action for action in found if ACTION.fullmatch(action)}


def test_every_deed_has_a_sentence_and_every_sentence_a_deed() -> None:
    found = every_action()
    assert {"account.passkey.added", "questionnaires.version.published", "monitor.employee.seen"} <= found
    assert len(found) > 45
    assert found == set(SENTENCES)


def test_every_subject_has_a_word() -> None:
    named = re.compile(r'subject_type="([a-z_-]+)"')
    kinds = {kind for file in settings.BASE.rglob("*.py") for kind in named.findall(file.read_text("utf-8"))}
    assert kinds - set(NUMBERED) <= {"settings", "export"}  # there is one of each


# --- The page ------------------------------------------------------------------------------------------


@pytest.fixture
def written(cast: Cast, now: datetime) -> None:
    AuditEntry.objects.all().delete()
    hanna, mirjam = user_of(cast.hanna), user_of(cast.mirjam)
    week = timedelta(days=7)
    audit.record("people.employee.moved", actor=hanna, now=now - 2 * week, subject_type="employee",
                 subject_id=cast.sanne.pk)  # fmt: skip
    audit.record("monitor.employee.seen", actor=mirjam, now=now - week, subject_type="employee",
                 subject_id=cast.wim.pk)  # fmt: skip
    audit.record("contacts.customer.erased", actor=None, now=now, subject_type="contact", subject_id=12)
    audit.record("some.thing.new", actor=hanna, now=now, subject_type="thing", subject_id="=1+1", note="<b>")


def told(client: Client, **query: str) -> list[str]:
    response = client.get(reverse("office:audit"), query)
    return [sentence for _entry, sentence, _more in response.context["entries"]]


def test_deeds_are_told_in_sentences(cast: Cast, written: None) -> None:
    assert told(client_of(cast.hanna)) == [
        "Hanna Schulz: some.thing.new",
        "The program erased customer 12",
        "Mirjam Bos looked at the words and figures of Wim Janssen",
        "Hanna Schulz moved Sanne de Wit to another team",
    ]


def test_and_in_dutch(cast: Cast, written: None) -> None:
    assert told(client_of(cast.hanna, "nl"))[1:] == [
        "Het programma wiste klant 12",
        "Mirjam Bos bekeek de woorden en cijfers van Wim Janssen",
        "Hanna Schulz plaatste Sanne de Wit over naar een ander team",
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "mirjam"}, [2]),
        ({"q": "Wim"}, [2]),  # about whom, not only by whom
        ({"q": "erased"}, [1]),  # as the sentence says it
        ({"q": "employee.moved"}, [3]),  # as the code says it
        ({"q": "%"}, []),
        ({"since": "2026-02-23"}, [0, 1, 2]),
        ({"since": "2026-02-23", "until": "2026-02-23"}, [2]),
        ({"until": "2026-02-22"}, [3]),
        ({"q": "hanna", "until": "2026-02-22"}, [3]),
        ({"since": "0001-01-01", "until": "9999-12-31"}, [0, 1, 2, 3]),
        ({"since": "yesterday"}, []),
        ({"q": "\x00"}, []),
    ],
)
def test_found_by_person_and_days(
    query: dict[str, str], expected: list[int], cast: Cast, written: None
) -> None:
    client = client_of(cast.hanna)
    everything = told(client)
    assert told(client, **query) == [everything[number] for number in expected]


def test_what_was_found_is_taken_out_and_that_is_written_down(cast: Cast, written: None) -> None:
    client = client_of(cast.hanna)
    response = client.post(reverse("office:audit-csv"), {"since": "2026-02-20"})
    assert isinstance(response, StreamingHttpResponse)
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [row["sentence"] for row in rows] == told(client)[1:4]
    assert rows[0]["about"] in {"thing =1+1", "'thing =1+1"}
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor_name, entry.detail) == (
        "office.trail.exported", "Hanna Schulz", {"since": "2026-02-20"},
    )  # fmt: skip
    assert client.get(reverse("office:audit-csv")).status_code == 405
    assert client.post(reverse("office:audit-csv"), {"since": "never"}).status_code == 422


def test_a_long_trail_is_taken_out_whole(cast: Cast, written: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extramile.web.office.people.trail.BLOCK", 3)
    for number in range(8):
        audit.record("people.user.added", actor=None, now=cast.now, subject_type="user", subject_id=number)
    response = client_of(cast.hanna, "nl").post(reverse("office:audit-csv"))
    assert isinstance(response, StreamingHttpResponse)
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert len(rows) == 12
    assert all(row["sentence"].startswith("Het programma") for row in rows[:8])
