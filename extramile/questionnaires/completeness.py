"""What a questionnaire still misses before customers may read it: texts, per language, by place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from extramile.questionnaires.definition import NEEDED_TEXTS, Definition, Question, Texts
from extramile.questionnaires.pieces import unknown_pieces
from extramile.questionnaires.shipped import page_texts


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do before publishing."""

    path: str  # "questions[2].options[0].label"
    language: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path} ({self.language}): {self.problem}"


Place = tuple[
    str, Texts, bool
]  # path, texts per language, whether it must be there even when empty everywhere


def _question_places(question: Question, path: str) -> Iterator[Place]:
    needed = NEEDED_TEXTS.get(question.kind, frozenset({"title"}))
    for name in sorted(needed | set(question.texts)):
        yield f"{path}.texts.{name}", question.texts.get(name, {}), name in needed
    for index, variant in enumerate(question.variants):
        for name, texts in variant.texts.items():
            yield f"{path}.variants[{index}].texts.{name}", texts, False
    for index, option in enumerate(question.options):
        yield f"{path}.options[{index}].label", option.label, True


def _page_places(definition: Definition) -> Iterator[Place]:
    shipped: Mapping[str, Texts] = page_texts()
    for name in shipped:
        own = {language: text for language, text in definition.texts.get(name, {}).items() if text.strip()}
        yield f"texts.{name}", {**shipped[name], **own}, True
    for index, variant in enumerate(definition.variants):
        for name, texts in variant.texts.items():
            yield f"variants[{index}].texts.{name}", texts, False


def _places(definition: Definition) -> Iterator[Place]:
    for index, question in enumerate(definition.questions):
        yield from _question_places(question, f"questions[{index}]")
    yield from _page_places(definition)
    for word, texts in definition.words.items():
        yield f"words.{word}", texts, False


def missing(definition: Definition) -> list[Missing]:
    """Everything that keeps it from being published; empty when every language is complete."""
    found: list[Missing] = []
    for path, texts, needed in _places(definition):
        written = {language for language, text in texts.items() if text.strip()}
        if needed or written:
            found += [
                Missing(path, language, _("There is no text in this language yet. Write it."))
                for language in definition.languages
                if language not in written and not path.startswith("words.")
            ]
        for language in definition.languages:
            for name in unknown_pieces(texts.get(language, "")):
                found.append(Missing(path, language, _unknown(name)))
    return found


def _unknown(name: str) -> str:
    return _("{%(name)s} is not a piece of the job; people would read it as it stands. Correct it.") % {
        "name": name
    }
