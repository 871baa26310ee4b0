"""What every test may count on: a moment, a real PostgreSQL, a cast made through operations."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django import DjangoDbBlocker, Settings

from extramile.core.postgres import server, web_role
from extramile.responses.queries import searching
from tests.cast import Cast, make_cast
from tools.messages import compile_all

# The same examples in every run, however slow the machine: a change is not refused for what it did not do.
# `pytest --hypothesis-profile=anew` draws others, to look for more.
examples.register_profile(
    "anew", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
examples.register_profile("same", examples.get_profile("anew"), derandomize=True, database=None)
examples.load_profile("same")

MONDAY_MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE = Path(__file__).parent
# They go first, the longest before the others; the order inside each and of all other files is drawn.
LONG_FILES = (
    "flows/proof/test_sentences.py",
    "attacks/test_crawl.py",
    "cli/test_serve.py",
    "stats/test_changes.py",
    "demo/test_beside.py",
)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The program's own PostgreSQL, unless DATABASE_URL names another; before the test database is made."""
    if not settings.EMBEDDED_POSTGRES:
        yield
        return
    with server.running(settings.DATA) as where:
        server.forget_power_cuts(where)
        yield


@pytest.fixture
def now() -> datetime:
    """A fixed moment: no test reads the clock."""
    return MONDAY_MORNING


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    """The people of tests/cast.py, as they are on that Monday morning."""
    return make_cast(now=now)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The role of the web processes is made with the test database, as `extramile serve` makes it."""
    with django_db_blocker.unblock():
        role = web_role.prepare()
        connection.close()
    assert role, "the login role of the tests must be allowed to make roles"


@pytest.fixture
def served_as_web_role(request: pytest.FixtureRequest, settings: Settings) -> None:
    """Requests of this test run as the web role, with row-level security on; what the test itself does does
    not. Where a test has no database, none is asked for."""
    with_database = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if with_database or request.node.get_closest_marker("django_db"):
        settings.DATABASE_ROLE = web_role.name()
        settings.MIDDLEWARE = ["tests.web.role.AsWebRole", *settings.MIDDLEWARE]


@pytest.fixture
def patient_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that looks through everything, however long it takes."""
    monkeypatch.setattr(searching, "SECONDS", 3600)
    monkeypatch.setattr(searching, "COUNTING_SECONDS", 3600)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A request in Dutch leaves this thread in Dutch; every test starts in English."""
    translation.activate("en")
    yield
    translation.activate("en")


@pytest.fixture(autouse=True)
def _empty_partitioned_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django does not manage the partitioned tables, so it does not empty them after a committing test."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    if commits or {"transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        yield
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE responses_response, responses_answer, responses_credit")
    else:
        yield


@pytest.hookimpl(trylast=True)  # pytest-randomly has drawn its order
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where files are dealt out to processes, none is left alone with a long one at the end."""
    turns = {HERE / name: turn for turn, name in enumerate(LONG_FILES)}
    missing = [str(path) for path in turns if not path.is_file()]
    if missing:
        raise pytest.UsageError(f"LONG_FILES of tests/conftest.py names what is not there: {missing}")
    items.sort(key=lambda item: turns.get(item.path, len(turns)))


def pytest_configure() -> None:
    """The .mo files are made, not kept: a test in Dutch needs them before Django reads the catalogues."""
    compile_all()
