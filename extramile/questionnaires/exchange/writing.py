"""A questionnaire as a file for another program."""

from collections.abc import Callable, Mapping
from typing import Final

from extramile.questionnaires.definition import Definition
from extramile.questionnaires.exchange.taking import Taken
from extramile.questionnaires.exchange.to_limesurvey import to_limesurvey
from extramile.questionnaires.exchange.to_surveyjs import to_surveyjs

Writer = Callable[..., Taken]
WRITERS: Final[Mapping[str, Writer]] = {"surveyjs": to_surveyjs, "limesurvey": to_limesurvey}
PROGRAMS: Final[Mapping[str, str]] = {"surveyjs": "SurveyJS", "limesurvey": "LimeSurvey"}


def write_file(definition: Definition, *, name: str, program: str) -> Taken:
    """`program` is one of WRITERS."""
    taken: Taken = WRITERS[program](definition, name=name)
    return taken
