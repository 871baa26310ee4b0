"""A large file is made in the background: asked, watched, taken, stopped; its maker's alone."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from extramile.core.models import AuditEntry
from extramile.exports.models import Export, ExportFormat
from extramile.exports.operations import run_waiting
from extramile.people.models import Role, RoleKind
from extramile.web.office.exports import streams
from tests.cast import Cast, user_of
from tests.monitor.facts import answered

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(who: Any) -> Client:
    client = Client()
    client.force_login(user_of(who), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def _large(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything above one row is made in the background."""
    settings.DATA, settings.EXPORTS = tmp_path, tmp_path / "exports"
    monkeypatch.setattr(streams, "SMALL", {ExportFormat.CSV: 1, ExportFormat.XLSX: 1})


@pytest.fixture
def answers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    for words in ("=1+1", "Kind."):
        answered(cast.team, cast.sanne, now=cast.now, score=10, words=words)
    answered(cast.zwolle_team, cast.noor, now=cast.now, score=3, words="Te laat.")
    for module in ("pages", "ready"):
        monkeypatch.setattr(f"extramile.web.office.exports.{module}.now", lambda: cast.now)
    return cast


def ask(client: Client, **chosen: str) -> Any:
    form = {f"responses-{key}": one for key, one in {"format": "csv", **chosen}.items()}
    return client.post("/office/exports/responses", form)


def page(client: Client) -> str:
    response = client.get("/office/exports/")
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_from_the_press_to_the_file(answers: Cast) -> None:
    ines = signed_in(answers.ines)
    pressed = ask(ines)
    assert (pressed.status_code, pressed.headers["Location"]) == (302, "/office/exports/")
    export = Export.objects.get()
    html = page(ines)
    assert "Answers, CSV" in html
    assert "It begins in a moment" in html
    assert f'hx-get="/office/exports/{export.pk}/progress"' in html
    assert ines.get(f"/office/exports/{export.pk}/file").status_code == 404
    Export.objects.update(state="running", rows=1234, rows_expected=2345678)
    part = ines.get(f"/office/exports/{export.pk}/progress")
    assert "1,234 of 2,345,678" in part.content.decode()
    assert "HX-Retarget" not in part.headers
    assert "1,234 of 2,345,678" in page(ines)  # without script, at every visit
    Export.objects.update(state="queued")
    assert run_waiting(answers.now) == 1
    ended = ines.get(f"/office/exports/{export.pk}/progress")
    assert ended.headers["HX-Retarget"] == f"#export-{export.pk}"
    assert f'href="/office/exports/{export.pk}/file"' in ended.content.decode()
    assert "ready to download" in ended.content.decode()
    assert "hx-get" not in ended.content.decode()
    file = ines.get(f"/office/exports/{export.pk}/file")
    assert re.fullmatch(
        r'attachment; filename="responses-2026-03-02\.csv"', file.headers["Content-Disposition"]
    )
    content = b"".join(file.streaming_content)  # type: ignore[attr-defined]
    assert content.count(b"\n") == 4
    assert b"'=1+1" in content
    assert "no-store" in file.headers["Cache-Control"] or "private" in file.headers["Cache-Control"]
    assert [entry.action for entry in AuditEntry.objects.filter(subject_type="export").order_by("pk")] == [
        "exports.responses.asked",
        "exports.responses.downloaded",
    ]


def test_pressed_twice_it_is_the_same_file_and_a_small_one_comes_at_once(answers: Cast) -> None:
    ines = signed_in(answers.ines)
    ask(ines)
    ask(ines)
    assert Export.objects.count() == 1
    assert "being made already" in page(ines)
    assert ask(ines, group="detractor").status_code == 200  # one row
    assert Export.objects.count() == 1


def test_another_never_sees_it_nor_may_do_anything_with_it(answers: Cast) -> None:
    ask(signed_in(answers.ines))
    run_waiting(answers.now)
    export = Export.objects.get()
    Role.objects.create(
        user=user_of(answers.wim), kind=RoleKind.INSIGHTS_OWNER, started_on=answers.today - timedelta(days=1)
    )
    for who in (answers.wim, answers.sanne, answers.mirjam, answers.hanna, answers.ada):
        other = signed_in(who)
        for call in (other.get("/office/exports/"),) if who == answers.wim else ():
            assert "Answers, CSV" not in call.content.decode()
        assert other.get(f"/office/exports/{export.pk}/progress").status_code == 404
        assert other.get(f"/office/exports/{export.pk}/file").status_code == 404
        assert other.post(f"/office/exports/{export.pk}/stop").status_code == 404
        assert other.post(f"/office/exports/{export.pk}/remove").status_code == 404
    assert Export.objects.get().state == "done"
    assert signed_in(answers.ines).get("/office/exports/999999/file").status_code == 404


