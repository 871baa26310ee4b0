"""Words out of HTML. Nothing of it is ever shown as HTML: what remains is plain text."""

import re
from html.parser import HTMLParser
from typing import Final

LONGEST: Final = 2000  # as in schema.json
MOST_READ: Final = 40_000  # of a text with its markup: pictures may stand in it as letters
SILENT: Final = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "svg", "head", "title"}
)
BREAKS: Final = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"}
)
_TAG = re.compile(r"<[a-zA-Z/!?]|&[a-zA-Z#]")
# Nothing that steers a terminal or turns the writing direction, nothing of private use.
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff\ud800-\udfff]"
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silence: list[str] = []
        self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silence.append(tag)
        elif tag in BREAKS:
            self.words.append("\n")
        elif tag in {"img", "video", "audio", "embed"}:
            self.pictures += 1
            self.words.append(next((value for name, value in attrs if name == "alt" and value), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silence:
            del self.silence[self.silence.index(tag) :]
        elif tag in BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silence:
            self.words.append(data)


def words_of(raw: object) -> str:
    """The words of a text that may hold HTML; empty for what is no text. At most LONGEST characters."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
        return ""
    text = str(raw)[:MOST_READ]
    if _TAG.search(text):
        reader = _Words()
        reader.feed(text)
        reader.close()
        text = "".join(reader.words)
    text = _ODD.sub("", text.replace("\xa0", " "))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def cut(text: str, longest: int = LONGEST) -> str:
    """As much as fits, at a blank where there is one."""
    if len(text) <= longest:
        return text
    whole, _blank, _rest = text[: longest - 1].rpartition(" ")
    return (whole if len(whole) > longest // 2 else text[: longest - 1]) + "…"


def has_pictures(raw: object) -> bool:
    return isinstance(raw, str) and bool(re.search(r"<(img|video|audio|embed|iframe)\b", raw, re.IGNORECASE))
