"""What a customer ticked and what work was done, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from extramile.core.texts import pick
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.queries import definition_of
from extramile.web.naming import called


@dataclass(frozen=True, slots=True)
class TickCount:
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The questionnaires of a page, each as published last: an option keeps its key over the versions.

    Those for customers come first. Those for employees are not to choose from: no customer answers them, but
    one that was meant for customers before still says what these ticked.
    """

    definitions: tuple[Definition, ...]
    language: str
    questionnaires: Mapping[int, str] = field(default_factory=dict)  # names by id, of those to choose from

    def tick(self, tick: str) -> str:
        question_key, _colon, chosen = tick.partition(":")
        option_key, _colon, points = chosen.partition(":")  # of a hundred, where those were divided
        for definition in self.definitions:
            question = definition.question(question_key)
            for option in question.options if question else ():
                if option.key == option_key:
                    return f"{pick(option.label, self.language)} {points}".rstrip()
        return option_key.replace("_", " ").capitalize()

    def asked(self, question_key: str) -> str:
        """The question itself, as published last."""
        questions = (definition.question(question_key) for definition in self.definitions)
        return next((one.text("title", self.language) for one in questions if one), question_key.capitalize())

    def work(self, kind_of_work: str) -> str:
        for definition in self.definitions:
            words = definition.word(kind_of_work, self.language)
            if words != kind_of_work:
                return words
        return kind_of_work

    def most_ticked(self, ticks: Mapping[str, int], question_key: str, *, limit: int = 6) -> list[TickCount]:
        start = f"{question_key}:"
        of_question = [(tick, n) for tick, n in ticks.items() if tick.startswith(start) and n > 0]
        ordered = sorted(of_question, key=lambda one: (-one[1], one[0]))
        return [TickCount(self.tick(tick), n) for tick, n in ordered[:limit]]


def is_wish(tick: str) -> bool:
    """Whether it was ticked as what can be better."""
    return tick.startswith("improve:")


# The query builder would take longer over it than PostgreSQL.
NEWEST: Final = """
    SELECT DISTINCT ON (is_for_customers, v.questionnaire_id)
           v.id, v.questionnaire_id, q.name, q.audience = 'customers' AS is_for_customers
      FROM questionnaires_version v JOIN questionnaires_questionnaire q ON q.id = v.questionnaire_id
     WHERE v.published_at IS NOT NULL
     ORDER BY is_for_customers DESC, v.questionnaire_id, v.number DESC
"""


def wording(*, language: str) -> Wording:
    """One query for the numbers of the newest versions; the definitions are kept by the process."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        rows = cursor.fetchall()
    return Wording(
        definitions=tuple(definition_of(version_id) for version_id, *_rest in rows),
        language=language,
        questionnaires={pk: called(name) for _version, pk, name, for_customers in rows if for_customers},
    )