def test_whose_rights_have_shrunk_gets_it_no_more(answers: Cast) -> None:
    ines = signed_in(answers.ines)
    ask(ines)
    run_waiting(answers.now)
    export = Export.objects.get()
    Role.objects.filter(kind=RoleKind.INSIGHTS_OWNER).update(unit=answers.west)
    assert ines.get(f"/office/exports/{export.pk}/file").status_code == 404
    assert "Answers, CSV" not in page(ines)
    Role.objects.filter(kind=RoleKind.INSIGHTS_OWNER).update(unit=None)
    again = ines.get(f"/office/exports/{export.pk}/file")
    assert again.status_code == 200
    again.close()
    Role.objects.filter(kind=RoleKind.INSIGHTS_OWNER).delete()
    assert ines.get(f"/office/exports/{export.pk}/file").status_code == 404


def test_a_region_alone_is_in_the_file_of_a_regions_owner(answers: Cast) -> None:
    Role.objects.filter(kind=RoleKind.INSIGHTS_OWNER).update(unit=answers.west)
    ines = signed_in(answers.ines)
    ask(ines)
    run_waiting(answers.now)
    export = Export.objects.get()
    content = b"".join(ines.get(f"/office/exports/{export.pk}/file").streaming_content)  # type: ignore[attr-defined]
    assert b"Te laat" not in content
    assert export.rows == 2


def test_it_can_be_stopped_and_put_away(answers: Cast, tmp_path: Path) -> None:
    ines = signed_in(answers.ines)
    ask(ines)
    export = Export.objects.get()
    assert "Nothing of the file is kept" in unescape(
        ines.post(f"/office/exports/{export.pk}/stop", follow=True).content.decode()
    )
    assert "had ended" in unescape(
        ines.post(f"/office/exports/{export.pk}/stop", follow=True).content.decode()
    )
    assert "stopped" in page(ines)
    ask(ines, format="xlsx")
    run_waiting(answers.now)
    made = Export.objects.latest("pk")
    assert len(list((tmp_path / "exports").iterdir())) == 1
    ines.post(f"/office/exports/{made.pk}/remove")
    assert list((tmp_path / "exports").iterdir()) == []
    assert ines.get(f"/office/exports/{made.pk}/file").status_code == 404
    assert ines.get(f"/office/exports/{export.pk}/stop").status_code == 405  # no GET changes anything


def test_whose_time_is_over_is_not_there_even_before_it_is_deleted(answers: Cast) -> None:
    ines = signed_in(answers.ines)
    ask(ines)
    run_waiting(answers.now)
    Export.objects.update(expires_at=answers.now - timedelta(seconds=1))
    assert ines.get(f"/office/exports/{Export.objects.get().pk}/file").status_code == 404


def test_a_restored_program_without_its_files_says_so_kindly(answers: Cast, tmp_path: Path) -> None:
    ines = signed_in(answers.ines)
    ask(ines)
    run_waiting(answers.now)
    for path in (tmp_path / "exports").iterdir():
        path.unlink()
    assert ines.get(f"/office/exports/{Export.objects.get().pk}/file").status_code == 404
    assert not AuditEntry.objects.filter(action="exports.responses.downloaded").exists()


def test_what_went_wrong_is_told_with_what_to_do(answers: Cast) -> None:
    ines = signed_in(answers.ines)
    ask(ines)
    Export.objects.update(state="failed", failure="no room")
    assert "no room left on the server's disk" in page(ines)


def test_in_dutch(answers: Cast) -> None:
    user = user_of(answers.ines)
    user.language = "nl"
    user.save()
    ines = signed_in(answers.ines)
    ask(ines, since="2026-02-01")
    html = page(ines)
    assert "Antwoorden, CSV" in html
    assert "vanaf 1 februari 2026" in html
    assert "Alleen jij kunt ze downloaden" in html
