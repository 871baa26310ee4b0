"""What must be so before the first request: tables, the web role, Dutch, static files. Quick when it is."""

import hashlib
import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from extramile.cli.shape import fail, say
from extramile.core.postgres import web_role

LOCK = 0x65787472616D696C  # "extramil": one migrates at a time, on whatever host


def pending_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _names_on_disk() -> set[tuple[str, str]]:
    """Every migration's app and file, without importing any: that alone takes half a second."""
    found: set[tuple[str, str]] = set()
    for app in apps.get_app_configs():
        folder = Path(app.path) / "migrations"
        found.update((app.label, file.stem) for file in folder.glob("*.py") if file.stem != "__init__")
    return found


def _names_applied() -> set[tuple[str, str]]:
    recorder = MigrationRecorder(connection)
    return set(recorder.applied_migrations()) if recorder.has_table() else set()


def migrate() -> list[str]:
    """Bring the tables up to date; the names of what was done. Others that start now wait for it."""
    if _names_on_disk() <= _names_applied() and web_role.ready():
        return []
    with _alone():
        pending = pending_migrations()
        if pending:
            call_command("migrate", verbosity=0, interactive=False)
        web_role.prepare()
    return pending


def compile_messages() -> None:
    """From a checkout: the .mo files that the .po files are newer than. An installed package has them."""
    tool = settings.BASE.parent / "tools" / "messages.py"
    sources = list(settings.BASE.rglob("locale/*/LC_MESSAGES/django.po"))
    if not tool.exists() or not any(_is_newer(source, source.with_suffix(".mo")) for source in sources):
        return
    found = importlib.util.spec_from_file_location("extramile_messages", tool)
    if found is None or found.loader is None:
        return
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    module.compile_all()


def _is_newer(source: Path, made: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def _static_sources() -> Iterator[tuple[str, int, int]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))  # noqa: PTH116 - one call a file, at every start
            yield name, found.st_size, found.st_mtime_ns


def collect_static() -> bool:
    """Collect and compress the static files if one of them changed since the last time."""
    mark = settings.STATIC_ROOT / ".collected"
    known = [settings.STORAGES["staticfiles"]["BACKEND"], *sorted(_static_sources())]
    wanted = hashlib.sha256(repr(known).encode()).hexdigest()
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return False
    call_command("collectstatic", verbosity=0, interactive=False)
    mark.write_text(wanted, encoding="ascii")
    return True


def know_the_secret() -> None:
    """Refuse to go on with another secret than the one that opt-outs are remembered with."""
    from extramile.core import secrets  # a model stands behind it: not before Django is set up

    found = secrets.standing()
    if found is secrets.Standing.NEW:
        secrets.remember()
    elif found is not secrets.Standing.SAME:
        fail(f"the secret key was changed and the former one is not known: {secrets.REMEDY}")


def make_room_for_answers() -> None:
    """Before the first answer comes, not while it does."""
    from extramile.core.clock import now
    from extramile.responses.operations import make_partitions

    make_partitions(now())


def prepare() -> None:
    if done := migrate():
        say(f"migrated: {len(done)} steps, the last is {done[-1]}")
    know_the_secret()
    make_room_for_answers()
    compile_messages()
    collect_static()
