"""The door that granian serves."""

import gc
from collections.abc import Iterator

import pytest
from django.test import RequestFactory

from extramile import wsgi

pytestmark = pytest.mark.django_db


@pytest.fixture
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_the_first_request_loaded_is_not_walked_again(thawed: None) -> None:
    """A walk over modules, models and addresses held up whichever request it came upon."""
    statuses: list[str] = []

    def visit() -> int:
        environ = RequestFactory().get("/health/live").environ
        wsgi.application(environ, lambda status, *_rest: statuses.append(status))
        return gc.get_freeze_count()

    loaded = visit()
    assert loaded > 50_000
    come_later = [[number] for number in range(5000)]
    assert visit() < loaded + len(come_later), "once: what comes later also goes"
    assert statuses == ["200 OK"] * 2
