"""Real survey files of others: what comes along, and that it goes out and comes in again as it was.

They are their makers': one is CC BY-SA, of two nobody says what may be done with them. So none of them lies
here, and where they do not lie beside this folder, nothing is tried. `files.py` has small ones of that shape.
"""

from pathlib import Path

import pytest

from benchmarks.survey_files import there_and_back
from extramile.questionnaires.exchange import PROGRAMS, read_file

FILES = Path(__file__).parents[4] / "shared" / "data" / "survey_files"

pytestmark = pytest.mark.skipif(not FILES.exists(), reason="the whole files are not here")


@pytest.mark.parametrize(
    ("name", "program", "asked", "kept", "left_out"),
    [
        ("osmm.lss", "LimeSurvey", 236, 45, 17),
        ("clever-nps.qsf", "Qualtrics", 1, 1, 0),
        ("five-star.qsf", "Qualtrics", 1, 1, 0),
    ],
)
def test_what_comes_along_comes_back(name: str, program: str, asked: int, kept: int, left_out: int) -> None:
    carried = read_file((FILES / name).read_bytes())
    assert (carried.program, carried.asked, carried.kept) == (program, asked, kept)
    assert len(carried.left_out) == left_out
    assert all(note.reason and note.remedy for note in (*carried.left_out, *carried.changed))
    for other in PROGRAMS:
        back = there_and_back(carried.definition, other)
        assert back
        assert all(back.values()), (other, [key for key, same in back.items() if not same])
