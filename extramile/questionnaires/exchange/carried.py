"""What came out of a survey file of another program: a draft, and what could not come along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extramile.questionnaires.checking import DefinitionError, Problem


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that is not as it was. `is_left_out`: nothing of it came along; else it came changed."""

    place: str  # where, in the words of the file: "Q12", "group 3"
    what: str  # the text of the question, or what else it is
    reason: str
    remedy: str
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """A definition that is checked, and the list of what differs from the file."""

    definition: Mapping[str, Any]
    name: str  # what the survey is called there
    program: str  # "LimeSurvey"
    asked: int  # questions in the file
    kept: int  # of those, how many came along, changed or not
    notes: Sequence[Note] = field(default=())

    @property
    def left_out(self) -> list[Note]:
        return [note for note in self.notes if note.is_left_out]

    @property
    def changed(self) -> list[Note]:
        return [note for note in self.notes if not note.is_left_out]


def refuse(place: str, problem: str) -> DefinitionError:
    """The whole file cannot be read: where, why and what to do."""
    return DefinitionError([Problem(place, problem)])
