"""A PDF read back: its texts, its structure, and what is read out instead of pictures."""

from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from extramile.board.content import Content, Remarked
from extramile.board.paper import as_pdf


def opened(
    content: Content, *, remarks: Iterable[Remarked] = (), is_draft: bool = False, fingerprint: str = ""
) -> PdfReader:
    return PdfReader(BytesIO(_set(content, tuple(remarks), is_draft, fingerprint)))


@cache
def _set(content: Content, remarks: tuple[Remarked, ...], is_draft: bool, fingerprint: str) -> bytes:
    """Each once: many tests look at the same report."""
    return as_pdf(content, remarks=remarks, is_draft=is_draft, fingerprint=fingerprint)


def squeezed(text: str) -> str:
    """Without what a line's end adds or takes away."""
    return "".join(text.replace("\u200b", "").split())


def pages(read: PdfReader) -> list[str]:
    return [page.extract_text() for page in read.pages]


def whole(read: PdfReader) -> str:
    return squeezed("".join(pages(read)))


def root_of(read: PdfReader) -> Any:
    """The catalogue, where a PDF says what it is."""
    return read.trailer["/Root"].get_object()


def structure(read: PdfReader) -> Iterator[dict[str, Any]]:
    """Every element of the tree that a screen reader walks."""
    waiting: list[Any] = [root_of(read)["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            yield one
            if "/K" in one:
                waiting.append(one["/K"])


def alternatives(read: PdfReader) -> list[str]:
    return [str(one["/Alt"]) for one in structure(read) if "/Alt" in one]


def kinds(read: PdfReader) -> list[str]:
    return [str(one["/S"]) for one in structure(read) if "/S" in one]


def titles(outline: list[Any]) -> list[str]:
    return [
        title for one in outline for title in (titles(one) if isinstance(one, list) else [str(one.title)])
    ]
