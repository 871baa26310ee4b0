"""What tests of several rooms at once share."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def own_uploads(tmp_path: Path, settings: Any) -> None:
    """Files that are brought in lie where nobody else's do."""
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"
