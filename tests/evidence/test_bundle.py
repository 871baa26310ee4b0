"""A sealed bundle, unpacked elsewhere and recomputed in a process of its own, without a database."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from extramile.evidence import queries
from extramile.evidence.canonical import fingerprint
from extramile.evidence.operations import run_due, ship_standing
from extramile.evidence.sealed import Bundle
from tests.evidence.company import APART, Small, follows, live

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sealed(company: Small, now: datetime) -> Bundle:
    live(company, follows, waves=5)
    ship_standing(company.first - 2 * APART)
    while run_due(now):
        pass
    [study] = [one for one in queries.studies() if one.key == "enps-nps"]
    found = queries.bundle_of(queries.runs_of(study.public_id)[0].public_id)
    assert found is not None
    return found


def _unpack(bundle: Bundle, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(bundle.content)) as archive:
        archive.extractall(folder)
    return folder / bundle.name


def _recompute(folder: Path, **env: str) -> tuple[int, str]:
    """With an environment that knows of no database, on the processor that this test runs on."""
    same = {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")}
    done = subprocess.run(
        [sys.executable, "-I", folder / "recompute.py", "--extramile", str(ROOT)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **same, **env},
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _seal_again(folder: Path) -> None:
    """What a careful forger would do."""
    names = [line.partition("  ")[2] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    rows = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(rows))


def test_one_command_computes_every_figure_again(sealed: Bundle, tmp_path: Path) -> None:
    status, told = _recompute(_unpack(sealed, tmp_path))
    assert "the same, to the last digit" in told
    assert f"seal {sealed.seal}" in told
    assert status == 0


def _other(folder: Path, change: Callable[[float], float]) -> None:
    """Every figure that was computed, as another machine might have it."""

    def anew(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: anew(one) for key, one in value.items()}
        if isinstance(value, list):
            return [anew(one) for one in value]
        return change(value) if isinstance(value, float) else value

    file = folder / "expected.json"
    file.write_text(json.dumps(anew(json.loads(file.read_text()))))
    _seal_again(folder)


def test_the_last_digit_of_another_processor_is_no_other_answer(sealed: Bundle, tmp_path: Path) -> None:
    folder = _unpack(sealed, tmp_path)
    _other(folder, lambda figure: figure * (1 + 3e-14))
    status, told = _recompute(folder)
    assert "the same to 13 digits" in told
    assert "DIFFERS" not in told
    assert status == 0
    _other(folder, lambda figure: figure * (1 + 1e-6))
    status, told = _recompute(folder)
    assert "DIFFERS /figures" in told
    assert status == 1


@pytest.mark.parametrize("kind", ["Nehalem", "Haswell", "SkylakeX"])
def test_any_processor_gives_the_same_answer(sealed: Bundle, tmp_path: Path, kind: str) -> None:
    """The library that adds up takes another way on each; one that it cannot imitate is left as it is."""
    status, told = _recompute(_unpack(sealed, tmp_path), OPENBLAS_CORETYPE=kind)
    assert "Every figure is the same" in told
    assert status == 0


def test_changed_data_are_found_out(sealed: Bundle, tmp_path: Path) -> None:
    folder = _unpack(sealed, tmp_path)
    data = json.loads((folder / "data.json").read_text())
    data["outcome"]["promoters"][0][0] += 1
    (folder / "data.json").write_text(json.dumps(data))
    status, told = _recompute(folder)
    assert (status, "Not as it was sealed: data.json" in told) == (1, True)
    _seal_again(folder)
    status, told = _recompute(folder)
    assert (status, "Not what was frozen: data.json" in told) == (1, True)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"data_hash": fingerprint(data)}))
    _seal_again(folder)
    status, told = _recompute(folder)
    assert (status, "DIFFERS /figures" in told) == (1, True)
    assert sealed.seal not in told


def test_a_bundle_names_no_unit_and_keeps_to_the_release(sealed: Bundle, company: Small) -> None:
    with zipfile.ZipFile(io.BytesIO(sealed.content)) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
        [data] = [json.loads(archive.read(name)) for name in archive.namelist() if name.endswith("data.json")]
    assert not any(unit.name in text for unit in [company.top, *company.teams])
    values = [one for row in data["exposures"]["enps"]["values"] for one in row]
    assert all(round(100 * one) % 5 == 0 for one in values if one is not None)
    tables = [data["outcome"][name] for name in ("promoters", "passives", "detractors")]
    cells = [cell for rows in zip(*tables, strict=True) for cell in zip(*rows, strict=True)]
    assert all(sum(cell) == 0 or sum(cell) >= 10 for cell in cells)


def test_the_same_run_gives_the_same_bytes(sealed: Bundle) -> None:
    [study] = [one for one in queries.studies() if one.key == "enps-nps"]
    again = queries.bundle_of(queries.runs_of(study.public_id)[0].public_id)
    assert again is not None
    assert again.content == sealed.content
