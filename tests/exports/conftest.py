"""A data folder of its own, and a file that somebody asked for."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from extramile.exports.models import Export, ExportFormat, ExportKind
from extramile.exports.operations import ask
from extramile.exports.queries import What
from extramile.responses.queries.export import Filters
from tests.cast import Cast, user_of
from tests.monitor.facts import answered

Ask = Callable[..., Export]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.EXPORTS = tmp_path / "exports"
    return tmp_path / "exports"


@pytest.fixture
def answers(cast: Cast) -> Cast:
    for number in range(7):
        at = cast.now - timedelta(days=40 * number)
        answered(cast.team, cast.sanne, now=at, score=number, words=f"=Number {number}")
    return cast


@pytest.fixture
def wanted(cast: Cast) -> Ask:
    def make(
        form: ExportFormat = ExportFormat.CSV, kind: ExportKind = ExportKind.RESPONSES, **chosen: object
    ) -> Export:
        what = What(kind, Filters(**chosen))  # type: ignore[arg-type]
        return ask(what, form, actor=user_of(cast.ines), now=cast.now)[0]

    return make
