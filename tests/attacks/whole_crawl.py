"""The crawl of test_crawl.py with every wave, unit, role and method, and more queries: for `make attack`.

pytest tests/attacks/whole_crawl.py
"""

from pathlib import Path
from typing import Any

import pytest

from tests.attacks.crawled import all_differences, crawl_both
from tests.cast import Cast
from tests.web.permissions import KEYS, PEOPLE, STRANGER


@pytest.mark.usefixtures("served_as_web_role")
def test_whoever_looks_wherever_and_asks_whatever(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    both = crawl_both(
        cast, monkeypatch, settings, who=(*PEOPLE, STRANGER, *KEYS),
        queried={"hr": 3, "administrator": 1, "colleague": 1}, folder=tmp_path, wide=True,
    )  # fmt: skip
    seen = both.one.seen
    assert sum(said.status == 200 for said in seen.values()) > 1_500
    assert both.one.tables == both.other.tables
    assert all(said.status != 500 for said in seen.values())
    found = all_differences(both)
    assert not found, "\n".join(found[:40])
