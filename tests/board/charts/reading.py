"""A drawing read back: where its marks, spans and texts are."""

from dataclasses import dataclass
from xml.etree import ElementTree

from extramile.board.charts import WIDE, draw
from extramile.board.content import Picture

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Read:
    root: ElementTree.Element

    def of_kind(self, kind: str) -> list[ElementTree.Element]:
        return [one for one in self.root.iter() if kind in (one.get("class") or "").split()]

    def texts(self) -> list[str]:
        return [one.text or "" for one in self.root.iter(f"{SVG}text")]

    def x_of(self, words: str) -> float:
        return next(float(one.get("x", "")) for one in self.root.iter(f"{SVG}text") if one.text == words)

    def y_of(self, words: str) -> float:
        return next(float(one.get("y", "")) for one in self.root.iter(f"{SVG}text") if one.text == words)


def read(picture: Picture, *, language: str = "en", width: int = WIDE) -> Read:
    return Read(ElementTree.fromstring(draw(picture, language=language, width=width)))
