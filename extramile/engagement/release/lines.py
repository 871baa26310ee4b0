"""The same question over waves: one line. Other words, another scale, another set of options: a new one."""

import hashlib
import json
from collections.abc import Iterable

from extramile.questionnaires.definition import Question


def comparable(earlier: Question, later: Question) -> bool:
    """Whether answers to both may stand in one line. A language that came or went changes nothing."""
    return (
        earlier.kind is later.kind
        and earlier.scale == later.scale
        and earlier.orientation is later.orientation
        and [option.key for option in earlier.options] == [option.key for option in later.options]
        and _same(_wordings(earlier), _wordings(later))
    )


def _wordings(question: Question) -> dict[str, dict[str, str]]:
    """Language -> every text that is read before answering."""
    found: dict[str, dict[str, str]] = {}
    named = {name: texts for name, texts in question.texts.items() if name != "placeholder"}
    named |= {f"option {option.key}": option.label for option in question.options}
    for name, texts in named.items():
        for language, text in texts.items():
            if text:
                found.setdefault(language, {})[name] = " ".join(text.split())
    return found


def _same(earlier: dict[str, dict[str, str]], later: dict[str, dict[str, str]]) -> bool:
    shared = earlier.keys() & later.keys()
    return bool(shared) and all(earlier[language] == later[language] for language in shared)


def line_of(question: Question, earlier: Iterable[tuple[Question, str]]) -> str:
    """The line of the newest earlier question it can be compared with, else a new one.

    `earlier`: questions of the same key with their lines, newest first. Only the newest counts: after a
    break the old line does not come back, for people have meanwhile answered something else.
    """
    for before, line in earlier:
        return line if comparable(before, question) else _new_line(question)
    return _new_line(question)


def _new_line(question: Question) -> str:
    written = json.dumps(
        [
            question.key,
            question.kind,
            [question.scale.start, question.scale.stop],
            question.orientation,
            sorted(_wordings(question).items()),
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hashlib.sha256(written.encode()).hexdigest()
