"""What a finding allows to be said, in English and Dutch. The class chooses the sentence; nobody else does.

A kind of study a file: `sentence(view, language)` is one sentence for a reader in a hurry, and
`beside(view, language)` what must be read beside it. Numbers are written the way of the language.
"""

from importlib import import_module
from types import ModuleType
from typing import Final

from extramile.evidence.views import FindingView

FILES: Final = {
    "linkage": "linkage",
    "change": "changes",
    "rollout": "rollouts",
    "bias": "bias",
    "worth": "worth",
    "power": "power",
}


def sentence(view: FindingView, language: str) -> str:
    """The answer, in one sentence or two."""
    text: str = _file(view).sentence(view, language)
    return text


def beside(view: FindingView, language: str) -> tuple[str, ...]:
    """What is needed to read the answer rightly: how sure, what it does not say, what would be needed."""
    lines: tuple[str, ...] = tuple(_file(view).beside(view, language))
    return lines


def _file(view: FindingView) -> ModuleType:
    return import_module(f"extramile.evidence.sentences.{FILES[view.kind]}")
