"""Survey files of other programs: brought in as a draft, and taken along in their formats."""

from extramile.questionnaires.exchange.carried import Carried, Note
from extramile.questionnaires.exchange.reading import read_file
from extramile.questionnaires.exchange.taking import Taken
from extramile.questionnaires.exchange.writing import PROGRAMS, write_file

__all__ = ["PROGRAMS", "Carried", "Note", "Taken", "read_file", "write_file"]
