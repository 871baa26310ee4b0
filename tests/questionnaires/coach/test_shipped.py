"""What comes with the program passes its own coach."""

import json
from pathlib import Path

import pytest

import extramile
from extramile.questionnaires import coach
from extramile.questionnaires.coach import Fieldwork
from extramile.questionnaires.definition import Definition

ROOT = Path(extramile.__file__).parent


def shipped() -> list[Path]:
    """Every questionnaire among our files, whichever room ships it."""
    found = [path for path in ROOT.rglob("*.json") if '"format": 1' in path.read_text(encoding="utf-8")[:200]]
    return sorted(path for path in found if '"questions"' in path.read_text(encoding="utf-8"))


def test_there_are_some() -> None:
    assert {path.name for path in shipped()} >= {"nps-after-job.json", "imported.json", "enps.json"}


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_it_has_no_error(path: Path) -> None:
    audience = "employees" if "engagement" in path.parts else "customers"
    raw = json.loads(path.read_text(encoding="utf-8"))
    found = coach.check(Definition.read(raw), audience=audience, fieldwork=Fieldwork(length_is_told=True))
    assert [(one.rule, one.question_key, one.language, one.text) for one in coach.errors(found)] == []


def test_the_default_has_nothing_to_improve() -> None:
    raw = json.loads((ROOT / "questionnaires/shipped/nps-after-job.json").read_text(encoding="utf-8"))
    fieldwork = Fieldwork(quarantine_days=90, reminders=1, length_is_told=True)
    found = coach.check(Definition.read(raw), audience="customers", fieldwork=fieldwork)
    assert [(one.rule, one.text) for one in found] == []
    assert all(read.grade <= 8 for read in coach.levels(Definition.read(raw)))
