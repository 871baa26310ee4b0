"""What the writers of other formats share: texts without pieces of a job, and what stays behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from extramile.questionnaires.definition import Condition, Definition, Kind, Question, Texts
from extramile.questionnaires.exchange.carried import Note
from extramile.questionnaires.pieces import fill, pieces_in


@dataclass(frozen=True, slots=True)
class Taken:
    """A file for another program, and what that program cannot be told."""

    data: bytes
    suffix: str
    content_type: str
    notes: tuple[Note, ...] = field(default=())


def said(texts: Texts, languages: tuple[str, ...]) -> dict[str, str]:
    """As it reads when nothing is known of the job: another program knows no jobs."""
    return {language: fill(texts[language], {}) for language in languages if texts.get(language)}


def range_of(condition: Condition, question: Question) -> list[tuple[int, int]]:
    """The scores that a condition on a scale lets through, as ranges from and to."""
    let = [number for number in question.scale if condition.holds({question.key: number})]
    ranges: list[tuple[int, int]] = []
    for number in let:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


def losses(definition: Definition) -> tuple[Note, ...]:
    """What no other program takes: words for some groups, pieces of the job, words of the page."""
    notes: list[Note] = []
    for question in definition.questions:
        title = question.text("title", definition.languages[0])
        if question.variants:
            notes.append(
                Note(
                    question.key,
                    title,
                    _("Other words for some stay behind."),
                    _("The question reads the same for everybody there."),
                )
            )
        texts = [text for each in question.texts.values() for text in each.values()]
        if any(pieces_in(text) for text in texts):
            notes.append(
                Note(
                    question.key,
                    title,
                    _("Pieces of the job, such as the name, are left out."),
                    _("Put in what that program knows of the customer."),
                )
            )
    if definition.variants or set(definition.texts) - {"title", "thanks_help"}:
        notes.append(
            Note(
                _("the page"),
                "",
                _("Buttons and other words of the page stay behind."),
                _("That program has its own."),
            )
        )
    return tuple(notes)


Codes = Mapping[str, str]
WITH_NUMBERS = frozenset({Kind.NPS, Kind.RATING})
