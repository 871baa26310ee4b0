"""Conditions that the browser itself can follow: input k7 shows if-k7 and hides not-k7 (see answer.css)."""

from collections.abc import Sequence
from itertools import groupby

from extramile.questionnaires.definition import Condition, Definition, Kind, Question
from extramile.web.answer.style import CONDITIONS

Test = tuple[Condition, ...]  # of one earlier question, all of them to hold


def tests(when: Sequence[Condition]) -> list[Test]:
    """Conditions by the question they are about: one input can fulfil all those of one question."""
    by_question = sorted(when, key=lambda condition: condition.question)
    return [tuple(group) for _, group in groupby(by_question, key=lambda condition: condition.question)]


class Numbers:
    """Numbers the different tests of a questionnaire, as far as the stylesheet goes."""

    def __init__(self, definition: Definition) -> None:
        self.of: dict[Test, int] = {}
        for question in definition.questions:
            for when in (question.when, *(variant.when for variant in question.variants)):
                for test in tests(when):
                    self.of.setdefault(test, len(self.of) + 1)

    def classes(self, question: Question, value: str) -> str:
        """Of the input with this value: which tests it fulfils."""
        given = question.read_answer([value] if question.kind is Kind.MULTIPLE else value)
        return " ".join(
            f"k{number}"
            for test, number in self.of.items()
            if number <= CONDITIONS and all(one.holds({question.key: given}) for one in test)
        )

    def wraps(self, when: Sequence[Condition]) -> list[str]:
        """One wrapper a test, each inside the one before: shown when all hold."""
        numbers = [self.of[test] for test in tests(when)]
        return [f"if if-k{number}" for number in numbers if number <= CONDITIONS]

    def number(self, when: Sequence[Condition]) -> int | None:
        """Of conditions about one question; None where the browser alone cannot tell."""
        found = tests(when)
        number = self.of[found[0]] if len(found) == 1 else CONDITIONS + 1
        return number if number <= CONDITIONS else None
