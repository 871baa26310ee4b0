"""Real Chromium against a real server: `visitor(...)` makes a person; `phone` and `desk` are the usual."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from extramile.people.models import User
from tests.browser.harness import SIZES, Visitor
from tools.chromium import launch

HERE = Path(__file__).parent
# Whatever is waited for comes at once on a quiet machine; a busy one is not to be taken for a fault.
PATIENCE = 60_000


class MakeVisitor(Protocol):
    def __call__(
        self,
        *,
        size: str = "phone",
        dark: bool = False,
        language: str = "en",
        user: User | None = None,
        script: bool = True,
    ) -> Visitor: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which Django would take for an async program.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: EXTRAMILE_SCREENSHOTS, or a folder that pytest throws away."""
    wanted = os.environ.get("EXTRAMILE_SCREENSHOTS")
    return Path(wanted) if wanted else tmp_path_factory.mktemp("screenshots")


@pytest.fixture
def visitor(chromium: Browser, live_server: LiveServer, shots: Path) -> Iterator[MakeVisitor]:
    contexts = []

    def make(
        *,
        size: str = "phone",
        dark: bool = False,
        language: str = "en",
        user: User | None = None,
        script: bool = True,
    ) -> Visitor:
        context = chromium.new_context(
            viewport=SIZES[size],
            color_scheme="dark" if dark else "light",
            locale=language,
            java_script_enabled=script,
            reduced_motion="reduce",
            has_touch=size != "desk",
            timezone_id="Europe/Amsterdam",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        made = Visitor(context, context.new_page(), live_server.url, shots)
        made.listen()
        if user is not None:
            made.sign_in(user)
        return made

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def phone(visitor: MakeVisitor) -> Visitor:
    return visitor(size="phone")


@pytest.fixture
def desk(visitor: MakeVisitor) -> Visitor:
    return visitor(size="desk")
