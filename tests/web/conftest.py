"""Every page and API call of these tests is served as under `extramile serve`: as the web role."""

import pytest


@pytest.fixture(autouse=True)
def _fenced(served_as_web_role: None) -> None:
    """See tests/conftest.py."""
