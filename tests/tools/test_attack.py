"""What makes `make attack` fail."""

from pathlib import Path

import pytest

from tests.attacks.attempts import ATTEMPTS, Outcome
from tools.attack import Book, broken

NAMES = [attempt.name for attempt in ATTEMPTS]
THREE = "three colleagues, all values together"


def book(folder: Path, outcomes: dict[str, Outcome]) -> Book:
    made = Book(folder, "mark")
    for seed, (name, outcome) in enumerate(outcomes.items()):
        made.write(60, seed, name, outcome, 0.1)
    return made


def test_nothing_came_out(tmp_path: Path) -> None:
    assert broken(book(tmp_path, {name: Outcome(100, 0) for name in NAMES})) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != THREE])
def test_one_person_is_one_too_many(tmp_path: Path, name: str) -> None:
    outcomes = {one: Outcome(10_000, int(one == name)) for one in NAMES}
    assert broken(book(tmp_path, outcomes)) == [name]


@pytest.mark.parametrize(("exposed", "fails"), [(6, False), (10, False), (11, True)])
def test_against_three_over_three_waves_it_is_as_the_documents_say(
    tmp_path: Path, exposed: int, *, fails: bool
) -> None:
    assert broken(book(tmp_path, {THREE: Outcome(1_000, exposed)})) == ([THREE] if fails else [])
