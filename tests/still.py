"""The program's clock, standing still: one place, whichever module took it by whatever name, and whenever."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from extramile.core import clock


def stand_still(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    """Until the test ends. `clock.now` itself stays what it is: a module that is first loaded meanwhile keeps
    what it takes from there, for every later test of this process.
    """
    monkeypatch.setattr(clock, "datetime", SimpleNamespace(now=lambda _zone: at))
