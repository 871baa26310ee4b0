"""The simulations of `make simulate`, small: a few seconds of what they run for minutes."""

import importlib
import json
from datetime import date
from pathlib import Path

import pytest

from extramile.stats import nps_interval
from simulations.__main__ import available, main
from simulations.gates import SEED, Gate, table, write

TODAY = date(2026, 11, 22)
GATE = Gate(name="coverage", seen=0.95, low=0.93, high=0.97, seed=1, runs=2_000)


@pytest.mark.parametrize(("name", "scale"), [("intervals", 0.05), ("pooling", 0.3), ("ranking", 0.3)])
def test_every_gate_is_met(name: str, scale: float) -> None:
    gates = list(importlib.import_module(f"simulations.{name}").gates(seed=SEED, scale=scale))
    assert len(gates) > 10
    assert [gate.name for gate in gates if not gate.passed] == []


def test_the_same_seed_gives_the_same_figures() -> None:
    module = importlib.import_module("simulations.pooling")
    once, again, other = (next(module.gates(seed=seed, scale=0.05)).seen for seed in (SEED, SEED, SEED + 1))
    assert once == again
    assert once != other


def test_a_gate_can_be_missed() -> None:
    assert GATE.passed
    assert not Gate(name="x", seen=0.98, low=0.93, high=0.97, seed=1, runs=1).passed
    assert not Gate(name="x", seen=0.92, low=0.93, seed=1, runs=1).passed
    assert not Gate(name="x", seen=float("nan"), low=0.93, seed=1, runs=1).passed


def test_what_is_written_of_a_gate() -> None:
    assert json.loads(GATE.line(method="pooling", day=TODAY)) == {
        "method": "pooling", "gate": "coverage", "target": "0.93 to 0.97", "seen": 0.95,
        "passed": True, "runs": 2000, "seed": 1, "day": "2026-11-22",
    }  # fmt: skip
    missed = Gate(name="error", seen=0.5, high=0.4, seed=1, runs=1)
    assert "| error | at most 0.4 | 0.500 (missed) | 1 | 1 | 2026-11-22 |" in table([missed], day=TODAY)


def test_a_page_keeps_its_words_and_gets_its_table(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Before\n<!-- simulated: a -->\nold\n<!-- end -->\nafter\n<!-- simulated: b -->\n<!-- end -->\n"
    )
    write("page", "a", [GATE], day=TODAY, folder=tmp_path)
    write("page", "a", [GATE], day=TODAY, folder=tmp_path)
    text = page.read_text()
    assert text.count("| coverage |") == 1
    assert "old" not in text
    assert text.startswith("Before\n")
    assert text.endswith("after\n<!-- simulated: b -->\n<!-- end -->\n")
    with pytest.raises(ValueError, match="no place for c"):
        write("page", "c", [GATE], day=TODAY, folder=tmp_path)


def test_every_simulation_has_its_place_on_a_page() -> None:
    pages = Path(__file__).resolve().parents[2] / "docs" / "methods"
    for name, module in available().items():
        text = (pages / f"{module.PAGE}.md").read_text(encoding="utf-8")
        assert f"<!-- simulated: {name} -->" in text


def test_an_unknown_simulation_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["astrology"])
    assert "There is no simulation astrology" in capsys.readouterr().err


def test_lazy_intervals_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """With intervals at half the level asked for, the gates close."""
    module = importlib.import_module("simulations.intervals")
    monkeypatch.setattr(
        module, "nps_interval", lambda *counts, method: nps_interval(*counts, method=method, level=0.8)
    )
    assert min(module.exact_coverage(10, "tango")) < 0.92
