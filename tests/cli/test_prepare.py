"""What `serve` sees to before the first request: quick when nothing changed, thorough when something did."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from extramile.cli import prepare
from extramile.core.postgres import web_role


@pytest.fixture
def no_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing every migration takes half a second: not when nothing waits."""

    def refuse(*_arguments: object) -> None:
        raise AssertionError("the migrations were loaded")

    monkeypatch.setattr(MigrationExecutor, "__init__", refuse)


def test_with_nothing_new_the_migrations_are_not_even_loaded(db: None, no_loading: None) -> None:
    web_role.prepare()
    assert prepare.migrate() == []


def test_one_that_was_never_applied_is_found(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    web_role.prepare()
    newest = MigrationRecorder.Migration.objects.filter(app="responses").latest("name")
    newest.delete()
    called: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **_options: called.append(name))
    assert prepare.migrate() == [f"responses.{newest.name}"]
    assert called == ["migrate"]


def test_a_web_role_that_may_too_much_is_mended(db: None) -> None:
    role = web_role.prepare()
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT DELETE ON core_auditentry TO "{role}"')
    prepare.migrate()
    assert web_role.ready()


@pytest.fixture
def static(settings: Any, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path / "collected"
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("p { color: red }")
    settings.STATICFILES_DIRS = [source]
    return source


def test_static_files_are_collected_when_one_of_them_changed(static: Path, settings: Any) -> None:
    assert prepare.collect_static()
    assert not prepare.collect_static()
    (static / "a.css").write_text("p { color: darkred }")
    later = (static / "a.css").stat().st_mtime + 60
    os.utime(static / "a.css", (later, later))
    assert prepare.collect_static()
    assert "darkred" in (settings.STATIC_ROOT / "a.css").read_text()
