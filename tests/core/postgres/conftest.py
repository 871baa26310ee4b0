"""A data folder of its own for each test of the program's own PostgreSQL, thrown away with its server."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from extramile.core.postgres import cluster, server
from extramile.core.postgres.account import account
from extramile.core.postgres.place import place


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.embedded)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of mode 700, in a short path: sockets have short names."""
    made = Path(tempfile.mkdtemp(prefix="xm-"))
    assert made.stat().st_mode & 0o777 == 0o700
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def made_once() -> Iterator[Path]:
    """A cluster to copy: `initdb` takes most of the time of these tests."""
    folder = Path(tempfile.mkdtemp(prefix="xm-"))
    with server.running(folder):
        pass
    yield folder
    server.remove(folder)
    shutil.rmtree(folder)


@pytest.fixture
def bare(home: Path) -> Iterator[Path]:
    """A data folder where nothing was made yet."""
    folder = home / "data"
    folder.mkdir(mode=0o700)
    yield folder
    server.remove(folder)


@pytest.fixture
def data(bare: Path, made_once: Path) -> Path:
    """A data folder whose cluster was made, and does not run."""
    where = place(bare)
    cluster.make_folders(where, account())
    subprocess.run(["cp", "-a", place(made_once).cluster, where.cluster], check=True)
    return bare
