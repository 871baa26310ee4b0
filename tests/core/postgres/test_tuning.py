"""Settings for small machines and large ones."""

from pathlib import Path

import pytest

from extramile.core.postgres.tuning import as_file, memory_megabytes, settings


def tuned(memory: int) -> dict[str, str]:
    return settings(socket=Path("/s"), log=Path("/l"), memory=memory)


@pytest.mark.parametrize(
    ("memory", "buffers", "work"),
    [(512, "64MB", "8MB"), (4096, "512MB", "8MB"), (24576, "3072MB", "32MB"), (512 * 1024, "8192MB", "64MB")],
)
def test_memory_is_shared_out_by_size(memory: int, buffers: str, work: str) -> None:
    assert (tuned(memory)["shared_buffers"], tuned(memory)["work_mem"]) == (buffers, work)


def test_durability_does_not_depend_on_size() -> None:
    assert {tuned(memory)["synchronous_commit"] for memory in (256, 4096, 65536)} == {"on"}


def test_a_quote_in_a_path_stays_inside_its_setting() -> None:
    assert "log_directory = '/it''s'" in as_file({"log_directory": "/it's"})


def test_this_machine_has_memory() -> None:
    assert memory_megabytes() > 100
