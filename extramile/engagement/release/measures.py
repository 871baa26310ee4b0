"""What kinds of figures a questionnaire leads to: the release is tried on each of them."""

from collections.abc import Iterable

from extramile.questionnaires.definition import Kind, Question
from extramile.stats.disclosure import SCORE, Measure

HUNDRED = 100


def measures_of(questions: Iterable[Question]) -> list[Measure]:
    """Each kind once, in one order."""
    found = {measure for question in questions if (measure := _measure(question)) is not None}
    return sorted(found)


def _measure(question: Question) -> Measure | None:
    match question.kind:
        case Kind.NPS:
            return SCORE
        case Kind.RATING:
            return Measure("mean", question.scale[-1] - question.scale[0])
        case Kind.SINGLE | Kind.MULTIPLE | Kind.CONSENT:
            return Measure("share", 1)
        case Kind.POINTS:
            return Measure("points", HUNDRED)
    return None
