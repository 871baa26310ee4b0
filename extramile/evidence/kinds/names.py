"""What questions and topics are called in each language, as they were when the data were read."""

from collections.abc import Collection, Iterable

from extramile.engagement.queries import questions_of
from extramile.questionnaires.definition import Definition
from extramile.questionnaires.models import Version
from extramile.questionnaires.queries import definition_of, newest_published, questionnaires

Names = dict[str, dict[str, str]]


def of_questions(keys: Collection[str], *, wave_ids: Iterable[int]) -> Names:
    """By the key of the question; the newest wave's words win."""
    found: Names = {}
    for wave in wave_ids:
        for asked in questions_of(wave):
            if asked.key in keys:
                found[asked.key] = dict(asked.question.texts.get("title", {}))
    return found


def of_topics(ticks: Collection[str]) -> Names:
    """By "question:option", of the customers' questionnaires as they are published now."""
    found: Names = {}
    for definition in published("customers"):
        for question in definition.questions:
            for option in question.options:
                name = f"{question.key}:{option.key}"
                if name in ticks:
                    found[name] = dict(option.label)
    return found


def published(audience: str) -> list[Definition]:
    """What this audience is asked now."""
    found = []
    for questionnaire in questionnaires().filter(audience=audience):
        try:
            found.append(definition_of(newest_published(questionnaire.pk).pk))
        except Version.DoesNotExist:
            continue
    return found
