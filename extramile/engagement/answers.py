"""What a ballot holds, read against the questionnaire: answers on one side, words on the other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from extramile.engagement.problems import UnreadableAnswers
from extramile.questionnaires.definition import LONGEST_WORDS, Definition, Kind, Question
from extramile.questionnaires.points import is_blank

REPLY_ADDRESS: Final = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Comment:
    """Words of an open question. `reply_address`: SHA-256 (hexadecimal) of the writer's secret, or empty."""

    words: str
    may_be_shown: bool = False
    reply_address: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """Of questions that are asked, and of nothing else."""

    answers: Mapping[str, object]
    comments: Mapping[str, Comment]


def read(definition: Definition, *, answers: Mapping[str, object], comments: Mapping[str, Comment]) -> Given:
    """Keys that are no question are passed over, and so are answers to questions that are not asked.

    Raises UnreadableAnswers for what was answered and is no answer, for a required question without one, and
    for a ballot with nothing on it: its writer still has it, and can put it right.
    """
    read_as: dict[str, object] = {}
    wrong: set[str] = set()
    for question in definition.questions:
        if question.has_answer and question.kind is not Kind.TEXT:
            value = question.read_answer(answers.get(question.key))
            if value is not None:
                read_as[question.key] = value
            elif not is_blank(answers.get(question.key)):
                wrong.add(question.key)
    asked = {question.key: question for question in definition.asked(read_as) if question.has_answer}
    words = _words(asked, comments, wrong)
    given = Given({key: value for key, value in read_as.items() if key in asked}, words)
    found = given.answers.keys() | given.comments.keys()
    wrong |= {key for key, question in asked.items() if question.required and key not in found}
    if wrong & asked.keys() or not found:
        raise UnreadableAnswers([key for key in asked if key in wrong])
    return given


def _words(
    asked: Mapping[str, Question], comments: Mapping[str, Comment], wrong: set[str]
) -> dict[str, Comment]:
    found: dict[str, Comment] = {}
    for key, question in asked.items():
        if question.kind is not Kind.TEXT or key not in comments:
            continue
        comment = comments[key]
        words = question.read_answer(comment.words)
        if not isinstance(words, str):
            continue
        if len(words) >= LONGEST_WORDS:  # it would be cut off
            wrong.add(key)
        else:
            found[key] = Comment(words, comment.may_be_shown is True, _address(comment.reply_address))
    return found


def _address(given: object) -> str:
    return given if isinstance(given, str) and REPLY_ADDRESS.match(given) else ""
