"""What a customer ticked and what work was done, in the reader's language."""

from collections import Counter
from dataclasses import dataclass

from extramile.core.texts import pick
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.models import Version
from extramile.questionnaires.queries import definition_of


@dataclass(frozen=True, slots=True)
class TickCount:
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The questionnaires of a page, each as published last: an option keeps its key over the versions."""

    definitions: tuple[Definition, ...]
    language: str

    def tick(self, tick: str) -> str:
        question_key, _colon, option_key = tick.partition(":")
        for definition in self.definitions:
            question = definition.question(question_key)
            for option in question.options if question else ():
                if option.key == option_key:
                    return pick(option.label, self.language)
        return option_key.replace("_", " ").capitalize()

    def work(self, kind_of_work: str) -> str:
        for definition in self.definitions:
            words = definition.word(kind_of_work, self.language)
            if words != kind_of_work:
                return words
        return kind_of_work

    def most_ticked(self, ticks: Counter[str], question_key: str, *, limit: int = 6) -> list[TickCount]:
        start = f"{question_key}:"
        of_question = [(tick, n) for tick, n in ticks.items() if tick.startswith(start) and n > 0]
        ordered = sorted(of_question, key=lambda one: (-one[1], one[0]))
        return [TickCount(self.tick(tick), n) for tick, n in ordered[:limit]]


def wording(*, language: str) -> Wording:
    """One query for the numbers of the newest versions; the definitions are kept by the process."""
    newest = Version.objects.filter(published_at__isnull=False).order_by("questionnaire_id", "-number")
    ids = newest.distinct("questionnaire_id").values_list("pk", flat=True)
    return Wording(tuple(definition_of(pk) for pk in ids), language)
