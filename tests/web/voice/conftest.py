import pytest

from extramile.web.voice.apart.names import forget_names
from tests.cast import Cast
from tests.still import stand_still
from tests.web.voice.visits import Open, open_round


@pytest.fixture(autouse=True)
def _names() -> None:
    forget_names()


@pytest.fixture
def opened(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Open:
    """A round of the two questions, for the whole company, open since just now."""
    stand_still(monkeypatch, cast.now)
    return open_round(cast)
